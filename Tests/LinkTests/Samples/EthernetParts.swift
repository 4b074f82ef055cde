import Resources

extension EthernetPart {
    private static func numbers(_ section: String, _ letter: String, _ names: [(String, String)]) -> [Setting] {
        names.enumerated().map { place, name in
            let number = 64 + 2 * place
            return Setting(
                path: "\(section).\(name.0)", values: [.integer(Int64(number + 1)), .integer(Int64(number))],
                shown: "\(name.1): \(number)", harm: "\(letter) eth0 \(name.0) 7")
        }
    }

    static let rings = EthernetPart(
        name: "rings", number: 1, questions: ["-g eth0"],
        settings: numbers(
            "rings", "-G", [("rx", "RX"), ("rx-mini", "RX Mini"), ("rx-jumbo", "RX Jumbo"), ("tx", "TX")]))

    static let coalescing = EthernetPart(
        name: "coalescing", number: 2, questions: ["-c eth0"],
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

    static let channels = EthernetPart(
        name: "channels", number: 3, questions: ["-l eth0"],
        settings: [
            Setting(path: "channels.combined", values: [3, 2], shown: "Combined: 2", harm: "-L eth0 combined 1")
        ])

    static let pause = EthernetPart(
        name: "pause", number: 4, questions: ["-a eth0"],
        settings: [
            Setting(path: "pause.rx", values: [false, true], shown: "RX: on", harm: "-A eth0 rx off"),
            Setting(path: "pause.tx", values: [false, true], shown: "TX: on", harm: "-A eth0 tx off"),
        ], besides: ["pause": ["autoneg": false]])

    static let errorCorrection = EthernetPart(
        name: "forward error correction", number: 5, questions: ["--show-fec eth0"],
        settings: [
            Setting(
                path: "fec.modes", values: [["baser"], ["rs"]], shown: "Configured FEC encodings: RS",
                harm: "--set-fec eth0 encoding off")
        ], besides: ["fec": ["auto": false]], restored: "Off")

    static let features = EthernetPart(
        name: "features", number: 6, questions: ["-k eth0"],
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

    static let hashing = EthernetPart(
        name: "receive-side scaling", number: 7, questions: ["-x eth0"],
        settings: [
            Setting(path: "rss.queues", values: [3, 2], shown: "0: 0 1 0 1 0 1 0 1", harm: "-X eth0 weight 1 3"),
            Setting(
                path: "rss.key", values: [.string(key(1)), .string(key(2))], shown: key(2),
                harm: "-X eth0 hkey \(key(3))"),
            Setting(
                path: "rss.function", values: ["toeplitz", "xor"], shown: "xor: on", harm: "-X eth0 hfunc toeplitz"),
        ])

    static let table = EthernetPart(
        name: "a table of receive-side scaling", number: 8, questions: ["-x eth0"],
        settings: [
            Setting(path: "rss.table", values: [[3], [0, 2]], shown: "0: 0 2 0 2 0 2 0 2", harm: "-X eth0 default")
        ])

    static let fields = EthernetPart(
        name: "hashed fields", number: 9, questions: ["-n eth0 rx-flow-hash tcp4"],
        settings: [
            Setting(
                path: "rss.fields.tcp4", values: [["src"], ["src", "dst", "src-port", "dst-port"]],
                shown: "L4 bytes 2 & 3 [TCP/UDP dst port]", harm: "-N eth0 rx-flow-hash tcp4 s")
        ])

    static let wakeOnLAN = EthernetPart(
        name: "wake-on-LAN", number: 10, questions: ["eth0"],
        settings: [
            Setting(
                path: "wakeOnLan", values: [["phy"], ["unicast", "magic"]], shown: "Wake-on: ug", harm: "-s eth0 wol d")
        ])

    static let speed = EthernetPart(
        name: "a fixed speed", number: 11, questions: ["eth0"],
        settings: [
            Setting(path: "speedMbit", values: [100, 1000], shown: "Speed: 1000Mb/s", harm: "-s eth0 speed 100"),
            Setting(path: "duplex", values: ["Full", "Half"], shown: "Duplex: Half", harm: "-s eth0 duplex full"),
        ], besides: ["autoneg": false])

    static let modes = EthernetPart(
        name: "offered link modes", number: 12, questions: ["eth0"],
        settings: [
            Setting(
                path: "ourModes", values: [["100baseT/Full"], ["100baseT/Full", "1000baseT/Full"]],
                shown: "Advertised link modes: 100baseT/Full 1000baseT/Full Advertised",
                harm: "-s eth0 advertise 1000baseT/Full off"
            )
        ])

    static let energy = EthernetPart(
        name: "Energy-Efficient Ethernet", number: 13, questions: ["--show-eee eth0"],
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

    static let ringOptions = EthernetPart(
        name: "options of rings", number: 14, questions: ["-g eth0"], told: ["rx_push", "tx_push_buf_len"],
        settings: [
            Setting(
                path: "rings.rx-buf-len", values: [8192, 4096], shown: "RX Buf Len: 4096",
                harm: "-G eth0 rx-buf-len 2048"),
            Setting(path: "rings.cqe-size", values: [32, 128], shown: "CQE Size: 128", harm: "-G eth0 cqe-size 256"),
            Setting(path: "rings.tx-push", values: [false, true], shown: "TX Push: on", harm: "-G eth0 tx-push off"),
            Setting(
                path: "rings.tcp-data-split", values: [false, true], shown: "TCP data split: on",
                harm: .rings(.tcpDataSplit, .byte(1))),
            Setting(
                path: "rings.rx-push", values: [false, true], shown: "rx_push: 1", harm: .rings(.rxPush, .byte(0))),
            Setting(
                path: "rings.tx-push-buf-len", values: [64, 128], shown: "tx_push_buf_len: 128",
                harm: .rings(.txPushBufferLength, .number(256))),
        ])

    static let coalescingOptions = EthernetPart(
        name: "options of coalescing", number: 15, questions: ["-c eth0"],
        told: ["tx_aggr_max_bytes", "tx_aggr_max_frames", "tx_aggr_time_usecs"],
        settings: [
            Setting(
                path: "coalesce.cqe-mode-rx", values: [false, true], shown: "CQE mode RX: on",
                harm: "-C eth0 cqe-mode-rx off"),
            Setting(
                path: "coalesce.cqe-mode-tx", values: [false, true], shown: "CQE mode RX: on TX: on",
                harm: "-C eth0 cqe-mode-tx off"),
            Setting(
                path: "coalesce.tx-aggr-max-bytes", values: [2048, 4096], shown: "tx_aggr_max_bytes: 4096",
                harm: .coalescing(.txAggregatedBytes, .number(1024))),
            Setting(
                path: "coalesce.tx-aggr-max-frames", values: [8, 16], shown: "tx_aggr_max_frames: 16",
                harm: .coalescing(.txAggregatedFrames, .number(2))),
            Setting(
                path: "coalesce.tx-aggr-time-usecs", values: [30, 40], shown: "tx_aggr_time_usecs: 40",
                harm: .coalescing(.txAggregationTime, .number(50))),
        ])

    static let oneWayChannels = EthernetPart(
        name: "channels of one way", number: 16, questions: ["-l eth0"],
        settings: [
            Setting(path: "channels.rx", values: [1, 2], shown: "RX: 2", harm: "-L eth0 rx 1"),
            Setting(path: "channels.tx", values: [1, 2], shown: "TX: 2", harm: "-L eth0 tx 1"),
            Setting(path: "channels.other", values: [2, 3], shown: "Other: 3", harm: "-L eth0 other 1"),
        ], besides: ["channels": ["combined": 2]])

    static let agreedPause = EthernetPart(
        name: "negotiated pausing", number: 17, questions: ["-a eth0"],
        settings: [
            Setting(
                path: "pause.autoneg", values: [false, true], shown: "Autonegotiate: on", harm: "-A eth0 autoneg off")
        ])

    static let chosenCorrection = EthernetPart(
        name: "error correction that the device chooses", number: 18, questions: ["--show-fec eth0"],
        settings: [
            Setting(
                path: "fec.auto", values: [false, true], shown: "FEC encodings: Auto",
                harm: "--set-fec eth0 encoding rs"),
            Setting(
                path: "fec.modes", values: [["baser"], ["rs"]], shown: "FEC encodings: Auto RS",
                harm: "--set-fec eth0 encoding auto baser"),
        ], restored: "Off")

    static let negotiation = EthernetPart(
        name: "negotiation", number: 19, questions: ["eth0"],
        settings: [
            Setting(
                path: "autoneg", values: [true, false], shown: "Auto-negotiation: off", harm: "-s eth0 autoneg on")
        ])

    static let lanes = EthernetPart(
        name: "lanes", number: 20, questions: ["eth0"],
        settings: [
            Setting(path: "speedMbit", values: [10_000, 100_000], shown: "Speed: 100000Mb/s"),
            Setting(path: "lanes", values: [1, 2], shown: "Lanes: 2", harm: "-s eth0 lanes 4"),
        ], besides: ["autoneg": false])

    static let clock = EthernetPart(
        name: "the clock", number: 21, questions: ["eth0"],
        settings: [
            Setting(
                path: "clock", values: ["forced-master", "forced-slave"], shown: "master-slave cfg: forced slave",
                harm: "-s eth0 master-slave preferred-slave")
        ])

    /// What is hashed of kinds of packets that have ports, and of such as haven't.
    static let allFields: EthernetPart = {
        let ports = [
            ("tcp6", "TCP over IPV6"), ("udp4", "UDP over IPV4"), ("udp6", "UDP over IPV6"),
            ("sctp4", "SCTP over IPV4"), ("sctp6", "SCTP over IPV6"),
        ].map { flow, words in
            Setting(
                path: "rss.fields.\(flow)", values: [["src"], ["src", "dst", "src-port", "dst-port"]],
                shown: "\(words) \(Self.fieldWords) IP SA IP DA "
                    + "L4 bytes 0 & 1 [TCP/UDP src port] L4 bytes 2 & 3 [TCP/UDP dst port]",
                harm: "-N eth0 rx-flow-hash \(flow) s")
        }
        let encrypted = [("ipsec4", "ah4", "IPV4"), ("ipsec6", "ah6", "IPV6")].map { flow, tool, version in
            Setting(
                path: "rss.fields.\(flow)", values: [["src"], ["dst"]],
                shown: "IPSEC AH/ESP over \(version) \(Self.fieldWords) IP DA", harm: "-N eth0 rx-flow-hash \(tool) s")
        }
        // IPV4_FLOW and IPV6_FLOW; RXH_IP_SRC and RXH_IP_DST.
        let others = [("ip4", UInt32(0x10)), ("ip6", 0x11)].map { flow, number in
            Setting(
                path: "rss.fields.\(flow)", values: [["src"], ["dst"]], shown: "rss_fields_\(flow): 32",
                harm: .hashing(flow: number, fields: 16))
        }
        return EthernetPart(
            name: "hashed fields of every kind of packet", number: 22,
            questions: ["tcp6", "udp4", "udp6", "sctp4", "sctp6", "ah4", "ah6"].map { "-n eth0 rx-flow-hash \($0)" },
            told: ["rss_fields_ip4", "rss_fields_ip6"], settings: ports + encrypted + others)
    }()

    /// As ethtool(8) says it.
    private static let fieldWords = "flows use these fields for computing Hash flow key:"

    /// What the kernel's own netdevsim has.
    static let simulated = [rings, coalescing, channels, pause, errorCorrection, features]
    /// What only the lab's has.
    static let hardware = [
        hashing, table, fields, wakeOnLAN, speed, modes, energy, ringOptions, coalescingOptions, oneWayChannels,
        agreedPause, chosenCorrection, negotiation, lanes, clock, allFields,
    ]

    private static func key(_ byte: Int) -> String {
        Array(repeating: "0\(byte)", count: 40).joined(separator: ":")
    }
}
