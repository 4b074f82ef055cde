import FlowSupport
import Resources
import Testing

extension Flows {
    @Suite struct Fight {
        @Test
        func `a fight is slowed down to a repair a second, and is a row when it begins and one when it ends`()
            async throws
        {
            try await Flow.run { flow in
                let id = "AddressSpec/eth0/192.0.2.10/24"
                try await flow.client.apply(id)
                let history = "/v1/resources/network/ApplyStatus/\(id)?revisions&limit=100"
                let before = try await flow.client.get(history).items.count
                let outsider = try await Outsider.start(on: flow.host)
                let fight = Task {
                    while !Task.isCancelled {
                        try outsider.ip("address delete 192.0.2.10/24 dev eth0")
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
                defer { fight.cancel() }
                let conflict = try await flow.client.status(id) { $0["conditions"] != nil }
                #expect(conflict[path: "conditions"]?.elements?.first?["type"] == "Conflict", "\(conflict.canonical)")
                let reason = conflict["conditions"]?.elements?.first?["reason"]?.text ?? ""
                #expect(reason.contains("ip[\(outsider.pid)] uid:0(root)"), "\(reason)")
                let atOnce = conflict["repairs"]?.integer ?? 0
                #expect((1...6).contains(atOnce))
                let events = try await KernelEvents(flow.host)
                // A rate is measured over a time.
                try await Task.sleep(for: .seconds(5))
                let repairs = try events.all().count { $0.kind == .newAddress }
                // Beside all other tests the outsider may come to nothing for a while, and then there is nothing to repair.
                #expect((1...7).contains(repairs), "\(repairs) repairs in 5 s")
                let rows = try await flow.client.get(history).items
                #expect(
                    rows.count == before + Int(atOnce) + 1, "a row for each repair before the fight, and one for it")
                fight.cancel()
                let peace = try await flow.client.status(id, within: .seconds(40)) { $0["state"] == "applied" }
                #expect(peace["conditions"] == nil)
                #expect((peace["repairs"]?.integer ?? 0) >= atOnce + Int64(repairs))
                #expect(peace[path: "drift", "action"]?.text?.contains("now it lasts") == true, "\(peace.canonical)")
                #expect(try await flow.client.get(history).items.count == before + Int(atOnce) + 2)
                #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
            }
        }
    }
}
