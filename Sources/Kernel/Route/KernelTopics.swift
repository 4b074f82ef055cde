/// What a monitor can be asked to watch.
public struct KernelTopics: OptionSet, Hashable, Sendable {
    /// One bit a topic.
    public let rawValue: UInt16
    /// Wraps the bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Links come, go, or get another name, state or master: what addresses and routes depend on (`RTNLGRP_LINK`).
    public static let links = KernelTopics(rawValue: 1)
    /// Addresses come, go or change (`RTNLGRP_IPV4_IFADDR`, `RTNLGRP_IPV6_IFADDR`).
    public static let addresses = KernelTopics(rawValue: 2)
    /// Routes come, go or change (`RTNLGRP_IPV4_ROUTE`, `RTNLGRP_IPV6_ROUTE`).
    public static let routes = KernelTopics(rawValue: 4)
    /// Rules come or go (`RTNLGRP_IPV4_RULE`, `RTNLGRP_IPV6_RULE`).
    public static let rules = KernelTopics(rawValue: 8)
    /// The host's files, in place of a monitor of the network a monitor of the host tells (inotify(7)).
    public static let files = KernelTopics(rawValue: 16)
    /// The host's name; the same monitor tells.
    public static let names = KernelTopics(rawValue: 32)
    /// WireGuard links get other keys, ports or peers; no group tells of that, so whoever polls says it.
    public static let tunnels = KernelTopics(rawValue: 64)
    /// The same, as far as it isn't we who changed them.
    public static let foreignTunnels = KernelTopics(rawValue: 512)
    /// What Ethernet devices are set to (ethtool's group `monitor`).
    public static let ethernet = KernelTopics(rawValue: 128)
    /// Our table of nftables changes (`NFNLGRP_NFTABLES`).
    public static let firewall = KernelTopics(rawValue: 1024)
    /// The same, as far as it isn't we who change it.
    public static let foreignFirewall = KernelTopics(rawValue: 2048)
    /// Whatever else of links changes.
    public static let linkDetails = KernelTopics(rawValue: 256)
    /// Whatever there is.
    public static let everything = KernelTopics(rawValue: .max)
    /// All of the network but what lies in devices.
    public static let all: KernelTopics = [.links, .linkDetails, .addresses, .routes, .rules, .tunnels]
}
