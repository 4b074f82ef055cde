import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    /// The lists of the host's own addresses, and the hardware address that stands for it.
    @Suite struct NodeAddresses {
        /// Waits until a list has just these addresses.
        private func expect(_ list: String, _ addresses: JSON, in flow: Flow) async throws {
            try await watch(list, in: flow) { $0["type"]?.text != "DELETED" && $0.addresses == addresses }
        }

        private func watch(
            _ list: String, from revision: Int64? = nil, in flow: Flow, until holds: @escaping @Sendable (JSON) -> Bool
        ) async throws {
            let start = revision.map { "&revision=\($0)" } ?? ""
            let path = "/v1/resources/network/NodeAddress?watch" + start
            _ = try await flow.client.watch(path, within: .seconds(20)) { event in
                guard event["object"]?[path: "metadata", "id"]?.text == list, holds(event) else { return Bool?.none }
                return true
            }
        }

        private func put(_ path: String, _ spec: JSON, in flow: Flow) async throws {
            let reply = try await flow.client.ask(.PUT, "/v1/resources/network/\(path)", spec.canonicalBytes)
            try #require(reply.status < 300, "\(reply.text)")
        }

        @Test func `they follow the kernel, as people want to see them`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                try await flow.host.ip("address add 198.51.100.7/32 dev eth0")
                try await expect("current", ["192.0.2.10/24", "198.51.100.7/32"], in: flow)
                try await expect("default", ["192.0.2.10/24"], in: flow)
                try await put("NodeAddressFilter/elsewhere", ["excludeSubnets": ["192.0.2.0/24"]], in: flow)
                try await expect("routed-elsewhere", ["198.51.100.7/32"], in: flow)
                try await flow.client.remove("AddressSpec/eth0/192.0.2.10/24")
                try await expect("current", ["198.51.100.7/32"], in: flow)
                try await expect("default", ["198.51.100.7/32"], in: flow)
                try await expect("accumulative", ["192.0.2.10/24", "198.51.100.7/32"], in: flow)
                try await flow.restart()
                try await expect("accumulative", ["192.0.2.10/24", "198.51.100.7/32"], in: flow)

                try await flow.host.ip("address add 198.51.100.9/24 dev eth0")
                try await put("NodeAddressSortAlgorithm/default", ["algorithm": "v2"], in: flow)
                try await expect("current", ["198.51.100.7/32", "198.51.100.9/24"], in: flow)
                let path = "/v1/resources/network/NodeAddressFilter/elsewhere"
                let deleted = try await flow.client.ask(.DELETE, path)
                #expect(deleted.status == 200)
                let revision = try #require(deleted.json[path: "metadata", "revision"]?.integer)
                try await watch("current-elsewhere", from: revision, in: flow) { $0["type"]?.text == "DELETED" }
            }
        }

        @Test func `they are among what followed from the change of an address`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                try await expect("default", ["192.0.2.10/24"], in: flow)
                let change = try await flow.client.get(
                    "/v1/history?type=AddressSpec&namespace=network-config&limit=1"
                ).json
                let revision = try #require(change["items"]?.elements?.first?["revision"]?.integer)
                let trace = try await flow.client.get("/v1/history/\(revision)?effects").json
                func types(_ change: JSON) -> [String] {
                    (change["effects"]?.elements ?? []).flatMap { [$0["type"]?.text ?? ""] + types($0) }
                }
                #expect(types(trace).contains("NodeAddress"), "\(trace)")
            }
        }

        @Test func `nobody writes them, and a filter must be one`() async throws {
            try await Flow.run { flow in
                let reply = try await flow.client.ask(
                    .PUT, "/v1/resources/network/NodeAddress/current", Array("{}".utf8))
                #expect(reply.status == 409)
                for (path, body) in [
                    ("NodeAddressFilter/x", #"{"includeSubnets":["10.0.0.0/33"]}"#),
                    ("NodeAddressFilter/X_", "{}"), ("NodeAddressSortAlgorithm/other", "{}"),
                    ("NodeAddressSortAlgorithm/default", #"{"algorithm":"v3"}"#),
                ] {
                    let reply = try await flow.client.ask(.PUT, "/v1/resources/network/\(path)", Array(body.utf8))
                    #expect(reply.status == 422, "\(path): \(reply.text)")
                }
            }
        }
    }
}

extension JSON {
    /// The addresses in an event's object.
    fileprivate var addresses: JSON? { self["object"]?[path: "spec", "addresses"] }
}
