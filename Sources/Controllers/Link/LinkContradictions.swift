import NetworkTypes
import Resources

/// What specs say of links that can't all be: of two that want one name for different things, the earlier has it.
struct LinkContradictions {
    /// Why a spec is refused, by its id.
    private(set) var refusals: [String: String] = [:]
    /// The specs that make something of a name: its link, or the other end of it.
    private var makers: [InterfaceName: DesiredSpec<LinkSpec>] = [:]

    /// Those among some specs.
    init(_ specs: [DesiredSpec<LinkSpec>]) {
        refuseOtherModes(specs.filter { $0.spec.kind == "ipvlan" })
        let named = specs.filter { $0.spec.altNames?.isEmpty == false }
        guard !named.isEmpty || specs.contains(where: { $0.spec.kind == "veth" }) else { return }
        for item in specs.sorted(by: { ($0.created, $0.id) < ($1.created, $1.id) }) { make(item) }
        let names = Set(specs.map(\.id))
        for item in named where refusals[item.id] == nil {
            guard
                let name = item.spec.altNames?.map(\.description).first(where: { $0 != item.id && names.contains($0) })
            else { continue }
            refusals[item.id] = "altNames: \(name) is the name of another spec's link"
        }
    }

    /// All on one link below have the same mode and flags (`ipvlan_set_port_mode()`, `drivers/net/ipvlan/ipvlan_main.c`).
    private mutating func refuseOtherModes(_ specs: [DesiredSpec<LinkSpec>]) {
        var first: [InterfaceName: DesiredSpec<LinkSpec>] = [:]
        for item in specs.sorted(by: { ($0.created, $0.id) < ($1.created, $1.id) }) {
            guard let parent = item.spec.parentName else { continue }
            guard let other = first[parent] else {
                first[parent] = item
                continue
            }
            guard (other.spec.ipvlan ?? .init()) != (item.spec.ipvlan ?? .init()) else { continue }
            refusals[item.id] =
                "ipvlan: all on \(parent) have the same mode and flags, and the spec \(other.id) says others"
        }
    }

    private mutating func make(_ item: DesiredSpec<LinkSpec>) {
        guard let name = item.spec.name, !item.spec.kind.isEmpty else { return }
        let ends = [name] + [item.spec.veth?.peerName].compactMap { $0 }
        for end in ends {
            guard let other = makers[end], other.ends != Set(ends) else { continue }
            refusals[item.id] =
                end == name
                ? "the spec \(other.id) makes \(name) the other end of its veth"
                : "veth.peerName: the spec \(other.id) makes \(end) already, as another link"
            return
        }
        for end in ends { makers[end] = item }
    }
}

extension DesiredSpec<LinkSpec> {
    /// The names of the links that it makes.
    fileprivate var ends: Set<InterfaceName> { Set([spec.name, spec.veth?.peerName].compactMap { $0 }) }
}
