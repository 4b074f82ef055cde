import Glibc
import Resources
import Testing

@testable import Netstrata

@Suite struct `The example files` {
    static let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/deploy/examples"
    static let types: [any ResourceSpec.Type] = [
        LinkSpec.self, AddressSpec.self, RouteSpec.self, RoutingRuleSpec.self, HostnameSpec.self, ResolverSpec.self,
        TimeServerSpec.self, StaticHost.self, ProbeSpec.self, LinkAliasSpec.self, EtcFileSpec.self,
        KernelParamSpec.self, EthernetSpec.self, NfTablesChainSpec.self, NfTablesSetSpec.self, NetworkPolicySpec.self,
        PodAddressSpec.self, PodNamespaceSpec.self,
    ]

    @Test(
        arguments: [
            "veth", "links", "vlans", "addresses", "routes", "rules", "host", "probes", "tunnels", "ethernet",
            "firewall", "policies",
        ])
    func `are valid`(name: String) async throws {
        let path = "\(Self.folder)/\(name).yaml"
        let documents = try IntentDocument.parse(try await SystemFile.read(path), from: name)
        for document in documents {
            let spec = try #require(Self.types.first { $0.typeName == document.type })
            let type = ResourceType(spec)
            #expect(throws: Never.self) {
                try type.canonicalSpec(
                    document.spec, id: spec.placement == .layered ? "api/\(document.id)" : document.id, at: .root)
            }
        }
    }
}
