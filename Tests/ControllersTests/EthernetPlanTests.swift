import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@testable import Controllers

@Suite struct `Plans for Ethernet devices` {
    private func spec(isGoing: Bool = false, _ body: (inout EthernetSpec) -> Void = { _ in }) -> DesiredSpec<
        EthernetSpec
    > {
        var spec = EthernetSpec()
        spec.linkName = "eth0"
        body(&spec)
        return DesiredSpec(spec, isGoing: isGoing)
    }

    private func rings(_ rx: UInt32?, _ tx: UInt32?) -> EthernetRings {
        var rings = EthernetRings()
        (rings.rx, rings.tx) = (rx, tx)
        return rings
    }

    private func channels(_ combined: UInt32) -> EthernetChannels {
        var channels = EthernetChannels()
        channels.combined = combined
        return channels
    }

    private static let device = KernelEthernet(
        [
            .ringsRx: .number(512), .ringsTx: .number(512), .channelsCombined: .number(4),
            .channelsCombinedMaximum: .number(8), .autonegotiation: .number(1), .speed: .number(1_000),
            .duplex: .number(1), .linkState: .number(1),
            .ourModes: .words(["100baseT/Full", "1000baseT/Full", "Autoneg"]),
            .wakeOnLANModes: .words([]), .fecModes: .words([]), .fecAuto: .number(0),
            .changeableFeatures: .words(["rx-gro", "rx-lro", "tx-tcp-segmentation"]),
            .wantedFeatures: .words(["rx-gro"]),
            .activeFeatures: .words(["rx-gro", "highdma"]), .fixedFeatures: .words([]),
        ],
        choices: [
            .changeableFeatures: ["rx-gro", "rx-lro", "tx-tcp-segmentation", "highdma", "loopback"],
            .wakeOnLANModes: ["phy", "ucast", "magic"],
            .ourModes: ["100baseT/Full", "1000baseT/Full", "Autoneg", "TP"],
        ],
        hashing: KernelHashing(
            table: [0, 1, 2, 3, 0, 1, 2, 3], key: [1, 2, 3, 4], function: .toeplitz, queues: 4,
            fields: [.tcp4: [.source, .destination]]))

    private func kernel(_ body: (inout KernelEthernet) -> Void = { _ in }) -> KernelState {
        var device = Self.device
        body(&device)
        return KernelState(links: [Sample.eth0], ethernet: [Sample.eth0.index: device])
    }

    private func ledger(_ original: [String: JSON], index: UInt32 = Sample.eth0.index) -> [String: LedgerEntry] {
        var original = original
        original["index"] = .integer(Int64(index))
        let entry = LedgerEntry(
            kind: "ethernet", object: "eth0", spec: "eth0", claim: .made, original: .object(original))
        return ["eth0": entry]
    }

    private func changes(_ plan: KernelPlan) -> [EthernetChange] {
        plan.steps.compactMap { step in
            guard case .setEthernet(Sample.eth0.index, "eth0", let change) = step.change else { return nil }
            return change
        }
    }

    private func message(
        _ message: EthernetMessage, _ numbers: [EthernetMember: UInt32] = [:],
        _ words: [EthernetMember: [String: Bool]] = [:]
    ) -> EthernetChange {
        .message(message, EthernetAttributes(numbers: numbers, words: words))
    }

