import Kernel
import Resources

/// What can be said of a bridge; what a new one has is in `br_dev_setup()` (`net/bridge/br_device.c`),
/// `br_multicast_init()` and `br_vlan_init()`.
enum BridgeSettings {
    private static let part = LinkPart("bridgeMaster", \.bridgeMaster, \.bridgeMaster)

    static let table: [LinkSetting] =
        stp + vlan + multicast + [
            part.time(.bridgeAgeingTime, "ageingTime", \.ageingTime, initial: 300_00),
            part.setting(
                .bridgeGroupForwardMask, "groupForwardMask", \.groupForwardMask, .cutting, initial: .number(0)),
            part.setting(.bridgeIgnoresLinkLocal, "linkLocalLearning", \.linkLocalLearning, initial: .flag(false)) {
                Inverted($0)
            } back: {
                $0.isOn
            },
        ]

    private static let stp: [LinkSetting] = [
        part.setting(.bridgeSpanningTree, "stp.enabled", \.stp.enabled, .cutting, initial: .flag(false)),
        part.time(.bridgeForwardDelay, "stp.forwardDelay", \.stp.forwardDelay, initial: 15_00).toldAtTimes,
        part.time(.bridgeHelloTime, "stp.helloTime", \.stp.helloTime, initial: 2_00).toldAtTimes,
        part.time(.bridgeMaxAge, "stp.maxAge", \.stp.maxAge, initial: 20_00).toldAtTimes,
        part.setting(.bridgePriority, "stp.priority", \.stp.priority, .cutting, initial: .number(0x8000)),
    ]

    private static let vlan: [LinkSetting] = [
        part.setting(
            .bridgeVLANFiltering, "vlan.filteringEnabled", \.vlan.filteringEnabled, .cutting, initial: .flag(false)),
        part.setting(.bridgeVLANProtocol, "vlan.protocol", \.vlan.protocol, .cutting, initial: .number(0x8100)),
        defaultPVID,
        part.setting(.bridgeVLANStatistics, "vlan.statistics", \.vlan.statistics, initial: .flag(false)),
        // br_vlan_set_stats_per_port() (net/bridge/br_vlan.c) wants no port to have a VLAN.
        part.setting(
            .bridgeVLANStatisticsPerPort, "vlan.statisticsPerPort", \.vlan.statisticsPerPort, .withoutPorts,
            initial: .flag(false)),
        vlans,
    ]

    /// What a port and the bridge itself have where nothing else is said.
    static let defaultPVID = part.setting(
        .bridgeDefaultPVID, "vlan.defaultPVID", \.vlan.defaultPVID, .cutting, initial: .number(1))
    /// The bridge's own.
    static let vlans = part.setting(.bridgeVLANs, "vlans", \.vlans, .cutting)

    private static let multicast: [LinkSetting] = [
        part.setting(.bridgeSnooping, "multicast.snooping", \.multicast.snooping, .cutting, initial: .flag(true)),
        part.setting(
            .bridgeVLANSnooping, "multicast.vlanSnooping", \.multicast.vlanSnooping, .cutting, initial: .flag(false)),
        part.setting(.bridgeQuerier, "multicast.querier", \.multicast.querier, initial: .flag(false)),
        part.setting(
            .bridgeQueryAddress, "multicast.queryUsesAddress", \.multicast.queryUsesAddress, initial: .flag(false)),
        part.setting(.bridgeMulticastRouter, "multicast.router", \.multicast.router, initial: .number(1)),
        part.setting(.bridgeIGMPVersion, "multicast.igmpVersion", \.multicast.igmpVersion, initial: .number(2)),
        part.setting(.bridgeMLDVersion, "multicast.mldVersion", \.multicast.mldVersion, initial: .number(1)),
        part.setting(.bridgeHashMax, "multicast.hashMax", \.multicast.hashMax, initial: .number(4096)),
        part.setting(.bridgeMulticastStatistics, "multicast.statistics", \.multicast.statistics, initial: .flag(false)),
        part.setting(
            .bridgeLastMemberCount, "multicast.lastMemberCount", \.multicast.lastMemberCount, initial: .number(2)),
        part.time(
            .bridgeLastMemberInterval, "multicast.lastMemberInterval", \.multicast.lastMemberInterval, initial: 1_00),
        part.setting(
            .bridgeStartupQueryCount, "multicast.startupQueryCount", \.multicast.startupQueryCount, initial: .number(2)),
        part.time(
            .bridgeStartupQueryInterval, "multicast.startupQueryInterval", \.multicast.startupQueryInterval,
            initial: 31_25),
        part.time(
            .bridgeMembershipInterval, "multicast.membershipInterval", \.multicast.membershipInterval, initial: 260_00),
        part.time(.bridgeQuerierInterval, "multicast.querierInterval", \.multicast.querierInterval, initial: 255_00),
        part.time(.bridgeQueryInterval, "multicast.queryInterval", \.multicast.queryInterval, initial: 125_00),
        part.time(
            .bridgeQueryResponseInterval, "multicast.queryResponseInterval", \.multicast.queryResponseInterval,
            initial: 10_00),
    ]
}

extension MulticastRouter: KernelChoice {}

extension PortVLANs: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.mappings(flags.mapValues(\.rawValue))) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard case .mappings(let flags) = value else { return nil }
        self.init(flags.mapValues { VLANFlags(rawValue: $0) })
    }
}

/// What the kernel calls by its opposite.
private struct Inverted: KernelValue {
    let isOn: Bool
    static var schema: JSON { Bool.schema }
    var json: JSON { isOn.json }

    static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Inverted? {
        Bool.decode(json, at: pointer, &faults).map(Inverted.init)
    }
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.flag(!isOn)) }

    init(_ isOn: Bool) { self.isOn = isOn }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let number = value.number else { return nil }
        isOn = number == 0
    }
}
