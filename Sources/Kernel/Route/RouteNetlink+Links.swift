import Glibc
import NetworkTypes

/// What of a link messages about links don't hold, or take only one after the other.
extension RouteNetlink {
    /// Sets the VLANs of the bridges that filter, and of their ports, as they are now; where none filters, nothing is asked.
    ///
    /// - Parameter links: All links, or at least all bridges with their ports.
    /// - Returns: Whether some may be other than before.
    /// - Throws: What asking for them throws.
    @discardableResult
    func setVLANs(of links: inout [KernelLink]) throws(KernelError) -> Bool {
        let candidates = links.indices.filter { links[$0].kind == "bridge" || links[$0].slaveKind == "bridge" }
        let filtering = Set(
            candidates.filter { links[$0].values[.bridgeVLANFiltering] == .flag(true) }.map { links[$0].index })
        let had = candidates.filter { position in
            let values = links[position].values
            return values[.bridgePortVLANs] != nil || values[.bridgeVLANs] != nil
        }
        guard !filtering.isEmpty || !had.isEmpty else { return false }
        for position in had { links[position].values[.bridgePortVLANs] = nil }
        for position in had { links[position].values[.bridgeVLANs] = nil }
        guard !filtering.isEmpty else { return true }
        let known = try vlans()
        for position in candidates {
            let link = links[position]
            if filtering.contains(link.index) {
                links[position].values[.bridgeVLANs] = .mappings(known[link.index] ?? [:])
            } else if link.slaveKind == "bridge", link.masterIndex.map(filtering.contains) ?? false {
                links[position].values[.bridgePortVLANs] = .mappings(known[link.index] ?? [:])
            }
        }
        return true
    }

    /// Makes a change that takes more than one message, or something besides rtnetlink.
    func makeInSteps(_ change: KernelChange) throws(KernelError) -> KernelRefusal? {
        switch change {
        case .createLink(let attributes):
            if let refusal = Self.refusal({ () throws(KernelError) in try TunDevice.make(attributes) }) {
                return refusal
            }
            guard let completion = LinkCompletion(after: change) else { return nil }
            return try session.submit([completion])[0]
        case .setLink(let index, let attributes) where TunDevice.makes(attributes):
            guard let name = try links().first(where: { $0.index == index })?.name else {
                return KernelRefusal(errno: ENODEV)
            }
            let refusal = Self.refusal { () throws(KernelError) in try TunDevice.change(name, attributes.values) }
            if let refusal { return refusal }
            return try setInSteps(index, attributes.withoutData)
        case .setLink(let index, let attributes): return try setInSteps(index, attributes)
        default: return try session.submit([change])[0]
        }
    }

    private static func refusal(_ body: () throws(KernelError) -> Void) -> KernelRefusal? {
        do throws(KernelError) {
            try body()
            return nil
        } catch {
            return KernelRefusal(error)
        }
    }

    /// Sets a link step by step: what it is, then how it is a port, then its VLANs.
    ///
    /// - Returns: The first refusal, which ends it.
    private func setInSteps(_ index: UInt32, _ attributes: LinkAttributes) throws(KernelError) -> KernelRefusal? {
        for step in attributes.steps where step != LinkAttributes() {
            if let refusal = try session.submit([KernelChange.setLink(index: index, step)])[0] { return refusal }
        }
        let wanted = attributes.values.filter(\.key.isOfVLANs)
        guard !wanted.isEmpty else { return nil }
        let current = try vlans()[index] ?? [:]
        for (member, value) in wanted {
            guard case .mappings(let flags) = value else { continue }
            let changes = BridgeVLANChange.between(current, flags, index: index, isOwn: member == .bridgeVLANs)
            if let refusal = try session.submit(changes[...]).compactMap({ $0 }).first { return refusal }
        }
        return nil
    }

    /// Makes links, gives those that were made their alias, and sets what a link can't be born with.
    func create(_ changes: ArraySlice<KernelChange>) throws(KernelError) -> [KernelRefusal?] {
        var outcomes = try session.submit(changes)
        let made = zip(outcomes.indices, changes).filter { outcomes[$0.0] == nil }
        let completions = made.compactMap { place, change in LinkCompletion(after: change).map { (place, $0) } }
        for (place, refusal) in zip(completions.map(\.0), try session.submit(completions.map(\.1)[...])) {
            outcomes[place] = refusal
        }
        let unfinished = made.compactMap { place, change in change.later.map { (place, $0) } }
        guard !unfinished.isEmpty else { return outcomes }
        let indexes = Dictionary(try links().map { ($0.name, $0.index) }) { $1 }
        for (place, later) in unfinished where outcomes[place] == nil {
            guard let index = later.name.flatMap({ indexes[$0] }) else {
                outcomes[place] = KernelRefusal(errno: ENODEV, message: "the link went while it was being set")
                continue
            }
            outcomes[place] = try setInSteps(index, LinkAttributes(values: later.values))
        }
        return outcomes
    }

    private func vlans() throws(KernelError) -> [UInt32: [UInt32: UInt32]] {
        let found = try session.dump(.bridgeVLANs, decode: BridgeVLANs.read)
        return Dictionary(found.map { ($0.index, $0.flags) }) { $0.merging($1) { $1 } }
    }
}

extension LinkTable {
    /// The bridges, and their ports.
    var bridged: [KernelLink] {
        let bridges = links(ofKind: "bridge")
        return bridges + bridges.flatMap { ports(of: $0.index) }.filter { $0.kind != "bridge" }
    }
}

extension LinkAttributes {
    /// Whether one message can't set all of it: the kernel sets a port before it gives it another master
    /// (`rtnl_changelink()`, `net/core/rtnetlink.c`).
    var needsSteps: Bool {
        let moves = values[.master] != nil
        return TunDevice.makes(self) || parts.count > 1
            || values.keys.contains { $0.isOfVLANs || moves && $0.masterKind != nil }
    }

    /// The messages that set it, without those about VLANs.
    fileprivate var steps: [LinkAttributes] {
        var first = self
        first.values = values.filter { !$0.key.isOfLaterStep }
        return first.parts + [LinkAttributes(values: values.filter { $0.key.masterKind != nil && !$0.key.isOfVLANs })]
    }
}

extension LinkMember {
    /// Whether a link has to be there, with its master, before it can be set.
    fileprivate var isOfLaterStep: Bool { masterKind != nil || isOfVLANs }
}

extension KernelChange {
    /// What a new link gets when it is there, under its name; `nil` for most.
    fileprivate var later: LinkAttributes? {
        guard case .createLink(let attributes) = self else { return nil }
        let values = attributes.values.filter(\.key.isOfLaterStep)
        return values.isEmpty ? nil : LinkAttributes(name: attributes.name, values: values)
    }
}
