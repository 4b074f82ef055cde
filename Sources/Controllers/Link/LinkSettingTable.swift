import Kernel
import NetworkTypes
import Resources

/// Every setting of every kind: the one list to add a kind to.
enum LinkSettingTable {
    /// By the spec's kind.
    static let kinds: [String: [LinkSetting]] = [
        "bond": BondSettings.table, "bridge": BridgeSettings.table, "geneve": GeneveSettings.table,
        "gretap": GRESettings.table(over: .inet4), "ip6gretap": GRESettings.table(over: .inet6),
        "ipip": IPTunnelSettings.ipip, "ipvlan": IPVLANSettings.table, "macvlan": MACVLANSettings.table,
        "macvtap": MACVLANSettings.table, "sit": IPTunnelSettings.sit, "tun": TunSettings.table,
        "vlan": VLANSettings.table, "vrf": VRFSettings.table, "vxlan": VXLANSettings.table,
    ]

    /// What ports have because of the link that they belong to, by that link's kind.
    static let ports: [String: [LinkSetting]] = ["bond": BondPortSettings.table, "bridge": BridgePortSettings.table]

    /// Whether links of a kind have ports; of kinds that no spec knows the kernel has to say it.
    static func takesPorts(_ kind: String) -> Bool {
        ports[kind] != nil || kind == "vrf" || !LinkSpec.kinds.contains(kind)
    }

    /// What can be said of a link of a kind; what a port has isn't told by its own kind.
    static func settings(ofKind kind: String) -> [LinkSetting] { all[kind]?.list ?? otherKinds.list }

    /// By the name that plans and the ledger have.
    static func named(ofKind kind: String) -> [String: LinkSetting] { all[kind]?.byName ?? otherKinds.byName }

    private struct Settings {
        let list: [LinkSetting]
        let byName: [String: LinkSetting]

        init(ofKind kind: String) {
            list = GeneralSettings.table(ofKind: kind) + ports.values.joined() + (kinds[kind] ?? [])
            byName = Dictionary(list.map { ($0.name, $0) }) { $1 }
        }
    }

    /// Made once: every look at a link asks for them.
    private static let all = Dictionary(
        LinkSpec.kinds.map { ($0, Settings(ofKind: $0)) }, uniquingKeysWith: { $1 })
    private static let otherKinds = Settings(ofKind: "")
}
