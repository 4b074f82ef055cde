import HostConfiguration
import NetworkTypes
import Resources
import Testing

/// Which parts of a configuration ask for a row, and where these stand.
@Suite struct `The origin of a row` {
    private let legacy = """
        version: v1alpha1
        machine:
          network:
            hostname: node-1
            interfaces:
              - interface: eth0
                addresses:
                  - 192.0.2.10/24
                  - 192.0.2.11/24
                routes:
                  - network: 10.0.0.0/8
                    gateway: 192.0.2.1
                vlans:
                  - vlanId: 7
                    cidr: 198.51.100.1/24
              - interface: br0
                bridge:
                  interfaces:
                    - eth1
            nameservers: [192.0.2.53]
            searchDomains: [example.com]
            extraHostEntries:
              - ip: 192.0.2.99
                aliases: [printer]
              - ip: 2001:db8::99
                aliases: [printer]
          sysctls:
            net.ipv4.ip_forward: "1"
          time:
            servers: [192.0.2.123]
        """

    /// Each origin as `document:line members`.
    private func origins<Rule: ConfigurationRule>(
        _: Rule.Type, _ text: String, links: [InterfaceName: LinkStatus] = [:]
    ) throws -> [String: [String]] {
        let configuration = try MachineConfiguration(text: text)
        var sources = LayerSources()
        (sources.configuration, sources.links) = (configuration, links)
        return try Rule.rows(sources).mapValues { row in
            try row.origins.map { origin in
                let line = try #require(configuration.line(of: origin.source))
                let members = origin.members.map { " " + $0.joined(separator: ",") } ?? ""
                return "\(origin.source.label):\(line)\(members)"
            }
        }
    }

    @Test func `is the line of the item in the legacy document`() throws {
        #expect(
            try origins(AddressLayers.self, legacy) == [
                "configuration/eth0/192.0.2.10/24": ["v1alpha1:8"], "configuration/eth0/192.0.2.11/24": ["v1alpha1:9"],
                "configuration/eth0.7/198.51.100.1/24": ["v1alpha1:15"],
            ])
        #expect(Set(try origins(RouteLayers.self, legacy).values) == [["v1alpha1:11"]])
        #expect(Set(try origins(HostnameLayers.self, legacy).values) == [["v1alpha1:4"]])
        #expect(Set(try origins(KernelParamLayers.self, legacy).values) == [["v1alpha1:28"]])
        #expect(Set(try origins(TimeServerLayers.self, legacy).values) == [["v1alpha1:30"]])
        #expect(
            Set(try origins(ResolverLayers.self, legacy).values)
                == [["v1alpha1:20 nameServers", "v1alpha1:21 searchDomains"]])
        #expect(
            try origins(StaticHostLayers.self, legacy)["configuration/printer"]
                == ["v1alpha1:23 addresses", "v1alpha1:25 addresses"])
        #expect(Set(try origins(DeviceConfigRule.self, legacy).values) == [["v1alpha1:6"], ["v1alpha1:16"]])
    }

    @Test func `of a link is each part that speaks of it, with the members that come from there`() throws {
        let links = try origins(LinkLayers.self, legacy)
        #expect(links["configuration/eth1"] == ["v1alpha1:19"])
        #expect(links["configuration/br0"] == ["v1alpha1:16 up", "v1alpha1:17 bridgeMaster,kind,logical,type"])
        let both = """
            apiVersion: v1alpha1
            kind: BridgeConfig
            name: br0
            links:
              - eth2
              - uplink
            ---
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth1
            mtu: 1400
            addresses:
              - address: 192.0.2.10/24
            """
        var link = LinkStatus()
        link.altNames = ["uplink"]
        let named = try origins(LinkLayers.self, both, links: ["eth1": link])
        #expect(named["configuration/eth1"] == ["BridgeConfig/br0:6 bridgeSlave,logical,up", "LinkConfig/eth1:8 mtu"])
        #expect(named["configuration/eth2"] == ["BridgeConfig/br0:5"])
        #expect(named["configuration/br0"] == ["BridgeConfig/br0:1"])
        let address = try origins(AddressLayers.self, both, links: ["eth1": link])
        #expect(address == ["configuration/eth1/192.0.2.10/24": ["LinkConfig/eth1:13"]])
    }

    @Test func `of what two documents ask for is both, the one that counts first`() throws {
        let text = ["eth0", "uplink"].map { name in
            "apiVersion: v1alpha1\nkind: LinkConfig\nname: \(name)\naddresses: [{address: 192.0.2.1/24}]\n"
        }.joined(separator: "---\n")
        var link = LinkStatus()
        link.altNames = ["uplink"]
        let origins = try origins(AddressLayers.self, text, links: ["eth0": link])
        #expect(origins["configuration/eth0/192.0.2.1/24"] == ["LinkConfig/uplink:9", "LinkConfig/eth0:4 "])
    }
}
