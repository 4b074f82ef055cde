import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// A daemon that is killed while a link is made anew.
    @Suite struct CutShort {
        private static let rounds = 8
        private static let guests = 100

        private static func vlan(_ number: Int64) -> JSON {
            ["kind": "vlan", "up": true, "parentName": "e0", "vlan": ["vlanID": .integer(number)]]
        }

        /// A VLAN of ours, with an address of ours, and all that others have on it.
        private static func withGuests(_ body: @Sendable (Flow) async throws -> Void) async throws {
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                try await flow.client.apply("LinkSpec/v", vlan(5))
                try await flow.client.apply("AddressSpec/v/10.1.0.1/24")
                var lines = [
                    "address add 10.2.0.1/24 dev v", "address add 2001:db8:2::1/64 dev v nodad",
                    "route add 203.0.113.0/24 via 10.2.0.9", "nexthop add id 7 via 10.2.0.9 dev v",
                    "route add 198.51.100.0/24 nhid 7",
                ]
                for number in 1...guests {
                    lines.append("link add link v name v.\(number) up type vlan id \(number)")
                    lines.append("address add 10.9.\(number).1/24 dev v.\(number)")
                }
                try await flow.host.batch(lines)
                try await body(flow)
            }
        }

        private static func missing(_ host: Host) async throws -> [String] {
            let addresses = try await host.ip("-o address show")
            let routes = try await host.ip("route show")
            let wanted =
                ["v    inet 10.1.0.1/24", "v    inet 10.2.0.1/24", "v    inet6 2001:db8:2::1/64"]
                + (1...guests).map { "v.\($0)    inet 10.9.\($0).1/24" }
            let ways = ["203.0.113.0/24 via 10.2.0.9", "198.51.100.0/24 nhid 7"]
            return wanted.filter { !addresses.contains($0) } + ways.filter { !routes.contains($0) }
        }

        @Test
        func `at whatever instant, the next start puts back what others had on it, and takes it for nobody's doing`()
            async throws
        {
            try await Self.withGuests { flow in
                #expect(try await Self.missing(flow.host) == [])
                let index = try await flow.host.index("v")
                var dice = SeededGenerator(seed: 11)
                var hits = 0
                for round in 1...Self.rounds {
                    let number: Int64 = round.isMultiple(of: 2) ? 5 : 7
                    try await flow.client.put("LinkSpec/v", Self.vlan(number))
                    try await flow.host.eventually("the change has begun, and may have ended") {
                        let look = try await flow.host.run(["ip", "link", "show", "v.\(Self.guests)"])
                        if look.status != 0 { return true }
                        return try await flow.host.ip("-d link show v").contains("id \(number) ")
                    }
                    // The instant is what the test is about; nothing is waited for.
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0..<100, using: &dice)))
                    try await flow.daemon.crash()
                    if try await !Self.missing(flow.host).isEmpty { hits += 1 }
                    try await flow.daemon.start(on: flow.host)
                    try await flow.client.status("LinkSpec/v") { $0["state"] == "applied" }
                    try await flow.host.eventually("everything is there in round \(round)") {
                        try await Self.missing(flow.host).isEmpty
                    }
                    #expect(try await flow.host.index("v") == index)
                    for spec in ["LinkSpec/v", "AddressSpec/v/10.1.0.1/24"] {
                        let status = try await flow.client.status(spec)
                        #expect(status["repairs"] == nil && status["drift"] == nil, "\(status.canonical)")
                    }
                }
                #expect(hits > Self.rounds / 4, "it was killed too early or too late each time")
            }
        }
    }
}