    @Test func `what can't be put back now is said, and not forgotten`() {
        let original: [String: JSON] = ["features.highdma": false, "features.rx-gro": true]
        let plan = EthernetObject.plan([spec()], given: kernel(), ledger(original))
        #expect(changes(plan) == [])
        #expect(
            plan.outcomes["eth0"]
                == .applied(
                    note: "features.highdma can't be put back: it is on, and the device can't change that"))
        #expect(plan.records.map(\.original) == [["features.highdma": false, "index": Sample.eth0.index.json]])
        let later = kernel {
            $0.values[.changeableFeatures] = .words(["highdma"])
            $0.values[.wantedFeatures] = .words(["highdma"])
        }
        let next = EthernetObject.plan([spec()], given: later, ledger(["features.highdma": false]))
        #expect(changes(next).count == 1)
        #expect(next.outcomes["eth0"] == .applied(note: ""))
    }

    @Test func `only what differs is set, and what was before is kept of all that is spoken of`() {
        let wanted = spec { spec in
            spec.rings = rings(1_024, 512)
            spec.features = ["rx-gro": false]
        }
        let plan = EthernetObject.plan([wanted], given: kernel(), [:])
        #expect(
            changes(plan) == [
                message(.rings, [.ringsRx: 1_024]), message(.features, [:], [.wantedFeatures: ["rx-gro": false]]),
            ])
        #expect(plan.steps.map(\.finding) == ["rings.rx 512 instead of 1024", "features.rx-gro true instead of false"])
        #expect(plan.steps.map(\.operation.isDisruptive) == [true, false])
        #expect(plan.outcomes["eth0"] == .applied(note: ""))
        #expect(
            plan.records
                == Array(ledger(["rings.rx": 512, "rings.tx": 512, "features.rx-gro": true]).values))
    }

    @Test func `as it should be nothing is done and nothing written down`() {
        let wanted = spec { spec in
            spec.channels = channels(4)
            spec.rss = EthernetHashing()
            spec.rss?.queues = 4
            spec.wakeOnLan = []
            spec.ourModes = ["1000baseT/Full", "100baseT/Full"]
        }
        let known: [String: JSON] = [
            "channels.combined": 2, "rss.table": 0, "wakeOnLan": ["magic"], "ourModes": ["100baseT/Full"],
        ]
        let plan = EthernetObject.plan([wanted], given: kernel(), ledger(known))
        #expect(plan.steps.isEmpty)
        #expect(plan.records.isEmpty)
    }

    @Test func `a dropped member gets what it had, and is forgotten once it has it`() {
        let wanted = spec { $0.features = ["rx-gro": true] }
        let known: [String: JSON] = ["rings.rx": 256, "features.rx-gro": true, "channels.combined": 4]
        let plan = EthernetObject.plan([wanted], given: kernel(), ledger(known))
        #expect(changes(plan) == [message(.rings, [.ringsRx: 256])])
        #expect(plan.records == Array(ledger(["rings.rx": 256, "features.rx-gro": true]).values))
        let later = EthernetObject.plan(
            [wanted], given: kernel { $0.values[.ringsRx] = .number(256) },
            ledger(["rings.rx": 256, "features.rx-gro": true]))
        #expect(later.steps.isEmpty)
        #expect(later.records == Array(ledger(["features.rx-gro": true]).values))
    }

    @Test func `a spec that goes leaves all as it was`() {
        let known: [String: JSON] = [
            "rings.rx": 256, "features.rx-lro": true, "wakeOnLan": ["magic"], "rss.table": 0, "rss.function": "xor",
        ]
        let plan = EthernetObject.plan(
            [spec(isGoing: true)], given: kernel { $0.hashing?.table = [1, 1, 1, 1, 1, 1, 1, 1] }, ledger(known))
        #expect(
            Set(changes(plan)) == [
                message(.rings, [.ringsRx: 256]), message(.features, [:], [.wantedFeatures: ["rx-lro": true]]),
                message(.wakeOnLAN, [:], [.wakeOnLANModes: ["magic": true]]),
                .hashing(HashingChange(table: [], function: .xor)),
            ])
        #expect(plan.outcomes["eth0"] == .gone && plan.forgets.map(\.object) == ["eth0"])
    }

    @Test func `another link under the same name has its own values of before`() {
        let wanted = spec { $0.features = ["rx-lro": true] }
        let plan = EthernetObject.plan([wanted], given: kernel(), ledger(["rings.rx": 256], index: 99))
        #expect(changes(plan) == [message(.features, [:], [.wantedFeatures: ["rx-lro": true]])])
        #expect(plan.records == Array(ledger(["features.rx-lro": false]).values))
        #expect(
            changes(EthernetObject.plan([spec(isGoing: true)], given: kernel(), ledger(["rings.rx": 256], index: 99)))
                .isEmpty)
    }

    @Test func `packets are spread before queues fall away, and after queues are added`() {
        func wanted(_ queues: UInt32) -> DesiredSpec<EthernetSpec> {
            spec { spec in
                spec.channels = channels(queues)
                spec.rss = EthernetHashing()
                spec.rss?.queues = queues
            }
        }
        let fewer = EthernetObject.plan([wanted(2)], given: kernel(), [:])
        let spread = EthernetChange.hashing(HashingChange(table: [0, 1, 0, 1, 0, 1, 0, 1]))
        #expect(changes(fewer) == [spread, message(.channels, [.channelsCombined: 2])])
        let more = EthernetObject.plan([wanted(8)], given: kernel(), [:])
        let wide = EthernetChange.hashing(HashingChange(table: [0, 1, 2, 3, 4, 5, 6, 7]))
        #expect(changes(more) == [message(.channels, [.channelsCombined: 8]), wide])
    }

    @Test func `a fixed speed goes alone, and what is agreed on is put back without one`() {
        let wanted = spec { ($0.autoneg, $0.speedMbit, $0.duplex) = (false, 100, .full) }
        let plan = EthernetObject.plan([wanted], given: kernel(), [:])
        #expect(changes(plan) == [message(.linkModes, [.autonegotiation: 0, .speed: 100])])
        let fixed = kernel { ($0.values[.autonegotiation], $0.values[.speed]) = (.number(0), .number(100)) }
        let known: [String: JSON] = ["autoneg": true, "speedMbit": 1_000, "duplex": "Full"]
        let undone = EthernetObject.plan([spec(isGoing: true)], given: fixed, ledger(known))
        #expect(changes(undone) == [message(.linkModes, [.autonegotiation: 1])])
    }

    @Test func `a device that forgets its speed while no cable is in it isn't set again and again`() {
        let wanted = spec { ($0.autoneg, $0.speedMbit) = (false, 100) }
        let unplugged = kernel { device in
            (device.values[.autonegotiation], device.values[.speed]) = (.number(0), .number(.max))
            device.values[.linkState] = .number(0)
        }
        #expect(changes(EthernetObject.plan([wanted], given: unplugged, [:])).count == 1)
        let known = ledger(["autoneg": true, "speedMbit": 1_000])
        #expect(EthernetObject.plan([wanted], given: unplugged, known).steps.isEmpty)
    }

    @Test func `forward error correction is never left without a mode`() {
        let corrected = kernel { $0.values[.fecModes] = .words(["RS"]) }
        let undone = EthernetObject.plan([spec(isGoing: true)], given: corrected, ledger(["fec.modes": []]))
        #expect(changes(undone) == [message(.errorCorrection, [:], [.fecModes: ["RS": false, "None": true]])])
        let wanted = spec { spec in
            spec.fec = EthernetFEC()
            spec.fec?.modes = [.off]
        }
        #expect(EthernetObject.plan([wanted], given: kernel(), [:]).steps.isEmpty)
        let chosen = kernel { $0.values[.fecAuto] = .number(1) }
        let fixed = EthernetObject.plan([spec(isGoing: true)], given: chosen, ledger(["fec.auto": false]))
        #expect(changes(fixed) == [message(.errorCorrection, [.fecAuto: 0], [.fecModes: ["None": true]])])
    }

    @Test func `lanes are named again where the kernel would forget them`() {
        let fixed = kernel { device in
            device.values[.autonegotiation] = .number(0)
            device.values[.lanes] = .number(2)
        }
        let half = spec { $0.duplex = .half }
        #expect(
            changes(EthernetObject.plan([half], given: fixed, [:])) == [message(.linkModes, [.duplex: 0, .lanes: 2])])
        // Another speed may not go over as many, unless that is asked for.
        let fast = spec { ($0.autoneg, $0.speedMbit) = (false, 100_000) }
        #expect(changes(EthernetObject.plan([fast], given: fixed, [:])) == [message(.linkModes, [.speed: 100_000])])
        let wide = spec { ($0.autoneg, $0.speedMbit, $0.lanes) = (false, 100_000, 2) }
        #expect(
            changes(EthernetObject.plan([wide], given: fixed, [:]))
                == [message(.linkModes, [.speed: 100_000, .lanes: 2])])
        let negotiated = spec { $0.autoneg = true }
        #expect(
            changes(EthernetObject.plan([negotiated], given: fixed, [:])) == [
                message(.linkModes, [.autonegotiation: 1])
            ])
    }

    /// What is asked for, and what is said of it.
    private static let impossible: [(JSON, String)] = [
        (["features": ["highdma": false]], "features.highdma: it is on, and the device can't change that"),
        (
            ["features": ["generic-receive-offload": false]],
            "features.generic-receive-offload: the kernel knows it by other names: rx-gro"
        ),
        (["features": ["warp-drive": true]], "features.warp-drive: the device's driver doesn't have it"),
        (["wakeOnLan": ["arp"]], "wakeOnLan: arp can't be had; the device has phy, unicast, magic"),
        (["pause": ["rx": true]], "pause.rx: the device's driver doesn't have it"),
        (
            ["ourModes": ["10baseT/Half"]],
            "ourModes: 10baseT/Half can't be had; the device has 100baseT/Full, 1000baseT/Full"
        ),
        (["rss": ["table": [9]]], "rss.table: there are only 8 queues"),
        (["rss": ["key": "01:02"]], "rss.key: the device's key has 4 bytes, not 2"),
    ]

    @Test(arguments: impossible)
    func `what a device can't do is told, and the rest is done`(_ asked: JSON, _ words: String) throws {
        var asked = asked
        (asked["linkName"], asked["channels"]) = ("eth0", ["combined": 2])
        var faults: [Fault] = []
        let spec = try #require(EthernetSpec.decode(asked, at: .root, &faults))
        let plan = EthernetObject.plan([DesiredSpec(spec)], given: kernel(), [:])
        #expect(plan.outcomes["eth0"] == .refused(words))
        #expect(changes(plan) == [message(.channels, [.channelsCombined: 2])])
    }

    @Test func `a feature that another one keeps off is remarked on`() {
        let wanted = spec { $0.features = ["tx-tcp-segmentation": true] }
        let waiting = kernel { $0.values[.wantedFeatures] = .words(["rx-gro", "tx-tcp-segmentation"]) }
        let plan = EthernetObject.plan([wanted], given: waiting, ledger(["features.tx-tcp-segmentation": false]))
        #expect(plan.steps.isEmpty)
        #expect(plan.outcomes["eth0"] == .applied(note: "feature tx-tcp-segmentation stays off: it needs another one"))
    }

    @Test func `it waits for its link, and of two for one link the first counts`() {
        let wanted = spec { $0.features = ["rx-lro": true] }
        #expect(
            EthernetObject.plan([wanted], given: KernelState(), [:]).outcomes["eth0"]
                == .waiting("link eth0 doesn't exist"))
        var link = Sample.eth0
        link.alternativeNames = ["uplink"]
        var other = EthernetSpec()
        (other.linkName, other.features) = ("uplink", ["rx-lro": false])
        let state = KernelState(links: [link], ethernet: [link.index: Self.device])
        let plan = EthernetObject.plan([wanted, DesiredSpec(other)], given: state, [:])
        #expect(plan.outcomes["uplink"] == .shadowed(by: "eth0"))
        #expect(changes(plan).count == 1)
    }

    @Test func `layers are merged member by member`() {
        var (lower, higher) = (EthernetSpec(), EthernetSpec())
        (lower.linkName, higher.linkName) = ("eth0", "eth0")
        lower.layer = .configuration
        (lower.rings, higher.rings) = (rings(256, 256), rings(nil, 1_024))
        (lower.features, higher.features) = (["rx-gro": true, "rx-lro": true], ["rx-lro": false])
        (lower.rss, higher.rss) = (EthernetHashing(), EthernetHashing())
        lower.rss?.queues = 2
        lower.rss?.function = .xor
        higher.rss?.table = [0, 1]
        (lower.autoneg, lower.speedMbit, higher.autoneg) = (false, 100, true)
        let merged = EthernetSpec.merged([lower, higher])
        #expect(merged?.rings?.rx == 256 && merged?.rings?.tx == 1_024)
        #expect(merged?.features == ["rx-gro": true, "rx-lro": false])
        #expect(merged?.rss?.queues == nil && merged?.rss?.table == [0, 1] && merged?.rss?.function == .xor)
        #expect(merged?.autoneg == true && merged?.speedMbit == nil)
        #expect(merged?.contradictions().isEmpty == true)
        #expect(merged?.layer == .api)
    }

    @Test func `more than the device takes is refused with the member and the most`() {
        let wanted = spec { spec in
            (spec.rings, spec.channels) = (rings(999_999, nil), channels(9))
            spec.rss = EthernetHashing()
            spec.rss?.queues = 7
        }
        let plan = EthernetObject.plan(
            [wanted],
            given: kernel { device in
                device.values[.ringsRxMaximum] = .number(4096)
                device.values[.channelsCombinedMaximum] = .number(4)
            }, [:])
        #expect(
            plan.outcomes["eth0"]
                == .refused(
                    "rings.rx: the device takes 4096 at most; channels.combined: the device takes 4 at most; "
                        + "rss.queues: there are only 4 queues"))
        #expect(plan.changes.isEmpty)
    }
}

