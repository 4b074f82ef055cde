import Kernel
import NetworkTypes
import Resources

/// What can be said of a macvlan or macvtap (`macvlan_changelink()`, `drivers/net/macvlan.c`).
enum MACVLANSettings {
    private static let part = LinkPart("macvlan", \.macvlan, \.macvlan)

    static let table: [LinkSetting] = [
        LinkSetting(.lower, "parentName", \.parentName, .away, show: \LinkStatus.parentName),
        part.setting(.macvlanMode, "mode", \.mode, .cutting, initial: .number(MACVLAN.Mode.vepa.kernelNumber))
            .pausing(modePause),
        part.setting(
            .macvlanQueueLength, "broadcastQueueLength", \.broadcastQueueLength, initial: .number(1000)),
        part.setting(.macvlanNoPromiscuity, "noPromiscuity", \.noPromiscuity, .cutting, initial: .flag(false)),
        part.setting(.macvlanNoDestination, "noDestination", \.noDestination, .cutting, initial: .flag(false)),
        part.setting(.macvlanSources, "sources", \.sources, .cutting, initial: .hardwareAddresses([])),
    ]

    /// Passthru isn't begun or ended on a link that is there, and of source mode the addresses would be left.
    private static let modePause: @Sendable (KernelLink, LinkValue) -> LinkPause? = { link, value in
        let own = [MACVLAN.Mode.passthru, .source].map { LinkValue.number($0.kernelNumber) }
        return own.contains(value) || link[.macvlanMode].map(own.contains) ?? false ? .away : LinkPause.none
    }
}

extension MACVLAN.Mode: KernelChoice {
    /// One bit for each.
    var kernelNumber: UInt64 {
        switch self {
        case .private: 1
        case .vepa: 2
        case .bridge: 4
        case .passthru: 8
        case .source: 16
        }
    }
}

/// What can be said of an ipvlan (`ipvlan_nl_changelink()`, `drivers/net/ipvlan/ipvlan_main.c`).
enum IPVLANSettings {
    private static let part = LinkPart("ipvlan", \.ipvlan, \.ipvlan)

    static let table: [LinkSetting] = [
        LinkSetting(.lower, "parentName", \.parentName, .away, show: \LinkStatus.parentName),
        part.setting(.ipvlanMode, "mode", \.mode, .cutting, initial: .number(IPVLAN.Mode.l3.kernelNumber)),
        part.setting(.ipvlanIsolation, "isolation", \.isolation, .cutting, initial: .number(0)),
    ]
}

extension IPVLAN.Mode: KernelChoice {}
extension IPVLAN.Isolation: KernelChoice {}
