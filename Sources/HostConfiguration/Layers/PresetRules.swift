import NetworkTypes
import Resources

/// The rules that a firewall of documents has besides theirs (Talos' NfTablesChainConfigController).
enum PresetRules {
    /// With what the names of all of them begin, so that no document's name is in their way.
    static let prefix = "preset/"

    /// Links whose packets come from the host itself, or through tunnels that know their other ends.
    static let trusted = rule("trusted-links", "the host itself, and tunnels of the cluster", .accept) {
        $0.matchIIfName = NfTablesInterfaceMatch(["lo", "siderolink", "kubespan"])
    }

    static let answers = rule("answers", "what belongs to connections that were let in, or that we began", .accept) {
        $0.matchConntrackState = NfTablesConntrackStateMatch([.established, .related])
    }

    static let invalid = rule("invalid", "what belongs to no connection", .drop) {
        $0.matchConntrackState = NfTablesConntrackStateMatch([.invalid])
    }

    /// What ICMP tells of the host, and all else of it as long as it isn't much; neighbour discovery is among it.
    static let icmp: [NfTablesRuleSpec] = [
        rule("icmp-clocks-and-masks", "nobody needs to know them", .drop) {
            $0.matchLayer4 = NfTablesLayer4Match(.icmp)
            $0.matchLayer4?.matchICMPType = NfTablesICMPTypeMatch(
                ["timestamp-request", "timestamp-reply", "address-mask-request", "address-mask-reply"]
                    .compactMap { NfTablesICMPType($0) })
        },
        rule("icmp", "five a second", .accept) {
            $0.matchLayer4 = NfTablesLayer4Match(.icmp)
            $0.matchLimit = NfTablesLimitMatch(packetsPerSecond: 5)
        },
        rule("icmpv6", "five a second, neighbour discovery included", .accept) {
            $0.matchLayer4 = NfTablesLayer4Match(.icmpv6)
            $0.matchLimit = NfTablesLimitMatch(packetsPerSecond: 5)
        },
    ]

    /// Pods and services among themselves.
    static func cluster(_ networks: [IPPrefix]) -> NfTablesRuleSpec {
        rule("cluster", "pods and services among themselves", .accept) {
            $0.matchSourceAddress = NfTablesAddressMatch(networks)
            $0.matchDestinationAddress = NfTablesAddressMatch(networks)
        }
    }

    /// What isn't for the host.
    static func others(than addresses: [IPPrefix]) -> NfTablesRuleSpec {
        rule("other-hosts", "what isn't for an address of this host", .accept) {
            $0.matchDestinationAddress = NfTablesAddressMatch(addresses, isInverted: true)
        }
    }

    /// New connections that no document lets in.
    static let closedPorts: [NfTablesRuleSpec] = [("tcp", NfTablesProtocol.tcp), ("udp", .udp)].map { name, number in
        rule("closed-\(name)", "ports that no document opens", .drop) {
            $0.matchConntrackState = NfTablesConntrackStateMatch([.new])
            $0.matchLayer4 = NfTablesLayer4Match(number)
        }
    }

    private static func rule(
        _ name: String, _ description: String, _ verdict: NfTablesVerdictSpec, _ match: (inout NfTablesRuleSpec) -> Void
    ) -> NfTablesRuleSpec {
        var rule = NfTablesRuleSpec()
        (rule.name, rule.description, rule.verdict) = (prefix + name, description, verdict)
        rule.anonymousCounter = true
        match(&rule)
        return rule
    }
}