@Suite struct `What is shown of Ethernet devices` {
    @Test func `every part that the driver has, and no other`() {
        let device = KernelEthernet(
            [
                .ringsRx: .number(512), .ringsRxMaximum: .number(4_096), .speed: .number(.max), .duplex: .number(0xFF),
                .port: .number(3), .linkState: .number(0), .fecModes: .words(["RS", "None"]),
                .fecActive: .words(["RS"]),
                .peerModes: .words(["1000baseT/Full", "Pause"]), .coalesceAdaptiveRx: .number(1),
                .changeableFeatures: .words(["a", "b", "c", "d"]), .wantedFeatures: .words(["a", "b"]),
                .activeFeatures: .words(["a", "c", "e"]),
            ], hashing: KernelHashing(table: [0, 1, 0, 1], key: [0xAB], queues: 4))
        let status = EthernetStatus(device, "eth0")
        #expect(status.rings?.sizes.rx == 512 && status.rings?.rxMax == 4_096)
        #expect(status.speedMbit == nil && status.duplex == nil && status.port == .fibre)
        #expect(status.linkState == false && status.peerModes == ["1000baseT/Full"])
        #expect(status.fec?.settings.modes == [.off, .rs] && status.fec?.active == .rs)
        #expect(status.rss?.queues == 2 && status.rss?.key?.description == "ab")
        #expect(status.coalesce?.adaptiveRx == true && status.channels == nil && status.pause == nil)
        #expect(
            status.features == [
                EthernetFeature("a", .on), EthernetFeature("b", .offRequestedOn), EthernetFeature("c", .onRequestedOff),
                EthernetFeature("d", .off), EthernetFeature("e", .onFixed),
            ])
    }
}
