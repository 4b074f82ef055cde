import Kernel
import NetworkTypes
import Resources
import Store

/// VLANs that get the numbers of others that move or go: on one link a number can't be two's at once (`vlan_check_real_dev()`,
/// `net/8021q/vlan.c`).
struct VLANHandover {
    /// What no two VLANs have in common.
    private struct Tag: Hashable {
        let lower: UInt32
        let number: UInt64
        let ethertype: UInt64
    }

    /// Links of ours that no spec wants any more, and that go before their numbers are given away.
    private(set) var going: [InterfaceName] = []
    /// Numbers that links have for a moment, since none of them could be the first to move.
    private(set) var detours: [(link: InterfaceName, number: UInt64)] = []
    /// Which link has to move before another.
    private var before: [InterfaceName: InterfaceName] = [:]

    /// - Parameters:
    ///   - wanted: What specs want.
    ///   - kernel: What is there.
    ///   - isOurs: Whether a link goes when no spec wants it.
    init(_ wanted: [DesiredSpec<LinkSpec>], given kernel: KernelState, _ isOurs: (KernelLink) -> Bool) {
        var next: [InterfaceName: Tag] = [:]
        for item in wanted where item.spec.kind == "vlan" {
            guard let name = item.spec.name, let tag = Self.tag(item.spec, kernel) else { continue }
            next[name] = tag
        }
        let moving = next.filter { kernel.link($0.key).flatMap(Self.tag) != $0.value }
        guard !moving.isEmpty else { return }
        let present = kernel.table.links(ofKind: "vlan").compactMap { link in Self.tag(link).map { ($0, link) } }
        let holders = Dictionary(present) { first, _ in first }
        for (name, tag) in moving {
            guard let holder = holders[tag], holder.name != name else { continue }
            if moving[holder.name] != nil {
                before[name] = holder.name
            } else if next[holder.name] == nil, isOurs(holder) {
                going.append(holder.name)
            }
        }
        let taken = Set(holders.keys).union(next.values)
        while let link = cycle {
            for (other, first) in before where first == link { before[other] = nil }
            guard let tag = next[link], let number = Self.free(beside: tag, taken) else { continue }
            detours.append((link, number))
        }
    }

    /// A link, the first by its name, that waits for itself.
    private var cycle: InterfaceName? {
        before.keys.sorted().first { start in
            var link = before[start]
            var rest = before.count
            while let next = link, next != start, rest > 0 {
                link = before[next]
                rest -= 1
            }
            return link == start
        }
    }

    /// Specs in an order in which each finds its number free.
    func arranged(_ specs: [DesiredSpec<LinkSpec>]) -> [DesiredSpec<LinkSpec>] {
        guard !before.isEmpty else { return specs }
        let places = Dictionary(specs.enumerated().compactMap { place, item in item.spec.name.map { ($0, place) } }) {
            $1
        }
        var done: Set<Int> = []
        var arranged: [DesiredSpec<LinkSpec>] = []
        for place in specs.indices {
            var chain = [place]
            while let name = specs[chain[chain.count - 1]].spec.name, let first = before[name].flatMap({ places[$0] }) {
                chain.append(first)
            }
            for place in chain.reversed() where done.insert(place).inserted { arranged.append(specs[place]) }
        }
        return arranged
    }

    private static func tag(_ spec: LinkSpec, _ kernel: KernelState) -> Tag? {
        guard let lower = spec.parentName.flatMap(kernel.link), let number = spec.vlan?.vlanID else { return nil }
        let ethertype = (spec.vlan?.vlanProtocol ?? .customer).kernelNumber
        return Tag(lower: lower.index, number: UInt64(number), ethertype: ethertype)
    }

    private static func tag(_ link: KernelLink) -> Tag? {
        guard link.kind == "vlan", let lower = link[.lower]?.number.flatMap(UInt32.init(exactly:)),
            let number = link[.vlanID]?.number, let ethertype = link[.vlanProtocol]?.number
        else { return nil }
        return Tag(lower: lower, number: number, ethertype: ethertype)
    }

    /// The largest number that nobody has or wants beside a tag.
    private static func free(beside tag: Tag, _ taken: Set<Tag>) -> UInt64? {
        (1...4094).reversed().first { number in
            !taken.contains(Tag(lower: tag.lower, number: number, ethertype: tag.ethertype))
        }
    }
}

extension LinkPlanner {
    /// Makes room for VLANs that take over each other's numbers.
    mutating func handOver(_ wanted: [DesiredSpec<LinkSpec>]) -> [DesiredSpec<LinkSpec>] {
        let handover = VLANHandover(wanted.filter { refusal(of: $0) == nil }, given: kernel) {
            ledger[$0.name.description]?.claim == .made
        }
        for name in handover.going {
            if let entry = ledger[name.description] { drop(entry) }
        }
        let specs = Dictionary(wanted.compactMap { item in item.spec.name.map { ($0, item) } }) { $1 }
        for (name, number) in handover.detours {
            guard let item = specs[name], let actual = kernel.link(name), isMarked(actual) else { continue }
            var change = LinkSettings(item.spec, kernel).change(from: actual)
            change.attributes.values[.vlanID] = .number(number)
            set(actual, change, item.id, "change")
        }
        return handover.arranged(wanted)
    }
}
