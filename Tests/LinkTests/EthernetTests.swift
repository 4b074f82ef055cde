import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// What Ethernet devices are set to, through a whole life, as ethtool(8) shows it.
    @Suite struct EthernetDevices {
        private static let name = "EthernetSpec/eth0"

        /// What ethtool shows, and what the driver was told, with single blanks.
        private static func shown(
            _ part: EthernetPart, _ device: SimulatedHardware, _ host: Host
        ) async throws -> String {
            var text = ""
            for question in part.questions { text += try await host.tool("ethtool \(question)") + "\n" }
            for name in part.told { text += "\(name): \(try device.told(name))\n" }
            return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }

        private static func expect(
            _ part: EthernetPart, _ device: SimulatedHardware, _ host: Host, _ occasion: String,
            where holds: (Int) -> Bool = { _ in true }
        ) async throws {
            for (place, setting) in part.settings.enumerated() where holds(place) {
                do {
                    try await host.eventually("\(setting.path), \(occasion)") {
                        try await shown(part, device, host).contains(setting.shown)
                    }
                } catch {
                    throw FlowError("\(error)\n\(try await shown(part, device, host))")
                }
            }
        }

        private static func live(_ part: EthernetPart, number: Int) async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                try await SimulatedHardware.with("eth0", number: number, on: flow.host) { device in
                    let before = try await shown(part, device, flow.host)
                    try await flow.client.apply(name, part.spec(0))
                    try await flow.client.apply(name, part.spec(1))
                    try await expect(part, device, flow.host, "set")
                    for setting in part.settings where setting.values[0] != setting.values[1] {
                        try Proofs.note(.changed, "ethernet", setting.attribute)
                    }
                    // What the product changes itself isn't somebody else's doing.
                    var repairs = try await flow.client.status(name)["repairs"]?.integer ?? 0
                    #expect(repairs == 0)
                    for setting in part.settings {
                        guard let harm = setting.harm else { continue }
                        try await harm.happen(to: device.link, on: flow.host)
                        let seen = repairs
                        let status = try await flow.client.status(name) { ($0["repairs"]?.integer ?? 0) > seen }
                        repairs = status["repairs"]?.integer ?? 0
                        try await expect(part, device, flow.host, "after \(harm)")
                        try Proofs.note(.mended, "ethernet", setting.attribute)
                    }
                    // Every second one is dropped; then the rest goes with the spec.
                    try await flow.client.apply(name, part.spec(1) { $0 % 2 == 0 })
                    try await expect(part, device, flow.host, "kept") { $0 % 2 == 0 }
                    for (place, setting) in part.settings.enumerated() where place % 2 == 1 {
                        let text = try await shown(part, device, flow.host)
                        #expect(!text.contains(setting.shown), "\(setting.path) was dropped: \(text)")
                    }
                    try await flow.client.remove(name)
                    let after = try await shown(part, device, flow.host)
                    try #require(after == before.replacing("None", with: part.restored ?? "None"))
                    try Proofs.note(.dropped, "ethernet", part.settings.map(\.attribute))
                }
            }
        }

        private static func last(_ part: EthernetPart, number: Int) async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                try await SimulatedHardware.with("eth0", number: number, on: flow.host) { device in
                    try await flow.client.apply(name, part.spec(1))
                    try await expect(part, device, flow.host, "set")
                    try Proofs.note(.made, "ethernet", part.settings.map(\.attribute))
                    try await flow.expectNoWrites {
                        try await flow.meetsNewcomer()
                        try await flow.restart()
                        try await flow.meetsNewcomer()
                    }
                    try await expect(part, device, flow.host, "after a restart")
                    try Proofs.note(.kept, "ethernet", part.settings.map(\.attribute))
                    try await flow.daemon.stop()
                }
                // Another boot has another device under the name.
                var rebooted = flow
                rebooted.host = try await Host()
                try await SimulatedHardware.with("eth0", number: number + 1, on: rebooted.host) { device in
                    let before = try await shown(part, device, rebooted.host)
                    try await rebooted.daemon.start(on: rebooted.host)
                    try await expect(part, device, rebooted.host, "after a reboot")
                    try Proofs.note(.reboot, "ethernet", part.settings.map(\.attribute))
                    try await rebooted.client.remove(name)
                    #expect(
                        try await shown(part, device, rebooted.host)
                            == before.replacing("None", with: part.restored ?? "None"))
                }
            }
        }

        @Test(.kernel(has: "NETDEVSIM"), arguments: EthernetPart.simulated)
        func `it is set, changed, put right, and gets back what it had`(_ part: EthernetPart)
            async throws
        {
            try await Self.live(part, number: 100 + part.number)
        }

        @Test(.kernel(has: "NETDEVSIM_HARDWARE"), arguments: EthernetPart.hardware)
        func `what hardware has is set, changed, put right, and gets back what it had`(_ part: EthernetPart)
            async throws
        {
            try await Self.live(part, number: 100 + part.number)
        }

        @Test(.kernel(has: "NETDEVSIM"), .kernel(has: "NLMON"), arguments: EthernetPart.simulated)
        func `as it should be it isn't written to, nor at a restart, and it is set after a reboot`(
            _ part: EthernetPart
        ) async throws {
            try await Self.last(part, number: 200 + 2 * part.number)
        }

        @Test(.kernel(has: "NETDEVSIM_HARDWARE"), .kernel(has: "NLMON"), arguments: EthernetPart.hardware)
        func `what hardware has isn't written to, nor at a restart, and is set after a reboot`(_ part: EthernetPart)
            async throws
        {
            try await Self.last(part, number: 200 + 2 * part.number)
        }

        @Test(.kernel(has: "NETDEVSIM_HARDWARE"))
        func `a change of what stands beside the lanes leaves them`() async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                try await SimulatedHardware.with("eth0", number: 150, on: flow.host) { device in
                    let part = EthernetPart.lanes
                    try await flow.client.apply(Self.name, part.spec(1))
                    try await Self.expect(part, device, flow.host, "set")
                    var spec = part.spec(1)
                    for duplex in ["Half", "Full"] {
                        spec["duplex"] = .string(duplex)
                        try await flow.client.apply(Self.name, spec)
                        #expect(try await flow.host.tool("ethtool eth0").contains("Duplex: \(duplex)"))
                        try await Self.expect(part, device, flow.host, "beside a duplex that was changed")
                    }
                    try await flow.meetsNewcomer()
                    let status = try await flow.client.status(Self.name)
                    #expect(status["repairs"]?.integer ?? 0 == 0, "\(status)")
                }
            }
        }

        @Test(.kernel(has: "NETDEVSIM_HARDWARE"))
        func `a table that is the driver's own with fewer channels isn't taken for the one before`() async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                try await SimulatedHardware.with("eth0", number: 151, on: flow.host) { _ in
                    func table() async throws -> [Substring] {
                        try await flow.host.tool("ethtool -x eth0").split(separator: "\n").dropFirst().prefix(2).map {
                            $0
                        }
                    }
                    let before = try await table()
                    try await flow.client.apply(Self.name, ["rss": ["queues": 2], "channels": ["combined": 3]])
                    try await flow.host.tool("ethtool -X eth0 equal 3")
                    let others = try await table()
                    // It is refused, and the device looked at.
                    let spec: JSON = ["rss": ["table": [0, 1, 2, 9]], "channels": ["combined": 3]]
                    #expect(try await flow.client.put(Self.name, spec, "?wait=applied").isApplied == false)
                    try await flow.client.remove(Self.name)
                    let after = try await table()
                    #expect(after == before && after != others, "\(after)")
                }
            }
        }
    }
}
