import Resources

@testable import Controllers

/// What the product can be told of links, by the kind that it is said of: what the tables must have a row for.
enum ProductAttributes {
    static let all: [String: [String]] = {
        var all: [String: [String]] = [
            "ethernet": EthernetSettingTable.names + ["features"],
            "port of a bond": names(BondPortSettings.table), "port of a bridge": names(BridgePortSettings.table),
        ]
        for kind in LinkSpec.kinds {
            all[kind.isEmpty ? "found" : kind] =
                names(GeneralSettings.table(ofKind: kind) + (LinkSettingTable.kinds[kind] ?? []))
                + (outsideTables[kind] ?? [])
        }
        return all
    }()

    /// What isn't set as a link's members are.
    private static let outsideTables: [String: [String]] = [
        "veth": VirtualEthernet.fields.map { "veth.\($0.name)" },
        "wireguard": WireGuard.fields.map(\.name).filter { !["publicKey", "peers"].contains($0) }
            .map { "wireguard.\($0)" } + WireGuardPeer.fields.map { "wireguard.peers.\($0.name)" },
    ]

    /// What the kernel has in two places is one thing to people.
    private static func names(_ settings: [LinkSetting]) -> [String] {
        settings.map(\.name).filter { !$0.hasSuffix(".isThere") }
    }

    /// The attribute that a value of a member sets: the ends of some tunnels are others for each family.
    static func name(_ member: String, _ value: JSON?, ofKind kind: String) -> String {
        let overIPv6 = member + "6"
        let isOverIPv6 = value?.text?.contains(":") == true && all[kind]?.contains(overIPv6) == true
        return isOverIPv6 ? overIPv6 : member
    }
}
