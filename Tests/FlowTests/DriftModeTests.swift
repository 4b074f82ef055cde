import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    @Suite struct Modes {
        private static let address = "AddressSpec/eth0/192.0.2.10/24"
        private static let host = "/v1/resources/management/ManagementSpec/host"

        private static func annotated(_ mode: String, _ spec: JSON = [:]) -> JSON {
            ["metadata": ["annotations": ["drift": .string(mode)]], "spec": spec]
        }

        @Test(arguments: ["by the resource", "by its type", "by type and id"])
        func `what is only observed is told and left, and the condition goes when it is as asked again`(
            _ way: String
        ) async throws {
            try await Flow.run { flow in
                try await flow.client.apply(Self.address)
                switch way {
                case "by the resource": try await flow.client.apply(Self.address, Self.annotated("observe"))
                case "by its type": try await flow.mode(["AddressSpec": "observe"])
                default: try await flow.mode([Self.address: "observe", "AddressSpec": "enforce"])
                }
                let outsider = try await Outsider.start(on: flow.host)
                let history = "/v1/resources/network/ApplyStatus/\(Self.address)?revisions&limit=100"
                let events = try await KernelEvents(flow.host)
                try outsider.ip("address delete 192.0.2.10/24 dev eth0")
                let status = try await flow.client.status(Self.address) { $0["state"] == "drifted" }
                let condition = try #require(status["conditions"]?.elements?.first)
                #expect(condition["type"] == "Drifted" && condition["reason"] == "deleted")
                #expect(status[path: "drift", "action"] == "left as it is")
                #expect(status[path: "drift", "by", "who"]?.text == "ip[\(outsider.pid)] uid:0(root)")
                #expect(status["repairs"] == nil)
                let rows = try await flow.client.get(history).items.count
                _ = try await events.quiet(for: .seconds(1))
                #expect(try await !flow.host.hasAddress("192.0.2.10/24", on: "eth0"), "the kernel is left as it is")
                #expect(try await flow.client.get(history).items.count == rows)
                try outsider.ip("address add 192.0.2.10/24 brd + dev eth0")
                let again = try await flow.client.status(Self.address) { $0["state"] == "applied" }
                #expect(again["conditions"] == nil, "\(again.canonical)")
                #expect(try await flow.client.get(history).items.count == rows + 1)
            }
        }

        @Test
        func `of what is observed from the beginning only the differences are told, and what goes stays in the kernel`()
            async throws
        {
            try await Flow.run { flow in
                let dry = try await flow.client.put(Self.address, Self.annotated("observe"), "?dryRun=true")
                let planned = try #require(dry.plan.first, "\(dry.text)")
                #expect(dry.plan.count == 1)
                #expect(planned["operation"] == "drifted")
                #expect(planned["note"]?.text?.contains("would add address eth0/192.0.2.10/24") == true, "\(dry.text)")
                let reply = try await flow.client.put(
                    Self.address, Self.annotated("observe"), "?wait=applied&timeout=5s")
                #expect(reply.isApplied == false)
                #expect(reply.reasons.contains("missing; left as it is"), "\(reply.reasons)")
                let status = try await flow.client.status(Self.address)
                #expect(status["conditions"]?.elements?.first?["reason"] == "missing")
                #expect(status["drift"] == nil, "nobody changed anything")
                #expect(try await !flow.host.hasAddress("192.0.2.10/24", on: "eth0"))

                try await flow.client.apply(Self.address, Self.annotated("enforce"))
                #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
                try await flow.client.apply(Self.address, Self.annotated("observe"))
                try await flow.client.remove(Self.address)
                #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"), "it was only observed")
            }
        }

        @Test func `somebody who changes what is observed all the time is written down at a bounded rate`() async throws
        {
            try await Flow.run { flow in
                try await flow.client.apply(Self.address)
                try await flow.client.apply(Self.address, Self.annotated("observe"))
                let history = "/v1/resources/network/ApplyStatus/\(Self.address)?revisions&limit=200"
                let before = try await flow.client.get(history).items.count
                let outsider = try await Outsider.start(on: flow.host)
                for _ in 0..<150 {
                    try outsider.ip("address delete 192.0.2.10/24 dev eth0")
                    try await Task.sleep(for: .milliseconds(10))
                    try outsider.ip("address add 192.0.2.10/24 brd + dev eth0")
                    try await Task.sleep(for: .milliseconds(10))
                }
                try await flow.client.status(Self.address) { $0["state"] == "applied" }
                let rows = try await flow.client.get(history).items.count - before
                #expect((2...20).contains(rows), "\(rows) rows in 3 s")
            }
        }

        @Test func `a mode that there isn't is refused with those that there are`() async throws {
            try await Flow.run { flow in
                let reply = try await flow.client.put(Self.address, Self.annotated("watch"))
                #expect(reply.status == 422)
                #expect(reply.text.contains("enforce, observe or adopt"), "\(reply.text)")
                #expect(reply.text.contains("/metadata/annotations/drift"), "\(reply.text)")
                let file = try await flow.client.put("EtcFileSpec/hosts", Self.annotated("adopt"))
                #expect(file.status == 422)
                #expect(file.text.contains("enforce or observe"), "\(file.text)")
                for (drift, words) in [
                    (["AddressSpec": "watch"], "enforce, observe or adopt"), (["ProbeSpec": "observe"], "types are"),
                    (["EtcFileSpec/hosts": "adopt"], "enforce or observe"),
                ] as [(JSON, String)] {
                    let reply = try await flow.client.ask(
                        .PUT, Self.host, JSON.object(["mode": "enforce", "drift": drift]).canonicalBytes)
                    #expect(reply.status == 422)
                    #expect(reply.text.contains(words), "\(reply.text)")
                }
            }
        }

        @Test func `the host's pause goes before all modes`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply(Self.address)
                try await flow.client.manage("observe")
                let outsider = try await Outsider.start(on: flow.host)
                try outsider.ip("address delete 192.0.2.10/24 dev eth0")
                let status = try await flow.client.status(Self.address) { $0["state"] == "paused" }
                #expect(status["conditions"]?.elements?.first?["type"] == "Drifted", "\(status.canonical)")
                #expect(status[path: "drift", "by", "who"]?.text == "ip[\(outsider.pid)] uid:0(root)")
                try await flow.client.manage("enforce")
                let repaired = try await flow.client.status(Self.address) { $0["repairs"] == 1 }
                #expect(repaired["conditions"] == nil)
                #expect(repaired[path: "drift", "action"] == "add address eth0/192.0.2.10/24")
                #expect(repaired[path: "drift", "by", "who"]?.text == "ip[\(outsider.pid)] uid:0(root)")
            }
        }
    }
}

extension Flow {
    /// Says modes by types and ids.
    func mode(_ modes: JSON) async throws {
        let body = JSON.object(["mode": "enforce", "drift": modes]).canonicalBytes
        let reply = try await client.ask(.PUT, "/v1/resources/management/ManagementSpec/host", body)
        guard reply.status < 300 else { throw FlowError("drift \(modes.canonical): \(reply.text)") }
    }
}
