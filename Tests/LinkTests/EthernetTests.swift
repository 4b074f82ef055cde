import FlowSupport
import Resources
import TestSupport
import Testing

/// A setting of an Ethernet device through its whole life.
private struct Setting: Sendable {
    /// Where the spec has it, with dots between.
    let path: String
    /// Two values that differ from what the device has by itself.
    let values: [JSON]
    /// What ethtool shows of the second.
    let shown: String
    /// What somebody else does to it, after `ethtool`; none where no program can.
    var harm: String?
}

/// A part of a device that one question of ethtool(8) shows.
private struct Part: Sendable, CustomTestStringConvertible {
    let name: String
    /// No two have the same: the device's place on its bus follows from it.
    let number: Int
    /// What follows `ethtool`.
    let question: String
    let settings: [Setting]
    /// What is in the spec besides.
    var besides: JSON = [:]
    /// What is shown in the end, where that isn't what was shown in the beginning.
    var restored: String?

    var testDescription: String { name }

    /// A spec with some of the settings, each with its first or second value.
    func spec(_ value: Int, where holds: (Int) -> Bool = { _ in true }) -> JSON {
        settings.enumerated().filter { holds($0.offset) }.reduce(besides) { spec, setting in
            spec.setting(
                setting.element.path.split(separator: ".").map(String.init)[...], to: setting.element.values[value])
        }
    }
}

extension Setting {
    /// What the tables call it: queues and table are one setting, and so are all features.
    var attribute: String {
        path == "rss.queues" ? "rss.table" : path.hasPrefix("features.") ? "features" : path
    }
}

extension JSON {
    fileprivate func setting(_ path: ArraySlice<String>, to value: JSON) -> JSON {
        guard let first = path.first else { return value }
        var json = self
        json[first] = (self[first] ?? [:]).setting(path.dropFirst(), to: value)
        return json
    }
}

extension Part {
    private static func numbers(_ section: String, _ letter: String, _ names: [(String, String)]) -> [Setting] {
        names.enumerated().map { place, name in
            let number = 64 + 2 * place
            return Setting(
                path: "\(section).\(name.0)", values: [.integer(Int64(number + 1)), .integer(Int64(number))],
                shown: "\(name.1): \(number)", harm: "\(letter) eth0 \(name.0) 7")
        }
    }

    static let rings = Part(
        name: "rings", number: 1, question: "-g eth0",
        settings: numbers(
            "rings", "-G", [("rx", "RX"), ("rx-mini", "RX Mini"), ("rx-jumbo", "RX Jumbo"), ("tx", "TX")]))

    static let coalescing = Part(
        name: "coalescing", number: 2, question: "-c eth0",
        settings: numbers(
            "coalesce", "-C",
            [
                "rx-usecs", "rx-frames", "rx-usecs-irq", "rx-frames-irq", "tx-usecs", "tx-frames", "tx-usecs-irq",
                "tx-frames-irq", "rx-usecs-low", "tx-usecs-low", "rx-usecs-high", "tx-usecs-high", "pkt-rate-low",
                "pkt-rate-high", "sample-interval", "stats-block-usecs",
            ].map { ($0, $0) }
                // The tool spells these differently where it shows them.
                + ["rx-frames-low", "tx-frames-low", "rx-frames-high", "tx-frames-high"].map {
                    ($0, $0.replacing("frames", with: "frame"))
                })
            + [
                Setting(
                    path: "coalesce.adaptive-rx", values: [false, true], shown: "Adaptive RX: on",
                    harm: "-C eth0 adaptive-rx off"),
                Setting(
                    path: "coalesce.adaptive-tx", values: [false, true], shown: "TX: on",
                    harm: "-C eth0 adaptive-tx off"
                ),
            ])

    static let channels = Part(
        name: "channels", number: 3, question: "-l eth0",
        settings: [
            Setting(path: "channels.combined", values: [3, 2], shown: "Combined: 2", harm: "-L eth0 combined 1")
        ])

    static let pause = Part(
        name: "pause", number: 4, question: "-a eth0",
        settings: [
            Setting(path: "pause.rx", values: [false, true], shown: "RX: on", harm: "-A eth0 rx off"),
            Setting(path: "pause.tx", values: [false, true], shown: "TX: on", harm: "-A eth0 tx off"),
        ], besides: ["pause": ["autoneg": false]])

    static let errorCorrection = Part(
        name: "forward error correction", number: 5, question: "--show-fec eth0",
        settings: [
            Setting(
                path: "fec.modes", values: [["baser"], ["rs"]], shown: "Configured FEC encodings: RS",
                harm: "--set-fec eth0 encoding off")
        ], besides: ["fec": ["auto": false]], restored: "Off")

