import NetworkTypes

/// Changes of links that can't be changed while they are used.
extension RouteNetlink {
    /// Makes such a change, and puts back what goes with it.
    ///
    /// - Returns: The first refusal. A link that the kernel doesn't make anew as asked for is there again as it was; of another
    ///   kind one is made beside it first, so that a kind that the kernel lacks disturbs nothing.
    func interrupt(_ change: KernelChange) throws(KernelError) -> KernelRefusal? {
        guard case .setLink(let index, let attributes) = change else { return nil }
        let interlude = LinkInterlude(
            index: index, attributes, links: try links(), addresses: try addresses(), routes: try routes(),
            nextHops: try nextHops())
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
        _ = try session.submit(interlude.amends(made)[...])
        _ = try session.submit(interlude.restorations(try addresses())[...])
        let routes = interlude.restorations(try routes())
        // Next-hop objects need their gateways' networks, and routes need the objects.
        _ = try session.submit(routes.filter { !$0.usesNextHopObject }[...])
        try putBack(LostNextHops(objects: interlude.nextHops, routes: routes.filter(\.usesNextHopObject)))
        return refusals.first
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
