public import NetworkTypes

/// The links of a network namespace at one time, found by name, number and master.
///
/// It is made once for all who look, and knows which of its links are other than in an earlier table, since a host may have
/// thousands of which one changes.
public final class LinkTable: Sendable {
    /// All, in the order of their numbers if they are the kernel's.
    public let links: [KernelLink]

    private let places: Places
    /// The tables that follow from each other.
    private let lineage: Lineage
    private let generation: Int
    /// In what generation a link last changed, if it did after the first.
    private let changes: [UInt32: Int]

    private final class Lineage: Sendable {}

    /// Where in `links` which link is.
    private struct Places {
        var byName: [InterfaceName: Int]
        var byIndex: [UInt32: Int]
        var ports: [UInt32: [Int]] = [:]

        init(_ links: [KernelLink]) {
            byName = [InterfaceName: Int](minimumCapacity: links.count)
            byIndex = [UInt32: Int](minimumCapacity: links.count)
            for (position, link) in links.enumerated() {
                for name in link.alternativeNames.compactMap(InterfaceName.init(_:)) { byName[name] = position }
            }
            for (position, link) in links.enumerated() {
                byName[link.name] = position
                byIndex[link.index] = position
                if let master = link.masterIndex { ports[master, default: []].append(position) }
            }
        }
    }

    /// A table that follows from no other.
    public convenience init(_ links: [KernelLink] = []) {
        self.init(links, lineage: Lineage(), generation: 0, changes: [:])
    }

    private init(
        _ links: [KernelLink], at places: Places? = nil, lineage: Lineage, generation: Int, changes: [UInt32: Int]
    ) {
        self.links = links
        self.lineage = lineage
        self.generation = generation
        self.changes = changes
        self.places = places ?? Places(links)
    }

    /// The link with a name; one of its alternative names will do.
    public func link(_ name: InterfaceName) -> KernelLink? { places.byName[name].map { links[$0] } }

    /// The link with a number.
    public func link(index: UInt32) -> KernelLink? { places.byIndex[index].map { links[$0] } }

    /// The links that belong to a bridge, bond or VRF.
    public func ports(of master: UInt32) -> [KernelLink] { (places.ports[master] ?? []).map { links[$0] } }

    /// The table that follows when these are the links; this one when nothing is other.
    func next(_ links: [KernelLink]) -> LinkTable {
        var changed = Set(links.filter { link(index: $0.index) != $0 }.map(\.index))
        if links.count != self.links.count + changed.count(where: { places.byIndex[$0] == nil }) {
            let present = Set(links.map(\.index))
            changed.formUnion(places.byIndex.keys.filter { !present.contains($0) })
        }
        return next(links, changed)
    }

    /// The table that follows when some links are other or new, and those that are `nil` have gone.
    func next(_ news: [UInt32: KernelLink?]) -> LinkTable {
        var links = self.links
        var (isUnsorted, gone) = (false, Set<UInt32>())
        let changed = news.filter { link(index: $0.key) != $0.value }
        for (index, link) in changed {
            switch (places.byIndex[index], link) {
            case (let position?, let link?): links[position] = link
            case (nil, let link?):
                links.append(link)
                isUnsorted = true
            case (_, nil): gone.insert(index)
            }
        }
        if !gone.isEmpty { links.removeAll { gone.contains($0.index) } }
        if isUnsorted { links.sort { $0.index < $1.index } }
        return next(links, Set(changed.keys))
    }

    private func next(_ links: [KernelLink], _ changed: Set<UInt32>) -> LinkTable {
        guard !changed.isEmpty else { return self }
        var changes = changes
        for index in changed { changes[index] = generation + 1 }
        // Numbers of links that have gone would gather for as long as containers come and go.
        let isCrowded = changes.count > 2 * links.count + Limit.linksGone
        // Most changes move nothing.
        let isInPlace = changed.allSatisfy { index in
            guard let position = places.byIndex[index], position < links.count else { return false }
            return links[position].isFound(like: self.links[position])
        }
        return LinkTable(
            links, at: isInPlace && links.count == self.links.count ? places : nil,
            lineage: isCrowded ? Lineage() : lineage, generation: generation + 1, changes: isCrowded ? [:] : changes)
    }

    /// The numbers of the links that are other than in an earlier table, new, or gone.
    public func differences(from earlier: LinkTable) -> Set<UInt32> {
        if earlier === self { return [] }
        if earlier.lineage === lineage, earlier.generation <= generation {
            return Set(changes.lazy.filter { $0.value > earlier.generation }.map(\.key))
        }
        var different = Set(links.filter { earlier.link(index: $0.index) != $0 }.map(\.index))
        different.formUnion(earlier.links.map(\.index).filter { places.byIndex[$0] == nil })
        return different
    }
}

extension KernelLink {
    /// Whether it is found by the same names, number and master.
    fileprivate func isFound(like other: KernelLink) -> Bool {
        index == other.index && name == other.name && masterIndex == other.masterIndex
            && alternativeNames == other.alternativeNames
    }
}