    static let features = Part(
        name: "features", number: 6, question: "-k eth0",
        settings: [
            Setting(
                path: "features.rx-checksum", values: [true, false], shown: "rx-checksumming: off",
                harm: "-K eth0 rx on"),
            Setting(
                path: "features.rx-hashing", values: [false, true], shown: "receive-hashing: on",
                harm: "-K eth0 rxhash off"),
            Setting(
                path: "features.rx-vlan-hw-parse", values: [false, true], shown: "rx-vlan-offload: on",
                harm: "-K eth0 rxvlan off"),
            Setting(
                path: "features.tx-nocache-copy", values: [false, true], shown: "tx-nocache-copy: on",
                harm: "-K eth0 tx-nocache-copy off"),
        ])

    static let hashing = Part(
        name: "receive-side scaling", number: 7, question: "-x eth0",
        settings: [
            Setting(path: "rss.queues", values: [3, 2], shown: "0: 0 1 0 1 0 1 0 1", harm: "-X eth0 weight 1 3"),
            Setting(
                path: "rss.key", values: [.string(key(1)), .string(key(2))], shown: key(2),
                harm: "-X eth0 hkey \(key(3))"),
            Setting(
                path: "rss.function", values: ["toeplitz", "xor"], shown: "xor: on", harm: "-X eth0 hfunc toeplitz"),
        ])

    static let table = Part(
        name: "a table of receive-side scaling", number: 8, question: "-x eth0",
        settings: [
            Setting(path: "rss.table", values: [[3], [0, 2]], shown: "0: 0 2 0 2 0 2 0 2", harm: "-X eth0 default")
        ])

    static let fields = Part(
        name: "hashed fields", number: 9, question: "-n eth0 rx-flow-hash tcp4",
        settings: [
            Setting(
                path: "rss.fields.tcp4", values: [["src"], ["src", "dst", "src-port", "dst-port"]],
                shown: "L4 bytes 2 & 3 [TCP/UDP dst port]", harm: "-N eth0 rx-flow-hash tcp4 s")
        ])

    static let wakeOnLAN = Part(
        name: "wake-on-LAN", number: 10, question: "eth0",
        settings: [
            Setting(
                path: "wakeOnLan", values: [["phy"], ["unicast", "magic"]], shown: "Wake-on: ug", harm: "-s eth0 wol d")
        ])

    static let speed = Part(
        name: "a fixed speed", number: 11, question: "eth0",
        settings: [
            Setting(path: "speedMbit", values: [100, 1000], shown: "Speed: 1000Mb/s", harm: "-s eth0 speed 100"),
            Setting(path: "duplex", values: ["Full", "Half"], shown: "Duplex: Half", harm: "-s eth0 duplex full"),
        ], besides: ["autoneg": false])

    static let modes = Part(
        name: "offered link modes", number: 12, question: "eth0",
        settings: [
            Setting(
                path: "ourModes", values: [["100baseT/Full"], ["100baseT/Full", "1000baseT/Full"]],
                shown: "Advertised link modes: 100baseT/Full 1000baseT/Full Advertised",
                harm: "-s eth0 advertise 1000baseT/Full off"
            )
        ])

    static let energy = Part(
        name: "Energy-Efficient Ethernet", number: 13, question: "--show-eee eth0",
        settings: [
            Setting(path: "eee.tx-lpi", values: [false, true], shown: "Tx LPI: 40", harm: "--set-eee eth0 tx-lpi off"),
            Setting(
                path: "eee.modes", values: [["100baseT/Full"], ["1000baseT/Full"]],
                shown: "Advertised EEE link modes: 1000baseT/Full", harm: "--set-eee eth0 advertise 0x008"),
            Setting(path: "eee.tx-lpi-timer", values: [30, 40], shown: "40 (us)", harm: "--set-eee eth0 tx-timer 50"),
            Setting(
                path: "eee.enabled", values: [false, true], shown: "EEE status: enabled", harm: "--set-eee eth0 eee off"
            ),
        ])

    /// What the kernel's own netdevsim has.
    static let simulated = [rings, coalescing, channels, pause, errorCorrection, features]
    /// What only the lab's has.
    static let hardware = [hashing, table, fields, wakeOnLAN, speed, modes, energy]

    private static func key(_ byte: Int) -> String {
        Array(repeating: "0\(byte)", count: 40).joined(separator: ":")
    }
}

extension InLab {
    /// What Ethernet devices are set to, through a whole life, as ethtool(8) shows it.
    @Suite struct EthernetDevices {
        private static let name = "EthernetSpec/eth0"

        /// What ethtool shows, with single blanks.
        private static func shown(_ part: Part, _ host: Host) async throws -> String {
            let text = try await host.tool("ethtool \(part.question)")
            return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }

