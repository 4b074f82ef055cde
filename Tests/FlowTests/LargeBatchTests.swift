import FlowSupport
import Resources
import Testing

extension Flows {
    @Suite struct LargeBatch {
        private static let count = 3000

        private static func routes(_ op: String) -> [(op: String, resource: String, spec: JSON)] {
            (0..<count).map { number in
                let destination = "172.\(16 + number / 256).\(number % 256).0/24"
                return (op, "RouteSpec/inet4/10.0.0.1/\(destination)/100", op == "put" ? [:] : .null)
            }
        }

        /// More than a merge hands over at once, and than a part of a plan takes.
        @Test func `three thousand routes of one transaction come, are ours, and go`() async throws {
            try await Flow.run { flow in
                let way: [(op: String, resource: String, spec: JSON)] = [
                    ("put", "LinkSpec/v0", ["kind": "veth", "up": true, "veth": ["peerName": "v1"]]),
                    ("put", "LinkSpec/v1", ["up": true]), ("put", "AddressSpec/v0/10.0.0.9/24", [:]),
                ]
                let first = try await flow.client.transact(way)
                try #require(first.isApplied == true, "\(first.reasons)")
                let made = try await flow.client.transact(Self.routes("put"))
                try #require(made.isApplied == true, "\(made.reasons)")
                func present() async throws -> Int {
                    try await flow.host.ip("route show proto 117").split(separator: "\n").count
                }
                #expect(try await present() == Self.count)
                let gone = try await flow.client.transact(Self.routes("delete"))
                try #require(gone.isApplied == true, "\(gone.reasons)")
                #expect(try await present() == 0, "what the ledger says is ours goes with its spec")
                for type in ["ApplyStatus", "RouteSpec"] {
                    func left() async throws -> Int {
                        let list = try await flow.client.get("/v1/resources/network/\(type)").json
                        return (list["items"]?.elements ?? []).count { item in
                            let id = item["metadata"]?["id"]?.text ?? ""
                            return id.contains("/172.")
                        }
                    }
                    try await flow.host.eventually("no \(type) of them is left") { try await left() == 0 }
                }
            }
        }
    }
}
