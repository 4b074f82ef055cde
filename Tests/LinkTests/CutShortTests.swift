import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// A daemon that is killed while a link is changed that is away or without ports meanwhile.
    @Suite(.serialized) struct CutShort {
        private static let rounds = 10

        /// Kills the daemon in the middle of changes, and expects that the next start puts back what is missing.
        ///
        /// - Parameters:
        ///   - flow: The daemon and its host.
        ///   - link: The link that is changed.
        ///   - specs: Two specs of it, in turns.
        ///   - missing: What isn't there.
        /// - Throws: When it isn't there again in time.
        private static func kill(
            _ flow: Flow, changing link: String, _ specs: [JSON], missing: () async throws -> [String]
        ) async throws {
            #expect(try await missing() == [])
            let index = try await flow.host.index(link)
            var dice = SeededGenerator(seed: 11)
            var hits = 0
            for round in 1...rounds {
                let events = try await KernelEvents(flow.host)
                try await flow.client.put("LinkSpec/\(link)", specs[round % 2])
                _ = try await events.next(before: .now + .seconds(10))
                // The instant is what the test is about; nothing is waited for.
                try await Task.sleep(for: .milliseconds(Int.random(in: 0..<50, using: &dice)))
                try await flow.daemon.crash()
                if try await !missing().isEmpty { hits += 1 }
                try await flow.daemon.start(on: flow.host)
                try await flow.client.status("LinkSpec/\(link)") { $0["state"] == "applied" }
                try await flow.host.eventually("everything is there in round \(round)") {
                    try await missing().isEmpty
                }
                #expect(try await flow.host.index(link) == index)
                for spec in ["LinkSpec/\(link)", "AddressSpec/\(link)/10.1.0.1/24"] {
                    let status = try await flow.client.status(spec)
                    #expect(status["repairs"] == nil && status["drift"] == nil, "\(status.canonical)")
                }
            }
            #expect(hits > 0, "it was killed too early or too late each time")
        }

        private static func missing(_ host: Host, _ addresses: [String], _ routes: [String]) async throws -> [String] {
            let shown = try await (host.ip("-o address show"), host.ip("route show"))
            return addresses.filter { !shown.0.contains($0) } + routes.filter { !shown.1.contains($0) }
        }

        @Test func `a VLAN that is made anew has again what others had on it, and nobody is said to have changed it`()
            async throws
        {
            let guests = 1...100
            func vlan(_ number: JSON) -> JSON {
                ["kind": "vlan", "up": true, "parentName": "e0", "vlan": ["vlanID": number]]
            }
            let specs = [vlan(5), vlan(7)]
            try await Flow.run(prepare: { try await $0.ip("link add e0 up type dummy") }) { flow in
                try await flow.client.apply("LinkSpec/v", specs[0])
                try await flow.client.apply("AddressSpec/v/10.1.0.1/24")
                let lines = [
                    "address add 10.2.0.1/24 dev v", "address add 2001:db8:2::1/64 dev v nodad",
                    "route add 203.0.113.0/24 via 10.2.0.9", "nexthop add id 7 via 10.2.0.9 dev v",
                    "route add 198.51.100.0/24 nhid 7",
                ]
                try await flow.host.batch(
                    lines
                        + guests.flatMap { number in
                            [
                                "link add link v name v.\(number) up type vlan id \(number)",
                                "address add 10.9.\(number).1/24 dev v.\(number)",
                            ]
                        })
                let addresses =
                    ["v    inet 10.1.0.1/24", "v    inet 10.2.0.1/24", "v    inet6 2001:db8:2::1/64"]
                    + guests.map { "v.\($0)    inet 10.9.\($0).1/24" }
                try await Self.kill(flow, changing: "v", specs) {
                    try await Self.missing(
                        flow.host, addresses, ["203.0.113.0/24 via 10.2.0.9", "198.51.100.0/24 nhid 7"])
                }
            }
        }

        @Test func `a bond that is without ports for a moment has again those that others gave it`() async throws {
            let ports = 1...30
            let modes = ["active-backup", "balance-rr"]
            let specs = modes.map { mode -> JSON in
                ["kind": "bond", "up": true, "bondMaster": ["mode": .string(mode), "miimon": 100]]
            }
            try await Flow.run(prepare: { host in
                try await host.batch(ports.map { "link add e\($0) type dummy" })
            }) { flow in
                try await flow.client.apply("LinkSpec/bond0", specs[0])
                try await flow.client.apply("AddressSpec/bond0/10.1.0.1/24")
                try await flow.host.batch(
                    ports.map { "link set e\($0) master bond0" } + [
                        "address add 2001:db8:2::1/64 dev bond0 nodad", "address add 10.2.0.1/24 dev bond0",
                        "route add 203.0.113.0/24 via 10.2.0.9",
                    ])
                func places() async throws -> Int {
                    try await flow.host.ip("-br link show master bond0").split(separator: "\n").count
                }
                try await Self.kill(flow, changing: "bond0", specs) {
                    let free = ports.count - (try await places())
                    return try await Self.missing(
                        flow.host, ["bond0    inet 10.2.0.1/24", "bond0    inet6 2001:db8:2::1/64"],
                        ["203.0.113.0/24 via 10.2.0.9"]) + (free > 0 ? ["\(free) ports"] : [])
                }
            }
        }
    }
}