        private static func expect(
            _ part: Part, _ host: Host, _ occasion: String, where holds: (Int) -> Bool = { _ in true }
        ) async throws {
            for (place, setting) in part.settings.enumerated() where holds(place) {
                do {
                    try await host.eventually("\(setting.path), \(occasion)") {
                        try await shown(part, host).contains(setting.shown)
                    }
                } catch {
                    throw FlowError("\(error)\n\(try await host.tool("ethtool \(part.question)"))")
                }
            }
        }

        private static func live(_ part: Part, number: Int) async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                try await SimulatedHardware.with("eth0", number: number, on: flow.host) { _ in
                    let before = try await shown(part, flow.host)
                    try await flow.client.apply(name, part.spec(0))
                    try await flow.client.apply(name, part.spec(1))
                    try await expect(part, flow.host, "set")
                    for setting in part.settings where setting.values[0] != setting.values[1] {
                        try Proofs.note(.changed, "ethernet", setting.attribute)
                    }
                    var repairs: Int64 = 0
                    for setting in part.settings {
                        guard let harm = setting.harm else { continue }
                        try await flow.host.tool("ethtool \(harm)")
                        let seen = repairs
                        let status = try await flow.client.status(name) { ($0["repairs"]?.integer ?? 0) > seen }
                        repairs = status["repairs"]?.integer ?? 0
                        try await expect(part, flow.host, "after \(harm)")
                        try Proofs.note(.mended, "ethernet", setting.attribute)
                    }
                    // Every second one is dropped; then the rest goes with the spec.
                    try await flow.client.apply(name, part.spec(1) { $0 % 2 == 0 })
                    try await expect(part, flow.host, "kept") { $0 % 2 == 0 }
                    for (place, setting) in part.settings.enumerated() where place % 2 == 1 {
                        let text = try await shown(part, flow.host)
                        #expect(!text.contains(setting.shown), "\(setting.path) was dropped: \(text)")
                    }
                    try await flow.client.remove(name)
                    let after = try await shown(part, flow.host)
                    try #require(after == before.replacing("None", with: part.restored ?? "None"))
                    try Proofs.note(.dropped, "ethernet", part.settings.map(\.attribute))
                }
            }
        }

        private static func last(_ part: Part, number: Int) async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                try await SimulatedHardware.with("eth0", number: number, on: flow.host) { _ in
                    try await flow.client.apply(name, part.spec(1))
                    try await expect(part, flow.host, "set")
                    try Proofs.note(.made, "ethernet", part.settings.map(\.attribute))
                    try await flow.expectNoWrites {
                        try await flow.meetsNewcomer()
                        try await flow.restart()
                        try await flow.meetsNewcomer()
                    }
                    try await expect(part, flow.host, "after a restart")
                    try Proofs.note(.kept, "ethernet", part.settings.map(\.attribute))
                    try await flow.daemon.stop()
                }
                // Another boot has another device under the name.
                var rebooted = flow
                rebooted.host = try await Host()
                try await SimulatedHardware.with("eth0", number: number + 1, on: rebooted.host) { _ in
                    let before = try await shown(part, rebooted.host)
                    try await rebooted.daemon.start(on: rebooted.host)
                    try await expect(part, rebooted.host, "after a reboot")
                    try Proofs.note(.reboot, "ethernet", part.settings.map(\.attribute))
                    try await rebooted.client.remove(name)
                    #expect(
                        try await shown(part, rebooted.host)
                            == before.replacing("None", with: part.restored ?? "None"))
                }
            }
        }

        @Test(.kernel(has: "NETDEVSIM"), arguments: Part.simulated)
        fileprivate func `it is set, changed, put right, and gets back what it had`(_ part: Part)
            async throws
        {
            try await Self.live(part, number: 100 + part.number)
        }

        @Test(.kernel(has: "NETDEVSIM_HARDWARE"), arguments: Part.hardware)
        fileprivate func `what hardware has is set, changed, put right, and gets back what it had`(_ part: Part)
            async throws
        {
            try await Self.live(part, number: 100 + part.number)
        }

        @Test(.kernel(has: "NETDEVSIM"), .kernel(has: "NLMON"), arguments: Part.simulated)
        fileprivate func `as it should be it isn't written to, nor at a restart, and it is set after a reboot`(
            _ part: Part
        ) async throws {
            try await Self.last(part, number: 200 + 2 * part.number)
        }

        @Test(.kernel(has: "NETDEVSIM_HARDWARE"), .kernel(has: "NLMON"), arguments: Part.hardware)
        fileprivate func `what hardware has isn't written to, nor at a restart, and is set after a reboot`(_ part: Part)
            async throws
        {
            try await Self.last(part, number: 200 + 2 * part.number)
        }
    }
}
