import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// What the packet filter of an ordinary test kernel lacks.
    @Suite struct FlowTables {
        @Test func `a flow table that nobody asked for goes, and is told`() async throws {
            try await Flow.run { flow in
                let chain = "NfTablesChainSpec/forwarded"
                try await flow.client.apply(chain, ["hook": "forward", "rules": [["verdict": "accept"]]])
                let before = try await flow.host.nft("-a list table inet netstrata")
                let harm =
                    "add flowtable inet netstrata evil { hook ingress priority 0; devices = { lo }; }"
                #expect(try await flow.host.nft(harm).isEmpty)
                let status = try await flow.client.status(chain) { $0["repairs"] == 1 }
                #expect(
                    status[path: "drift", "found"] == "flow table evil is in the table, and no spec asks for it")
                #expect(status[path: "drift", "by", "command"] == "nft", "\(status.canonical)")
                #expect(try await flow.host.nft("-a list table inet netstrata") == before)
            }
        }
    }
}
