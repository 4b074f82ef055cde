import HostConfiguration
import NetworkTypes
import Resources
import Testing

/// Documents about the firewall as chains; what stands here is Talos' table of the ingress firewall.
@Suite struct `The firewall of documents` {
    private static let block = "apiVersion: v1alpha1\nkind: NetworkDefaultActionConfig\ningress: block\n---\n"
    private static let kubelet = """
        apiVersion: v1alpha1
        kind: NetworkRuleConfig
        name: kubelet-ingress
        portSelector:
          ports: [10250, 10251-10252, 4194]
          protocol: tcp
        ingress:
          - {subnet: 10.0.0.0/8, except: 10.3.0.0/16}
          - {subnet: "fd00::/8"}

        """

    private static func chains(_ text: String, addresses: [String] = []) throws -> [String: NfTablesChainSpec] {
        var sources = LayerSources()
        sources.configuration = try MachineConfiguration(text: text)
        if !addresses.isEmpty {
            var list = NodeAddress()
            list.addresses = addresses.compactMap { IPPrefix($0) }
            sources.addresses["routed"] = list
        }
        return Dictionary(FirewallLayers.specs(sources).map { ($0.id, $0.spec) }) { $1 }
    }

    private static func names(_ chain: NfTablesChainSpec?) -> [String] {
        (chain?.rules ?? []).map { $0.name.replacing("preset/", with: "") }
    }

    @Test(
        arguments: [
            "", "apiVersion: v1alpha1\nkind: NetworkDefaultActionConfig\ningress: accept\n",
        ])
    func `no chain where nobody asks for one`(_ text: String) throws {
        #expect(try Self.chains(text, addresses: ["10.0.0.1/24"]).isEmpty)
    }

    @Test func `in accept mode a rule keeps all others out`() throws {
        let chains = try Self.chains(Self.kubelet, addresses: ["10.3.4.5/24", "2001:db8::1/64"])
        let ingress = try #require(chains["configuration/ingress"])
        #expect(ingress.priority?.description == "mangle+10" && ingress.policy == .accept && ingress.hook == .input)
        #expect(Self.names(ingress) == ["trusted-links", "answers", "invalid", "kubelet-ingress"])
        let rule = try #require(ingress.rules.last)
        #expect(rule.verdict == .drop && rule.matchSourceAddress?.invert == true && rule.anonymousCounter)
        #expect(rule.matchLayer4?.matchDestinationPort?.ranges.map(\.description) == ["4194", "10250-10252"])
        let prerouting = try #require(chains["configuration/prerouting"])
        #expect(prerouting.priority?.description == "nat-dest-10" && prerouting.policy == .accept)
        #expect(Self.names(prerouting) == ["trusted-links", "other-hosts", "kubelet-ingress"])
        #expect(prerouting.rules.last?.matchConntrackState?.states == [.new])
        #expect(
            prerouting.rules[1].matchDestinationAddress?.includeSubnets.map(\.description)
                == ["10.3.4.5/32", "2001:db8::1/128"])
    }

    @Test func `where all else is blocked a rule lets in, and new connections end before they are translated`() throws {
        let chains = try Self.chains(Self.block + Self.kubelet, addresses: ["10.3.4.5/24"])
        let ingress = try #require(chains["configuration/ingress"])
        #expect(ingress.policy == .drop)
        #expect(
            Self.names(ingress) == [
                "trusted-links", "answers", "invalid", "icmp-clocks-and-masks", "icmp", "icmpv6", "kubelet-ingress",
            ])
        #expect(ingress.rules.last?.verdict == .accept && ingress.rules.last?.matchSourceAddress?.invert == false)
        #expect(
            Self.names(chains["configuration/prerouting"]) == [
                "trusted-links", "other-hosts", "kubelet-ingress", "closed-tcp", "closed-udp",
            ])
    }

    @Test func `what isn't for the host is told apart once it has an address`() throws {
        #expect(try Self.chains(Self.block).keys.sorted() == ["configuration/ingress"])
    }

    @Test(
        arguments: [
            "apiVersion: v1alpha1\nkind: KubeNetworkConfig\npodSubnets: [10.244.0.0/16]\nserviceSubnets: [10.96.0.0/12]\n",
            """
            version: v1alpha1
            cluster:
              network: {podSubnets: [10.244.0.0/16], serviceSubnets: [10.96.0.0/12]}

            """,
        ])
    func `pods and services reach each other`(_ cluster: String) throws {
        let configuration = try MachineConfiguration(text: Self.block + cluster)
        #expect(configuration.ignored.isEmpty)
        let rule = try #require(try Self.chains(Self.block + cluster)["configuration/ingress"]?.rules.last)
        #expect(rule.name == "preset/cluster" && rule.verdict == .accept)
        for match in [rule.matchSourceAddress, rule.matchDestinationAddress] {
            #expect(match?.includeSubnets.map(\.description) == ["10.244.0.0/16", "10.96.0.0/12"])
        }
    }

    @Test func `a rule about ICMP has no ports, and one without a protocol is about TCP`() throws {
        let icmp = Self.kubelet.replacing("protocol: tcp", with: "protocol: icmp")
        let rule = try #require(try Self.chains(icmp)["configuration/ingress"]?.rules.last)
        #expect(rule.matchLayer4 == NfTablesLayer4Match(.icmp))
        let silent = Self.kubelet.replacing("  protocol: tcp\n", with: "")
        #expect(try Self.chains(silent)["configuration/ingress"]?.rules.last?.matchLayer4?.protocol == .tcp)
    }

    @Test(arguments: ["preset/answers", String(repeating: "n", count: 100)])
    func `a name that can't be kept with the rule is refused`(_ name: String) {
        #expect(throws: ConfigurationFaults.self) {
            try MachineConfiguration(text: Self.kubelet.replacing("kubelet-ingress", with: name))
        }
    }
}
