import Kernel
import NetworkTypes
import Resources

/// What can be said of a tunnel of GRE with Ethernet inside; all of it changes in place (`ipgre_changelink()`,
/// `net/ipv4/ip_gre.c`; `ip6gre_tap_changelink()`, `net/ipv6/ip6_gre.c`).
enum GRESettings {
    private static let part = LinkPart("gre", \.gre, \.gre)

    static func table(over family: AddressFamily) -> [LinkSetting] {
        [
            part.address(.greLocal, "local", \.local, over: family),
            part.address(.greRemote, "remote", \.remote, over: family),
            part.carrier(.greLink, \.linkName),
            part.setting(.greInChecksum, "inChecksum", \.inChecksum, .cutting, initial: .flag(false)),
            part.setting(.greOutChecksum, "outChecksum", \.outChecksum, .cutting, initial: .flag(false)),
            part.setting(.greInSequence, "inSequence", \.inSequence, .cutting, initial: .flag(false)),
            part.setting(.greOutSequence, "outSequence", \.outSequence, .cutting, initial: .flag(false)),
            part.setting(.greTTL, "ttl", \.ttl, .cutting, initial: .number(0)),
        ] + key(.greInKey, .greInKeyed, "inKey", \.inKey) + key(.greOutKey, .greOutKeyed, "outKey", \.outKey)
            + (family == .inet4 ? ofIPv4 : ofIPv6)
    }

    private static let ofIPv4 = [
        part.setting(.greTOS, "tos", \.tos, initial: .number(0)),
        part.setting(
            .grePathMTUDiscovery, "pathMTUDiscovery", \.pathMTUDiscovery, .cutting, initial: .flag(true)),
    ]

    private static let ofIPv6 = [
        part.setting(.greTrafficClass, "tos", \.tos, initial: .number(0)),
        part.setting(.greInheritClass, "trafficClassInherit", \.trafficClassInherit, initial: .flag(false)),
        part.setting(.greFlowLabel, "flowLabel", \.flowLabel, initial: .number(0)),
        part.setting(.greInheritLabel, "flowLabelInherit", \.flowLabelInherit, initial: .flag(false)),
        part.setting(.greEncapLimit, "encapLimit", \.encapLimit, .cutting, initial: .number(0)),
        part.setting(.greNoEncapLimit, "noEncapLimit", \.noEncapLimit, .cutting, initial: .flag(false)),
    ]

    /// A key, and the bit that says that there is one.
    private static func key(
        _ member: LinkMember, _ bit: LinkMember, _ name: String,
        _ path: any WritableKeyPath<GRETunnel, UInt32?> & Sendable
    ) -> [LinkSetting] {
        [
            part.setting(member, name, path, .cutting, initial: .number(0)),
            LinkSetting(
                bit, "gre.\(name).isThere", .cutting, initial: .flag(false),
                wanted: { link -> Bool? in link.gre?[keyPath: path] == nil ? nil : true },
                show: { isThere, link in if !isThere { link.gre?[keyPath: path] = nil } }),
        ]
    }
}
