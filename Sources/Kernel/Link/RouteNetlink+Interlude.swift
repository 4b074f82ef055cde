import NetworkTypes

/// Changes of links that can't be changed while they are used.
extension RouteNetlink {
    /// Makes such a change, and puts back what goes with it.
    ///
    /// - Returns: The first refusal. A link that the kernel doesn't make anew as asked for is there again as it was; of another
    ///   kind one is made beside it first, so that a kind that the kernel lacks disturbs nothing.
    func interrupt(_ change: KernelChange) throws(KernelError) -> KernelRefusal? {
        guard case .setLink(let index, let attributes) = change else { return nil }
        let interlude = try interlude(index, attributes)
        if let trial = interlude.trial, let refusal = try refusal(ofTrial: trial) { return refusal }
        var refusals = try make(interlude.steps)
        var made: KernelLink?
        if attributes.pause == .away {
            made = try link(index)
            if made == nil {
                _ = try make(interlude.undoing)
                made = try link(index)
            }
            if let made { refusals += try make(interlude.returning(to: made)) }
        }
        try putBack(interlude, on: made)
        return refusals.first
    }

    /// What a change takes away for a moment, so that somebody else can put it back; `nil` for one that takes nothing.
    public func rescue(from change: KernelChange) throws(KernelError) -> LinkRescue? {
        guard change.isInterlude, case .setLink(let index, let attributes) = change else { return nil }
        return LinkRescue(try interlude(index, attributes))
    }

    /// Puts back what a change had taken away that wasn't finished; what is there already stays as it is.
    ///
    /// - Throws: `unavailable` when it isn't known what was done.
    public func restore(_ rescue: LinkRescue) throws(KernelError) {
        guard let before = rescue.links.first(where: { $0.index == rescue.index }) else { return }
        var present = try links()
        if let trial = present.first(where: { $0.name == rescue.trialName }) {
            _ = try session.submit([KernelChange.deleteLink(index: trial.index)])
        }
        let interlude = try rescue.interlude
        if !present.contains(where: { $0.index == rescue.index }) {
            _ = try make(interlude.undoing)
            present = try links()
        }
        // The number may be another link's by now.
        guard let link = present.first(where: { $0.index == rescue.index }), link.name == before.name else { return }
        switch rescue.pause {
        case .away: _ = try make(interlude.returning(to: link, besides: present))
        case .withoutPorts: _ = try make(interlude.rejoining(besides: present))
        case .none, .itself, .down, .port: break
        }
        if before.flags.contains(.up), !link.flags.contains(.up) {
            _ = try session.submit([KernelChange.setLink(index: link.index, LinkAttributes(isUp: true))])
        }
        try putBack(interlude, on: rescue.pause == .away ? link : nil)
    }

    private func interlude(_ index: UInt32, _ attributes: LinkAttributes) throws(KernelError) -> LinkInterlude {
        LinkInterlude(
            index: index, attributes, links: try links(), addresses: try addresses(), routes: try routes(),
            nextHops: try nextHops())
    }

    /// Puts back what isn't made anew with links: how they were set, addresses, next-hop objects and routes.
    private func putBack(_ interlude: LinkInterlude, on made: KernelLink?) throws(KernelError) {
        _ = try session.submit(interlude.amends(made)[...])
        _ = try session.submit(interlude.restorations(try addresses())[...])
        let routes = interlude.restorations(try routes())
        // Next-hop objects need their gateways' networks, and routes need the objects.
        _ = try session.submit(routes.filter { !$0.usesNextHopObject }[...])
        try putBack(LostNextHops(objects: interlude.nextHops, routes: routes.filter(\.usesNextHopObject)))
    }

    /// Makes a link and removes it again.
    private func refusal(ofTrial attributes: LinkAttributes) throws(KernelError) -> KernelRefusal? {
        let refusal = try make([.createLink(attributes)]).first
        if let made = try links().first(where: { $0.name == attributes.name }) {
            _ = try session.submit([KernelChange.deleteLink(index: made.index)])
        }
        return refusal
    }

    private func link(_ index: UInt32) throws(KernelError) -> KernelLink? {
        try links().first { $0.index == index }
    }

    /// - Returns: What was refused of it.
    private func make(_ steps: [KernelChange]) throws(KernelError) -> [KernelRefusal] {
        var refusals: [KernelRefusal?] = []
        for step in steps {
            switch step.way {
            case .linkCreation: refusals += try create([step])
            case .linkSteps: refusals.append(try makeInSteps(step))
            default: refusals += try session.submit([step])
            }
        }
        return refusals.compactMap { $0 }
    }
}
