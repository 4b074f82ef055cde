import Kernel
import NetworkTypes
import Resources

/// What can be said of a tunnel of IP in IPv4 (`ipip_changelink()`, `net/ipv4/ipip.c`; `ipip6_changelink()`,
/// `net/ipv6/sit.c`).
enum IPTunnelSettings {
    private static let part = LinkPart("ipTunnel", \.ipTunnel, \.ipTunnel)

    static let ipip = table(ttl(initially: 0))
    static let sit = table(sitTTL)

    private static func table(_ ttl: LinkSetting) -> [LinkSetting] {
        [
            part.address(.ipTunnelLocal, "local", \.local, over: .inet4),
            part.address(.ipTunnelRemote, "remote", \.remote, over: .inet4).pausing(remotePause),
            part.carrier(.ipTunnelLink, \.linkName),
            ttl,
            part.setting(.ipTunnelTOS, "tos", \.tos, initial: .number(0)),
            part.setting(
                .ipTunnelPathMTUDiscovery, "pathMTUDiscovery", \.pathMTUDiscovery, .cutting, initial: .flag(true)),
        ]
    }

    private static func ttl(initially initial: UInt64) -> LinkSetting {
        part.setting(.ipTunnelTTL, "ttl", \.ttl, .cutting, initial: .number(initial))
    }

    /// The driver searches the path's MTU for every packet with a TTL of its own (`ipip6_newlink()`), and gives one to each
    /// (`ipip6_netlink_parms()`).
    private static let sitTTL: LinkSetting = {
        var setting = ttl(initially: 64)
        setting.wanted = { [wanted = setting.wanted] spec, kernel in
            let isUnsaid = spec.ipTunnel?.ttl == nil && spec.ipTunnel?.pathMTUDiscovery == false
            return isUnsaid ? .value(.number(0)) : wanted(spec, kernel)
        }
        return setting
    }()

    /// A tunnel to one other end is another kind of link than one to any: `IFF_POINTOPOINT` stays as it was made.
    private static let remotePause: @Sendable (KernelLink, LinkValue) -> LinkPause? = { link, value in
        func isUnspecified(_ value: LinkValue?) -> Bool {
            guard case .address(let address) = value else { return true }
            return address.isUnspecified
        }
        return isUnspecified(link[.ipTunnelRemote]) == isUnspecified(value) ? LinkPause.none : .away
    }
}
