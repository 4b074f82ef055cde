import Kernel
import NetworkTypes
import Resources

/// What can be said of a Geneve network; what changes in place is in `geneve_nl2info()`, `drivers/net/geneve.c`.
enum GeneveSettings {
    private static let part = LinkPart("geneve", \.geneve, \.geneve)

    static let table: [LinkSetting] = [
        part.address(.geneveRemote, "remote", \.remote, over: .inet4).pausing(familyPause),
        part.address(.geneveRemote6, "remote6", \.remote, over: .inet6).pausing(familyPause),
        part.setting(.geneveID, "vni", \.vni, .away, initial: .number(0)),
        part.setting(.genevePort, "port", \.port, .away, initial: .number(6081)),
        part.setting(.geneveTTL, "ttl", \.ttl, .cutting, initial: .number(0)),
        part.setting(.geneveTTLInherit, "ttlInherit", \.ttlInherit, .away, initial: .flag(false)),
        part.setting(.geneveTOS, "tos", \.tos, initial: .number(0)),
        part.setting(.geneveFlowLabel, "flowLabel", \.flowLabel, initial: .number(0)),
        part.setting(.geneveDF, "df", \.df, .cutting, initial: .number(0)).pausing { link, _ in
            // Nothing of a network that is left to routes and filters changes in place (`geneve_changelink()`).
            link[.geneveCollectMetadata] == .flag(true) ? .away : LinkPause.none
        },
        part.setting(.geneveChecksum, "udpChecksum", \.udpChecksum, .away, initial: .flag(false)),
        part.setting(
            .geneveZeroChecksumTransmit, "udpZeroChecksum6Transmit", \.udpZeroChecksum6Transmit, .away,
            initial: .flag(false)),
        part.setting(
            .geneveZeroChecksumReceive, "udpZeroChecksum6Receive", \.udpZeroChecksum6Receive, .away,
            initial: .flag(false)),
        part.setting(.geneveCollectMetadata, "collectMetadata", \.collectMetadata, .away, initial: .flag(false)),
    ]

    private static let familyPause: @Sendable (KernelLink, LinkValue) -> LinkPause? = { link, value in
        guard case .address(let address) = value else { return LinkPause.none }
        let member = address.family == .inet4 ? LinkMember.geneveRemote : .geneveRemote6
        return link[member] == nil || address.isUnspecified ? .away : LinkPause.none
    }
}
