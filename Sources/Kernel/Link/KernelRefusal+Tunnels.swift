import Glibc
import NetworkTypes

/// What the kernel leaves out of tunnels: which other one leads to the same place.
extension KernelRefusal {
    /// Which tunnel leads to the same place (`geneve_configure()`, `ip_tunnel_newlink()`, `ip6gre_newlink_common()`).
    func tunnelTwin(
        of wanted: LinkAttributes, besides present: KernelLink?, _ table: LinkTable
    ) -> String? {
        if let id = wanted.values[.vxlanID] {
            return table.links(ofKind: "vxlan").first { $0[.vxlanID] == id && $0.index != present?.index }
                .map { "\(name): \($0.name) has the network identifier \(id.number ?? 0) already" }
        }
        let identities: [(kinds: [String], members: [LinkMember])] = [
            (["geneve"], [.geneveID, .geneveRemote, .geneveRemote6]),
            (["ipip", "sit", "ip6tnl"], [.ipTunnelLocal, .ipTunnelRemote, .ipTunnelLink]),
            (["gre", "gretap", "ip6gre", "ip6gretap"], [.greLocal, .greRemote, .greInKey, .greLink]),
        ]
        guard let kind = wanted.kind, let identity = identities.first(where: { $0.kinds.contains(kind) }) else {
            return nil
        }
        // What isn't said is 0, and so is no address.
        func said(_ value: LinkValue?) -> LinkValue {
            if case .address(let address) = value, address.isUnspecified { return .number(0) }
            return value ?? .number(0)
        }
        let twin = table.links(ofKind: kind).first { link in
            // Which port a Geneve tunnel has of which nothing is said is the kernel's to know.
            link.index != present?.index && (wanted.values[.genevePort] ?? link[.genevePort]) == link[.genevePort]
                && identity.members.allSatisfy { said(link[$0]) == said(wanted.values[$0]) }
        }
        return twin.map { "\(name): \($0.name) leads to the same place already" }
    }
}
