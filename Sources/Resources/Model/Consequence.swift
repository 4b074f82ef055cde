/// What controllers write because of a spec, as a known host leads to the file of hosts.
public struct Consequence: Hashable, Sendable {
    /// The controllers between the spec's own and the first stage of what follows, in order.
    public let controllers: [String]
    /// The type of what follows.
    public let type: String
    /// The ids that it can have, with their layer.
    public let ids: [String]

    /// Files of the host.
    static func files(_ names: EtcFileSpec.Name..., after statuses: String...) -> Consequence {
        Consequence(
            EtcFileSpec.typeName, names.map { LayeredID(.default, $0.rawValue) },
            controllers: statuses + ["EtcFileController"])
    }

    /// The chains to which policies come.
    static let policyChains = Consequence(
        NfTablesChainSpec.typeName, ["netpol", "netpol-egress", "netpol-ingress"].map { LayeredID(.operator, $0) },
        controllers: ["NetworkPolicyController"])

    private init(_ type: String, _ ids: [LayeredID], controllers: [String]) {
        self.controllers = controllers
        self.type = type
        self.ids = ids.map(\.description)
    }
}
