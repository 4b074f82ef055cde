import HostConfiguration
import NetworkTypes
import Resources
import Testing

@Suite struct `An import of what a host has` {
    private func link(_ name: String, _ change: (inout LinkStatus) -> Void = { _ in }) -> LinkStatus {
        var link = LinkStatus()
        (link.name, link.flags, link.mtu) = (InterfaceName(name), [.up, .multicast], 1500)
        link.hardwareAddr = HardwareAddress("02:00:00:00:00:01")
        change(&link)
        return link
    }

    private func address(_ text: String, _ change: (inout AddressStatus) -> Void = { _ in }) -> AddressStatus {
        var address = AddressStatus()
        (address.address, address.linkName) = (IPPrefix(text) ?? address.address, InterfaceName("eth0"))
        (address.family, address.flags) = (address.address.family, .permanent)
        address.broadcast = address.family == .inet4 ? address.address.broadcast : nil
        change(&address)
        return address
    }

    private func rule(_ priority: UInt32, _ change: (inout RoutingRuleStatus) -> Void = { _ in }) -> RoutingRuleStatus {
        var rule = RoutingRuleStatus()
        (rule.priority, rule.table, rule.action, rule.protocol) = (priority, .main, .unicast, .boot)
        change(&rule)
        return rule
    }

    /// What an import says, read again; the comments apart.
    private func read(
        _ host: HostInventory, _ choices: KernelImport.Choices = KernelImport.Choices()
    ) throws -> (configuration: MachineConfiguration, comments: String) {
        let text = try KernelImport(host, choices).text(header: ["made for a test"])
        let comments = text.split(separator: "\n").filter { $0.hasPrefix("#") }.joined(separator: "\n")
        return (try MachineConfiguration(text: text), comments)
    }

    @Test func `a host that has nothing is described by a text without documents`() throws {
        let (configuration, comments) = try read(HostInventory())
        #expect(configuration.documents.isEmpty)
        #expect(comments == "# made for a test")
    }

    @Test func `addresses are described unless somebody else looks after them`() throws {
        var host = HostInventory()
        host.links = [link("eth0")]
        host.addresses = [
            address("192.0.2.10/24"), address("2001:db8::1/64"), address("2001:db8::2/64") { $0.flags = [] },
            address("fe80::ff:fe00:1/64") { $0.scope = .link }, address("fe80::1/64") { $0.scope = .link },
            address("2001:db8::3/64") { $0.protocol = .routerAdvertisement },
        ]
        let (configuration, comments) = try read(host)
        let described = try #require(configuration.all(LinkConfig.self).first?.document)
        let texts = described.link.addresses.compactMap { $0.address?.description }
        #expect(texts == ["192.0.2.10/24", "2001:db8::1/64", "fe80::1/64"])
        for left in ["2001:db8::2/64", "2001:db8::3/64", "fe80::ff:fe00:1/64"] { #expect(comments.contains(left)) }
    }

    @Test func `VLANs, VRFs and links that lead nowhere are described, and what no document says is named`() throws {
        var host = HostInventory()
        host.links = [
            link("eth0") { $0.mtu = 9000 },
            link("eth0.5") {
                ($0.kind, $0.alias, $0.parentName, $0.masterName, $0.mtu) = ("vlan", "netstrata", "eth0", "red", 9000)
                var vlan = VLAN(vlanID: 5, vlanProtocol: .provider)
                (vlan.egressMap, vlan.reorderHeader) = (PriorityMap([1: 2]), true)
                $0.vlan = vlan
            },
            link("red") {
                ($0.kind, $0.alias, $0.flags, $0.mtu) = ("vrf", "netstrata", [.up], 65_575)
                $0.vrfMaster = VRF()
                $0.vrfMaster?.table = RoutingTable(rawValue: 10)
            },
            link("d0") { ($0.kind, $0.alias, $0.flags) = ("dummy", "netstrata", []) },
        ]
        let (configuration, comments) = try read(host)
        let vlan = try #require(configuration.all(VLANConfig.self).first?.document)
        #expect((vlan.vlanID, vlan.vlanMode, vlan.parent, vlan.link.mtu) == (5, .provider, "eth0", 0))
        let vrf = try #require(configuration.all(VRFConfig.self).first?.document)
        #expect(vrf.table == RoutingTable(rawValue: 10))
        #expect((vrf.links, vrf.link.mtu, vrf.link.multicast) == (["eth0.5"], 0, nil))
        let dummy = try #require(configuration.all(DummyLinkConfig.self).first?.document)
        #expect((dummy.link.up, dummy.hardwareAddr) == (false, HardwareAddress("02:00:00:00:00:01")))
        #expect(comments.contains("vlan.egressMap: a LinkSpec says it"))
        #expect(!comments.contains("reorderHeader"))
        #expect(configuration.unsupported.isEmpty)
    }

    @Test func `what is special about an address is said, and means the same address`() throws {
        var host = HostInventory()
        host.links = [link("eth0")]
        host.addresses = [
            address("2001:db8::1/64") { $0.flags = [.permanent, AddressFlags(rawValue: 0x02)] },
            address("192.0.2.10/24") { $0.scope = .link },
        ]
        let (configuration, _) = try read(host)
        #expect(configuration.text.contains("flags: nodad"))
        #expect(configuration.text.contains("scope: link"))
        var sources = LayerSources()
        sources.configuration = configuration
        let specs = AddressLayers.specs(sources).map(\.spec)
        #expect(
            Set(specs.map { "\($0.address) \($0.flags)" }) == [
                "2001:db8::1/64 nodad,permanent", "192.0.2.10/24 permanent",
            ])
        #expect(specs.contains { $0.address.family == .inet4 && $0.scope == .link })
    }

