import NetworkTypes
import Resources

/// In which order links are made: those below and masters before those that need them, and ports in the order of their places.
struct LinkOrder {
    private var levels: [InterfaceName: Int] = [:]
    private var places: [InterfaceName: UInt32] = [:]
    /// Why a link can't be made, for those that need themselves or lie on themselves, by the spec's id.
    private(set) var cycles: [String: String] = [:]

    /// The order of some specs' links.
    init(_ specs: [LinkSpec]) {
        let specs = Dictionary(specs.compactMap { spec in spec.name.map { ($0, spec) } }) { $1 }
        for (name, spec) in specs where spec.masterName != nil { places[name] = spec.slaveIndex }
        let needs = LinkGraph(specs.mapValues { $0.foundations + [$0.anyMaster].compactMap { $0 } })
        levels = needs.levels
        for cycle in needs.cycles { refuse(cycle, cycle, "links can't need themselves") }
        refusePorts(specs)
    }

    /// Refuses the ports that lie on their own masters; the masters are made without them.
    private mutating func refusePorts(_ specs: [InterfaceName: LinkSpec]) {
        var ports = specs.compactMapValues(\.anyMaster).filter { cycles[$0.key.description] == nil }
        while true {
            // A port is below its master, although the master is made first.
            var below = specs.mapValues(\.foundations)
            for (port, master) in ports { below[master, default: []].append(port) }
            let found = LinkGraph(below).cycles.compactMap { cycle in
                let steps = zip(cycle, cycle.dropFirst())
                let wrong = steps.filter { ports[$1] == $0 }.map(\.1)
                return wrong.isEmpty ? nil : (cycle, wrong)
            }
            guard !found.isEmpty else { return }
            for (cycle, wrong) in found {
                refuse(wrong, cycle, "links can't lie on themselves")
                for port in wrong { ports[port] = nil }
            }
        }
    }

    private mutating func refuse(_ links: [InterfaceName], _ cycle: [InterfaceName], _ words: String) {
        let path = cycle.map(\.description).joined(separator: " → ")
        for link in links where cycles[link.description] == nil { cycles[link.description] = "\(words): \(path)" }
    }

    /// Whether a spec's link is made before another's.
    func precedes(_ left: LinkSpec, _ right: LinkSpec) -> Bool {
        guard let left = left.name, let right = right.name else { return false }
        return (levels[left] ?? 0, place(left)) < (levels[right] ?? 0, place(right))
    }

    /// The link's place among its bond's ports; those of which none is said come last.
    func place(_ name: InterfaceName) -> UInt32 { places[name] ?? .max }
}

/// Links, and which others each leads to.
private struct LinkGraph {
    private let edges: [InterfaceName: [InterfaceName]]
    /// How many links follow one another from each at most.
    private(set) var levels: [InterfaceName: Int] = [:]
    /// The ways that lead back to where they began.
    private(set) var cycles: [[InterfaceName]] = []

    init(_ edges: [InterfaceName: [InterfaceName]]) {
        self.edges = edges
        for name in edges.keys.sorted() { _ = level(of: name, after: []) }
    }

    private mutating func level(of name: InterfaceName, after path: [InterfaceName]) -> Int {
        if let known = levels[name] { return known }
        if let start = path.firstIndex(of: name) {
            cycles.append(Array(path[start...]) + [name])
            return 0
        }
        var level = 0
        for next in edges[name] ?? [] { level = max(level, self.level(of: next, after: path + [name]) + 1) }
        levels[name] = level
        return level
    }
}

extension LinkSpec {
    /// The links that it lies on.
    fileprivate var foundations: [InterfaceName] { [parentName, carrier?.name].compactMap { $0 } }

    /// The bridge, bond or VRF that the link shall belong to.
    var anyMaster: InterfaceName? { bridgeSlave?.masterName ?? vrfSlave?.masterName ?? masterName }
}
