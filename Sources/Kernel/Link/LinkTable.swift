public import NetworkTypes

/// The links of a network namespace at one time, in the order of their numbers if they are the kernel's, and found by name,
/// number, kind, and by the links that they have to do with.
///
/// It is made once for all who look. A host may have thousands of links of which one changes: tables that follow from each other
/// share what stays the same, and by that know what is other.
public final class LinkTable: RandomAccessCollection, Sendable {
    private let entries: [Entry]
    private let places: Places

    /// A link as it was told: tables hand it on instead of copying it.
    private final class Entry: Sendable {
        let link: KernelLink
        init(_ link: KernelLink) { self.link = link }
    }

    /// Where which link is; the same object in tables whose links are in the same places.
    private final class Places: Sendable {
        let byName: [InterfaceName: Int]
        let byIndex: [UInt32: Int]
        let byKind: [String: [Int]]
        /// By the master's number.
        let ports: [UInt32: [Int]]
        /// By the number of the link below, or the one that carries the packets.
        let upper: [UInt32: [Int]]

        init(_ entries: [Entry]) {
            var byName = [InterfaceName: Int](minimumCapacity: entries.count)
            var byIndex = [UInt32: Int](minimumCapacity: entries.count)
            var byKind: [String: [Int]] = [:]
            var (ports, upper) = ([UInt32: [Int]](), [UInt32: [Int]]())
            for (place, entry) in entries.enumerated() {
                for name in entry.link.alternativeNames.compactMap(InterfaceName.init(_:)) { byName[name] = place }
            }
            for (place, entry) in entries.enumerated() {
                let link = entry.link
                byName[link.name] = place
                byIndex[link.index] = place
                byKind[link.kind, default: []].append(place)
                if let master = link.masterIndex { ports[master, default: []].append(place) }
                if let lower = link.lowerIndex { upper[lower, default: []].append(place) }
                if let carrier = link.carrierIndex { upper[carrier, default: []].append(place) }
            }
            (self.byName, self.byIndex, self.byKind, self.ports, self.upper) = (byName, byIndex, byKind, ports, upper)
        }
    }

    /// A table that follows from no other.
    public convenience init(_ links: [KernelLink] = []) {
        let entries = links.map(Entry.init)
        self.init(entries, Places(entries))
    }

    private init(_ entries: [Entry], _ places: Places) {
        (self.entries, self.places) = (entries, places)
    }

    /// 0.
    public var startIndex: Int { 0 }
    /// How many links there are.
    public var endIndex: Int { entries.count }
    /// The link in a place; its number is another thing.
    public subscript(place: Int) -> KernelLink { entries[place].link }

    /// All, as an array of its own.
    public var links: [KernelLink] { Array(self) }

    /// The link with a name; one of its alternative names will do.
    public func link(_ name: InterfaceName) -> KernelLink? { places.byName[name].map { self[$0] } }

    /// The link with a number.
    public func link(index: UInt32) -> KernelLink? { places.byIndex[index].map { self[$0] } }

    /// The links that belong to a bridge, bond or VRF.
    public func ports(of master: UInt32) -> [KernelLink] { (places.ports[master] ?? []).map { self[$0] } }

    /// The links that lie on another: VLANs, tunnels that it carries, and the other end of a veth.
    public func upper(of lower: UInt32) -> [KernelLink] { (places.upper[lower] ?? []).map { self[$0] } }

    /// The links that go when a link goes, those nearer to it first; a veth's other end isn't one of them.
    public func dependents(of index: UInt32) -> [KernelLink] {
        var found: [KernelLink] = []
        var known: Set<UInt32> = [index]
        var level = [index]
        while !level.isEmpty {
            let next = level.flatMap { lower in
                upper(of: lower).filter { $0.foundation == lower && known.insert($0.index).inserted }
            }
            found += next
            level = next.map(\.index)
        }
        return found
    }

    /// Some links, and all that have to do with them by way of masters, ports, links below and above, and other ends.
    func connected(to indexes: Set<UInt32>) -> [KernelLink] {
        var found = indexes.compactMap(link(index:))
        var known = Set(found.map(\.index))
        var next = 0
        while next < found.count {
            let link = found[next]
            let near = [link.masterIndex, link.lowerIndex, link.carrierIndex].compactMap {
                $0.flatMap(self.link(index:))
            }
            found += (near + ports(of: link.index) + upper(of: link.index)).filter { known.insert($0.index).inserted }
            next += 1
        }
        return found
    }

    /// The links of a kind.
    public func links(ofKind kind: String) -> [KernelLink] { (places.byKind[kind] ?? []).map { self[$0] } }

    /// The table that follows when these are the links; this one when nothing is other.
    func next(_ links: [KernelLink]) -> LinkTable {
        follow(
            links.map { link in
                guard let place = places.byIndex[link.index], entries[place].link == link else { return Entry(link) }
                return entries[place]
            })
    }

    /// The table that follows when some links are other or new, and those that are `nil` have gone.
    func next(_ news: [UInt32: KernelLink?]) -> LinkTable {
        var entries = self.entries
        var (isUnsorted, gone) = (false, Set<UInt32>())
        for (index, link) in news {
            switch (places.byIndex[index], link) {
            case (let place?, let link?): if entries[place].link != link { entries[place] = Entry(link) }
            case (nil, let link?):
                entries.append(Entry(link))
                isUnsorted = true
            case (_, nil): gone.insert(index)
            }
        }
        if !gone.isEmpty { entries.removeAll { gone.contains($0.link.index) } }
        if isUnsorted { entries.sort { $0.link.index < $1.link.index } }
        return follow(entries)
    }

    private func follow(_ entries: [Entry]) -> LinkTable {
        guard entries.count == self.entries.count else { return LinkTable(entries, Places(entries)) }
        let changed = entries.indices.filter { entries[$0] !== self.entries[$0] }
        if changed.isEmpty { return self }
        // Most changes move nothing.
        let isInPlace = changed.allSatisfy { entries[$0].link.isFound(like: self.entries[$0].link) }
        return LinkTable(entries, isInPlace ? places : Places(entries))
    }

    /// The numbers of the links that are other than in an earlier table, new, or gone.
    public func differences(from earlier: LinkTable) -> Set<UInt32> {
        if earlier === self { return [] }
        var different: Set<UInt32> = []
        if earlier.places === places {
            for place in entries.indices where !isSame(place, as: place, in: earlier) {
                different.insert(entries[place].link.index)
            }
            return different
        }
        for (index, place) in places.byIndex {
            guard let before = earlier.places.byIndex[index], isSame(place, as: before, in: earlier) else {
                different.insert(index)
                continue
            }
        }
        for index in earlier.places.byIndex.keys where places.byIndex[index] == nil { different.insert(index) }
        return different
    }

    private func isSame(_ place: Int, as before: Int, in earlier: LinkTable) -> Bool {
        let (entry, other) = (entries[place], earlier.entries[before])
        return entry === other || entry.link == other.link
    }
}

extension KernelLink {
    /// Whether it is found in the same ways.
    fileprivate func isFound(like other: KernelLink) -> Bool {
        index == other.index && name == other.name && alternativeNames == other.alternativeNames && kind == other.kind
            && masterIndex == other.masterIndex && lowerIndex == other.lowerIndex && carrierIndex == other.carrierIndex
    }
}