    @Test func `flags and scopes that no address of the family has are refused`() {
        let text = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            addresses:
              - {address: 192.0.2.1/24, flags: nodad}
              - {address: "2001:db8::1/64", flags: tentative}
              - {address: "2001:db8::2/64", scope: link}
            """
        let faults = #expect(throws: ConfigurationFaults.self) { try MachineConfiguration(text: text) }
        #expect(
            faults?.all.map { "\($0.line ?? 0) \($0.pointer)" } == [
                "5 /addresses/0/flags", "6 /addresses/1/flags", "7 /addresses/2/scope",
            ])
    }

    @Test func `a rule of one family stays one, and the same rule of both is one document`() throws {
        var host = HostInventory()
        host.rules = [
            rule(10) { $0.fwMark = 7 }, rule(10) { ($0.fwMark, $0.family) = (7, .inet6) },
            rule(11) { ($0.fwMark, $0.family) = (8, .inet6) },
            rule(12) { $0.src = IPPrefix("192.0.2.0/24") },
            rule(12) { ($0.src, $0.family) = (IPPrefix("2001:db8::/32"), .inet6) }, rule(13) { $0.further = ["not"] },
            rule(40_000), rule(32_766) { $0.protocol = .kernel },
        ]
        let (configuration, comments) = try read(host)
        var sources = LayerSources()
        sources.configuration = configuration
        let ids = RoutingRuleLayers.specs(sources).map(\.id).sorted()
        let expected = ["inet4/00010", "inet4/00012", "inet6/00010", "inet6/00011"].map { "configuration/\($0)" }
        #expect(ids == expected)
        for left in ["rule 12: inet6", "rule 13", "rule 40000"] { #expect(comments.contains(left), "\(comments)") }
        #expect(!comments.contains("32766"))
    }

    @Test func `hostile names and texts stay comments`() throws {
        var host = HostInventory()
        host.resolverFile = .text("options a\r\nkind: LinkConfig\u{0B}\u{85}---\u{2028}apiVersion: v1alpha1\n")
        host.hostsFile = "192.0.2.1 a\u{2029}---\u{2028}b\n"
        #expect(try read(host).configuration.documents.isEmpty)
        host.resolverFile = .link(to: "a\u{2028}---\u{85}kind: LinkConfig\u{2029}")
        #expect(try read(host).configuration.documents.isEmpty)
    }

    @Test(arguments: [
        ("nameserver 192.0.2.53\n", ["192.0.2.53"]),
        ("domain example.com\nnameserver 2001:db8::53\n", ["2001:db8::53"]),
        ("nameserver 127.0.0.53\n", []), ("nameserver fe80::1%eth0\n", []),
        ("nameserver 192.0.2.53\noptions edns0\n", []),
        ("# Generated by dhcpcd\nnameserver 192.0.2.53\n", []), ("; by hand\nnameserver 192.0.2.53\n", ["192.0.2.53"]),
        ("nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n", []),
        ("search not_a_name..\nnameserver 192.0.2.53\n", []),
    ])
    func `servers of a file are described where all of it can be said`(_ text: String, servers: [String]) throws {
        var host = HostInventory()
        host.resolverFile = .text(text)
        let (configuration, comments) = try read(host)
        let found = configuration.all(ResolverConfig.self).first?.document.nameservers ?? []
        #expect(found.compactMap { $0.address?.description } == servers)
        #expect(servers.isEmpty == comments.contains("servers for names"))
    }

    @Test func `bridges and pairs are made only when that is asked for, and those of container programs never`() throws
    {
        var host = HostInventory()
        host.links = [
            link("br0") { ($0.kind, $0.hardwareAddr) = ("bridge", HardwareAddress("02:00:00:00:00:03")) },
            link("eth1") { ($0.masterName, $0.hardwareAddr) = (InterfaceName("br0"), nil) },
            link("docker0") { $0.kind = "bridge" },
            link("veth12ab") { ($0.kind, $0.masterName) = ("veth", InterfaceName("docker0")) },
            link("v0") { ($0.kind, $0.veth) = ("veth", VirtualEthernet(peerName: InterfaceName("v1"))) },
            link("v1") { ($0.kind, $0.veth, $0.flags) = ("veth", VirtualEthernet(peerName: InterfaceName("v0")), []) },
        ]
        #expect(try read(host).configuration.documents.map(\.label) == ["LinkConfig/eth1"])
        var choices = KernelImport.Choices()
        choices.makesLinks = true
        let (configuration, comments) = try read(host, choices)
        #expect(configuration.documents.map(\.label) == ["LinkConfig/eth1", "BridgeConfig/br0", "VethConfig/v0"])
        #expect(configuration.all(BridgeConfig.self).first?.document.links == ["eth1"])
        #expect(configuration.all(VethConfig.self).first?.document.peer.link.up == false)
        for left in ["docker0", "veth12ab"] { #expect(comments.contains(left)) }
    }
}
