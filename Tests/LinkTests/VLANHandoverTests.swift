import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// VLANs that take over each other's numbers in one transaction.
    @Suite struct VLANHandovers {
        private typealias Operation = (op: String, resource: String, spec: JSON)

        private static func put(_ link: String, _ number: Int64) -> Operation {
            (
                "put", "LinkSpec/\(link)",
                ["kind": "vlan", "up": true, "parentName": "e0", "vlan": ["vlanID": .integer(number)]]
            )
        }

        private static func delete(_ link: String) -> Operation { ("delete", "LinkSpec/\(link)", .null) }

        /// Three of them, with the numbers 10, 20 and 30, and somebody's address on the first.
        private static func withVLANs(_ body: @Sendable (Flow) async throws -> Void) async throws {
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                let reply = try await flow.client.transact([put("a", 10), put("b", 20), put("c", 30)])
                try #require(reply.isApplied == true, "\(reply.text)")
                try await flow.host.ip("addr add 10.2.0.1/24 dev a")
                try await body(flow)
            }
        }

        private static func numbers(_ flow: Flow) async throws -> [String: Int64] {
            let links = try await flow.host.json("-d link show type vlan")
            return Dictionary(
                links.map { ($0["ifname"]?.text ?? "", $0[path: "linkinfo", "info_data", "id"]?.integer ?? 0) }
            ) { $1 }
        }

        @Test(
            arguments: [
                ([("a", 20), ("b", 10)], ["a": 20, "b": 10, "c": 30]),
                ([("a", 20), ("b", 30), ("c", 10)], ["a": 20, "b": 30, "c": 10]),
                ([("a", 20), ("b", 30), ("c", 31)], ["a": 20, "b": 30, "c": 31]),
                ([("a", 11), ("z", 10)], ["a": 11, "b": 20, "c": 30, "z": 10]),
            ] as [([(String, Int64)], [String: Int64])])
        func `they are moved in an order that the kernel takes`(
            _ changes: [(String, Int64)], _ expected: [String: Int64]
        ) async throws {
            try await Self.withVLANs { flow in
                let index = try await flow.host.index("a")
                let reply = try await flow.client.transact(changes.map(Self.put))
                #expect(reply.isApplied == true, "\(reply.text)")
                #expect(try await Self.numbers(flow) == expected)
                #expect(try await flow.host.index("a") == index)
                #expect(try await flow.host.hasAddress("10.2.0.1/24", on: "a"))
                for link in ["a", "b", "c"] {
                    #expect(try await flow.client.status("LinkSpec/\(link)")["repairs"] == nil)
                }
            }
        }

        @Test func `one that goes gives its number to another, new or there already`() async throws {
            try await Self.withVLANs { flow in
                let first = try await flow.client.transact([Self.delete("b"), Self.put("z", 20)])
                #expect(first.isApplied == true, "\(first.text)")
                let second = try await flow.client.transact([Self.delete("c"), Self.put("a", 30)])
                #expect(second.isApplied == true, "\(second.text)")
                #expect(try await Self.numbers(flow) == ["a": 30, "z": 20])
                #expect(try await flow.host.hasAddress("10.2.0.1/24", on: "a"))
            }
        }

        @Test func `somebody else's stays, and who wants its number is refused`() async throws {
            try await Self.withVLANs { flow in
                try await flow.host.ip("link add theirs link e0 type vlan id 40")
                let reply = try await flow.client.put("LinkSpec/a", Self.put("a", 40).spec, "?wait=applied")
                #expect(reply.reasons.contains("theirs is VLAN 40 of e0 already"), "\(reply.text)")
                #expect(try await Self.numbers(flow) == ["a": 10, "b": 20, "c": 30, "theirs": 40])
            }
        }
    }
}
