public import NetworkTypes

/// Which members belong to which kinds of link.
extension LinkSpec {
    /// A kind of link, and what a spec of it must say.
    struct Kind: Sendable {
        /// `IFLA_INFO_KIND`; empty for a link that is found.
        let name: String
        /// The members that are only this kind's.
        var members: [String] = []
        /// Those of them without which it can't be made.
        var required: [String] = []
    }

    /// Every kind: the one list to add one to.
    static let kindTable: [Kind] = [
        Kind(name: ""),
        Kind(name: "bond", members: ["bondMaster"]),
        Kind(name: "bridge", members: ["bridgeMaster"]),
        Kind(name: "dummy"),
        Kind(name: "geneve", members: ["geneve"], required: ["geneve"]),
        Kind(name: "gretap", members: ["gre"], required: ["gre"]),
        Kind(name: "ifb"),
        Kind(name: "ip6gretap", members: ["gre"], required: ["gre"]),
        Kind(name: "ipip", members: ["ipTunnel"], required: ["ipTunnel"]),
        Kind(name: "ipvlan", members: ["parentName", "ipvlan"], required: ["parentName"]),
        Kind(name: "macvlan", members: ["parentName", "macvlan"], required: ["parentName"]),
        Kind(name: "macvtap", members: ["parentName", "macvlan"], required: ["parentName"]),
        Kind(name: "sit", members: ["ipTunnel"], required: ["ipTunnel"]),
        Kind(name: "tun", members: ["tun"], required: ["tun"]),
        Kind(name: "veth", members: ["veth"], required: ["veth"]),
        Kind(name: "vlan", members: ["parentName", "vlan"], required: ["parentName", "vlan"]),
        Kind(name: "vrf", members: ["vrfMaster"], required: ["vrfMaster"]),
        Kind(name: "vxlan", members: ["vxlan"], required: ["vxlan"]),
        Kind(name: "wireguard", members: ["wireguard"]),
    ]

    /// The kinds that a spec can speak of.
    public static let kinds = kindTable.map(\.name)

    /// The kinds that have a member of their own, by the member.
    private static let owners: [String: [String]] = kindTable.reduce(into: [:]) { owners, kind in
        for member in kind.members { owners[member, default: []].append(kind.name) }
    }

    private static let ownFields = fields.filter { owners[$0.name] != nil }

    /// That a link belongs to one bond, bridge or VRF, in words, where several are named; `nil` where it is so.
    var mastersInExcess: String? {
        let masters = [
            ("masterName", masterName), ("bridgeSlave.masterName", bridgeSlave?.masterName),
            ("vrfSlave.masterName", vrfSlave?.masterName),
        ].compactMap { member, name in name.map { "\(member) \($0)" } }
        return masters.count > 1 ? "a link belongs to one only: \(masters.joined(separator: ", "))" : nil
    }

    /// The members of some kinds alone that the spec speaks of, with these kinds.
    private var spokenParts: [(name: String, kinds: [String])] {
        Self.ownFields.compactMap { field in
            field.says(self) ? (field.name, Self.owners[field.name] ?? []) : nil
        }
    }

    /// The members that belong to a kind which isn't the spec's.
    var strayMembers: [Fault] {
        spokenParts.filter { !$0.kinds.contains(kind) }.map { part in
            let owners = part.kinds.joined(separator: " and ")
            return Fault(JSONPointer(tokens: [part.name]), "only kind \(owners) has it")
        }
    }

    /// The members that the spec's kind needs and that aren't there.
    var missingMembers: [Fault] {
        let spoken = Set(spokenParts.map(\.name))
        let required = Self.kindTable.first { $0.name == kind }?.required ?? []
        return required.filter { !spoken.contains($0) }
            .map { Fault(JSONPointer(tokens: [$0]), "kind \(kind) needs \($0)") }
    }

    /// What isn't whole, as a lower layer's part of a link may be.
    public func refusals() -> [Fault] {
        var faults: [Fault] = []
        if logical == true, kind.isEmpty {
            faults.append(Fault(JSONPointer(tokens: ["kind"]), "a logical link needs a kind, such as bridge"))
        }
        faults += bondRefusals
        faults += wireguard?.refusals ?? []
        return faults + (kind.isEmpty ? strayMembers : missingMembers)
    }

    /// The link that carries a tunnel's packets, and the member that says so.
    public var carrier: (member: String, name: InterfaceName)? {
        if let name = vxlan?.linkName { return ("vxlan", name) }
        if let name = gre?.linkName { return ("gre", name) }
        return ipTunnel?.linkName.map { ("ipTunnel", $0) }
    }

    /// Members of a tunnel that the family of its outer packets doesn't have.
    var familyFaults: [Fault] {
        switch kind {
        case "gretap": gre?.faults("gre", over: .inet4, kind) ?? []
        case "ip6gretap": gre?.faults("gre", over: .inet6, kind) ?? []
        case "ipip", "sit":
            ipTunnel.map { TunnelEnds(local: $0.local, remote: $0.remote).faults(in: "ipTunnel", over: .inet4, kind) }
                ?? []
        default: []
        }
    }
}
