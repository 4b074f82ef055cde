/// What this version can do of what a link spec can say.
extension LinkSpec {
    /// The kinds that can be made; empty stands for a link that is found.
    private static let supportedKinds = ["", "bridge", "veth"]

    /// The members that ask for what this version can't do; empty when it can do everything.
    public var unsupported: [Fault] {
        var faults: [Fault] = []
        if !Self.supportedKinds.contains(kind) {
            faults.append(
                Fault(JSONPointer(tokens: ["kind"]), "links of kind \(kind) aren't supported yet; bridge and veth are"))
        }
        let members = [
            ("parentName", parentName != nil), ("masterName", masterName != nil), ("slaveIndex", slaveIndex != 0),
            ("vrfSlave", vrfSlave != nil), ("vlan", vlan != nil), ("bondMaster", bondMaster != nil),
            ("vrfMaster", vrfMaster != nil), ("wireguard", wireguard != nil),
        ]
        faults += members.filter(\.1).map { Fault(JSONPointer(tokens: [$0.0]), "\($0.0) isn't supported yet") }
        return faults
    }

    /// The members that belong to a kind which isn't the spec's.
    var strayMembers: [Fault] {
        let members = [
            ("parentName", "vlan", parentName != nil), ("vlan", "vlan", vlan != nil),
            ("bondMaster", "bond", bondMaster != nil), ("bridgeMaster", "bridge", bridgeMaster != nil),
            ("vrfMaster", "vrf", vrfMaster != nil), ("wireguard", "wireguard", wireguard != nil),
            ("veth", "veth", veth != nil),
        ]
        return members.filter { $0.2 && $0.1 != kind }
            .map { Fault(JSONPointer(tokens: [$0.0]), "only kind \($0.1) has it") }
    }

    /// What isn't whole, and what can't be done yet; a lower layer's part of a link may be either.
    public func refusals() -> [Fault] {
        var faults = unsupported
        if logical == true, kind.isEmpty {
            faults.append(Fault(JSONPointer(tokens: ["kind"]), "a logical link needs a kind: bridge or veth"))
        }
        faults += kind.isEmpty ? strayMembers.filter { stray in !faults.contains { $0.pointer == stray.pointer } } : []
        return faults
    }
}
