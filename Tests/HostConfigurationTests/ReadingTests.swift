import HostConfiguration
import NetworkTypes
import Resources
import Testing

@Suite struct `Reading a machine configuration` {
    /// The faults of a text, each in one line.
    private func faults(_ text: String) -> [String] {
        do {
            _ = try MachineConfiguration(text: text)
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test(arguments: [("peer.example.com:51820", true), ("[2001:db8::1]:51820", true), ("peer.example.com", false)])
    func `the peer of a tunnel is at an address or a host, and a port`(_ endpoint: String, _ isGood: Bool) {
        let key = "YGZxnPzXbZ7Qn6Cc1mCzCWVYe2uJ8VYxOoK8k3yN3Vk="
        let found = faults(
            """
            apiVersion: v1alpha1
            kind: WireguardConfig
            name: wg0
            privateKey: \(key)
            peers:
              - publicKey: \(key)
                endpoint: "\(endpoint)"
            """)
        #expect(found.isEmpty == isGood, "\(found)")
    }

    private let host = """
        # the host
        apiVersion: v1alpha1
        kind: LinkConfig
        name: eth0
        addresses:
          - address: 192.0.2.10/24 # the first
        ---
        version: v1alpha1
        machine:
          type: worker
          install: {disk: /dev/sda}
          network:
            interfaces:
              - interface: eth1
                dhcp: true
        cluster:
          etcd: {}
        ---

        # nothing in here
        ---
        apiVersion: v1alpha1
        kind: HostnameConfig
        hostname: a.example.net
        """

    @Test func `documents are typed, in the order of the text, and the text stays as it is`() throws {
        let configuration = try MachineConfiguration(text: host)
        #expect(configuration.text == host)
        #expect(configuration.documents.map(\.label) == ["LinkConfig/eth0", "v1alpha1", "HostnameConfig"])
        #expect(configuration.documents.map(\.name) == ["eth0", nil, nil])
        let links = configuration.all(LinkConfig.self)
        #expect(links.first?.document.link.addresses.first?.address == IPPrefix("192.0.2.10/24"))
        #expect(links.map(\.source) == [DocumentSource(label: "LinkConfig/eth0")])
        #expect(configuration.legacy?.machine.network.interfaces.first?.dhcp == true)
        #expect(configuration.all(HostnameConfig.self).first?.document.hostname == "a.example.net")
    }

    @Test(arguments: [("", 1), ("---\n", 2), ("kind: LinkConfig\napiVersion: v1alpha1\nname: a\n---\n", 5)])
    func `a byte order mark is named with its line`(_ before: String, _ line: Int) {
        let text = before + "\u{FEFF}apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: a\n"
        let faults = #expect(throws: ConfigurationFaults.self) { try MachineConfiguration(text: text) }
        #expect(faults?.all.map(\.line) == [line])
        #expect(faults?.all.first?.detail.contains("byte order mark") == true)
    }

    @Test func `a document knows its part of the text and the lines of its members`() throws {
        let configuration = try MachineConfiguration(text: host)
        let bytes = Array(host.utf8)
        let parts = configuration.documents.map { String(decoding: bytes[$0.range], as: UTF8.self) }
        #expect(parts[0].hasPrefix("# the host\n") && parts[0].hasSuffix("# the first\n"))
        #expect(parts[1].hasPrefix("---\nversion:") && parts[1].hasSuffix("etcd: {}\n"))
        #expect(parts[2].hasPrefix("---\napiVersion") && parts[2].hasSuffix("a.example.net"))
        let document = configuration.documents[0]
        #expect(document.line(of: JSONPointer(tokens: ["addresses", "0", "address"])) == 6)
        #expect(document.line(of: JSONPointer(tokens: ["mtu"])) == nil)
    }

    @Test func `what isn't about the network is listed, and so is what isn't carried out`() throws {
        let more = """
            \(host)
            ---
            apiVersion: v1alpha1
            kind: UserVolumeConfig
            name: data
            whatever: [1, {a: b}]
            ---
            apiVersion: v1alpha1
            kind: DHCPv4Config
            name: eth0
            ---
            apiVersion: v1alpha1
            kind: ResolverConfig
            hostDNS: {enabled: true}
            """
        let configuration = try MachineConfiguration(text: more)
        #expect(configuration.ignored == ["machine.install", "cluster.etcd", "UserVolumeConfig/data"])
        #expect(
            configuration.unsupported
                == ["v1alpha1 machine.network.interfaces[0].dhcp", "DHCPv4Config/eth0", "ResolverConfig hostDNS"])
    }

    @Test func `members that are somebody else's business are listed too`() throws {
        let text = """
            version: v1alpha1
            machine:
              type: worker
              features: {kubePrism: {enabled: true}}
            cluster:
              network: {podSubnets: [10.244.0.0/16]}
            ---
            apiVersion: v1alpha1
            kind: TimeSyncConfig
            bootTimeout: 1m
            ntp: {servers: [time.example.com]}
            """
        let expected = [
            "machine.features.kubePrism", "cluster.network.podSubnets", "TimeSyncConfig bootTimeout",
        ]
        #expect(try MachineConfiguration(text: text).ignored == expected)
    }

    @Test(arguments: [
        ("kind: TimeSyncConfig\nntp: {servers: [time.example.net, bad host]}", "/ntp/servers/1"),
        ("kind: TimeSyncConfig\nntp: {servers: [1.2.3.4.5]}", "/ntp/servers/0"),
        (
            "kind: ResolverConfig\nnameservers: [{address: 9.9.9.9}]\nsearchDomains: {domains: [a;b]}",
            "/searchDomains/domains/0"
        ),
        ("kind: StaticHostConfig\nname: 192.0.2.1\nhostnames: [good, bad_name]", "/hostnames/1"),
        ("kind: BridgeConfig\nname: br0\nlinks: [p1, '']", "/links/1"),
        ("kind: BridgeConfig\nname: br0\nlinks: [p1, p1]", "/links/1"),
        ("kind: VRFConfig\nname: red", "/table"),
    ])
    func `what could only be left out is a fault`(_ document: String, _ place: String) {
        let found = faults("apiVersion: v1alpha1\n\(document)\n")
        #expect(found.count == 1)
        #expect(found.first?.contains(", at \(place): ") == true, "\(found)")
    }

    @Test func `of the legacy document too`() {
        let text = """
            version: v1alpha1
            machine:
              time: {servers: ["-x"]}
              network:
                searchDomains: [x y]
                extraHostEntries: [{ip: 192.0.2.1, aliases: [good, x#y]}]
            """
        let places = ["/machine/time/servers/0", "/machine/network/searchDomains/0", "/extraHostEntries/0/aliases/1"]
        let found = faults(text)
        #expect(found.count == places.count, "\(found)")
        for place in places { #expect(found.contains { $0.contains("\(place): ") }, "\(found)") }
    }

    @Test func `a link is part of one other at most, whatever kind that is`() {
        let text = """
            apiVersion: v1alpha1
            kind: BridgeConfig
            name: br0
            links: [p0, p1]
            ---
            apiVersion: v1alpha1
            kind: VRFConfig
            name: red
            table: 123
            links: [p2, p1]
            """
        #expect(
            faults(text) == [
                "BridgeConfig/br0, line 4, at /links/1: a link belongs to one only: bridgeSlave.masterName br0, "
                    + "vrfSlave.masterName red",
                "VRFConfig/red, line 10, at /links/1: p1 is part of BridgeConfig/br0 already (line 1)",
            ])
    }

    @Test func `what documents come to is told beside what is wrong with them`() {
        let text = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            addresses: [{address: 224.0.0.1/4}]
            ---
            apiVersion: v1alpha1
            kind: TimeSyncConfig
            ntp: {servers: [bad host]}
            """
        let found = faults(text)
        #expect(found.count == 2, "\(found)")
        #expect(found.first?.contains("LinkConfig/eth0, line 4, at /addresses/0/address") == true, "\(found)")
    }

    @Test func `search domains without a server are warned of`() throws {
        let text = "apiVersion: v1alpha1\nkind: ResolverConfig\nsearchDomains: {domains: [example.net]}\n"
        let warnings = try MachineConfiguration(text: text).warnings
        #expect(warnings.map(\.pointer.description) == ["/searchDomains"])
    }

    @Test(arguments: ["?token=hidden", "?a=1&sig=hidden", ""])
    func `a probe whose URL holds a secret isn't carried out`(_ query: String) throws {
        let text = "apiVersion: v1alpha1\nkind: HTTPProbeConfig\nname: p\nurl: http://192.0.2.1/health\(query)\n"
        var sources = LayerSources()
        sources.configuration = try MachineConfiguration(text: text)
        #expect(ProbeLayers.specs(sources).isEmpty == !query.isEmpty)
        #expect(sources.configuration?.unsupported.isEmpty == query.isEmpty)
    }

    @Test func `all faults are told at once, with document, line and place`() {
        let text = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            adresses: []
            addresses:
              - address: 192.0.2.300/24
                routePriority: -1
            ---
            apiVersion: v1alpha1
            kind: LinkConfg
            name: eth1
            ---
            apiVersion: v2
            kind: LinkConfig
            name: eth2
            routes:
              - metric: 3
            ---
            - 1
            ---
            name: x
            """
        let found = faults(text)
        #expect(found.count == 8)
        let beginnings = [
            "LinkConfig/eth0, line 4, at /adresses: there is no member 'adresses' here",
            "LinkConfig/eth0, line 6, at /addresses/0/address: an address with its prefix length",
            "LinkConfig/eth0, line 7, at /addresses/0/routePriority: a whole number from 0",
            "document 2, line 10, at /kind: there is no kind \"LinkConfg\"; did you mean LinkConfig",
            "LinkConfig/eth2, line 13, at /apiVersion: v1alpha1 is expected, not \"v2\"",
            "LinkConfig/eth2, line 17, at /routes/0: a route needs a destination or a gateway",
        ]
        for beginning in beginnings {
            #expect(found.contains { $0.hasPrefix(beginning) }, "\(beginning)")
        }
        #expect(found.contains { $0.hasPrefix("document 4, line 19: a document is an object") } == true)
    }

    @Test func `what is wrong with one member hides nothing that is wrong elsewhere`() {
        let text = """
            version: v1alpha1
            machine:
              network:
                interfaces:
                  - interface: bond0
                    bond: {mode: roundrobin, updelay: 100, interfaces: [eth0], deviceSelectors: [{driver: a}]}
                  - interface: eth1
                    routes: [{gateway: 192.0.2.x}, {metric: 1}]
                    addresses: [192.0.2.300]
                    vip: {}
            """
        let places = faults(text).map { $0.split(separator: ", at ").last?.prefix { $0 != ":" } ?? "" }
        let device = "/machine/network/interfaces"
        let expected: [Substring] = [
            "\(device)/0/bond/mode", "\(device)/0/bond/deviceSelectors", "\(device)/0/bond/updelay",
            "\(device)/1/routes/0/gateway", "\(device)/1/routes/1", "\(device)/1/addresses/0", "\(device)/1/vip/ip",
        ]
        #expect(Set(places) == Set(expected))
        #expect(places.count == expected.count)
    }

    @Test func `a text that isn't YAML is told with line and column, each document by itself`() {
        let text = """
            apiVersion: v1alpha1
            kind: HostnameConfig
            auto: [stable
            ---
            apiVersion: v1alpha1
            kind: TimeSyncConfig
            enabled: true
            enabled: false
            ---
            a: "b
            """
        let found = faults(text)
        #expect(found.count == 3)
        #expect(found.first?.hasPrefix("document 1, line 4: this isn't YAML, column 1") == true, "\(found)")
        #expect(found.contains { $0.contains("line 7") || $0.contains("line 8") || $0.contains("line 5") })
    }

    @Test(arguments: [
        ("LinkConfig\nname: a\nmtu: 10", "LinkConfig/a, line 4, at /mtu: "),
        ("LinkConfig\nname: a\nmtu: 4294967295", "LinkConfig/a, line 4, at /mtu: "),
        ("BridgeConfig\nname: br0\nlinks: [eth0, br0]", "BridgeConfig/br0, line 1: a link isn't its own port"),
        ("SysctlConfig\nparams: {net.ipv4.ip_forward: '1', net/ipv4/ip_forward: '0'}", "'net.ipv4.ip_forward'"),
    ])
    func `what comes to a spec that nobody could put is a fault`(_ document: String, _ words: String) {
        let found = faults("apiVersion: v1alpha1\nkind: \(document)\n")
        #expect(found.count == 1 && found.first?.contains(words) == true, "\(found)")
    }

    @Test func `a name that is wrong and needless has two faults, and a list says how long it is`() {
        let name = "apiVersion: v1alpha1\nkind: HostnameConfig\nauto: stable\nhostname: -bad_name-\n"
        #expect(faults(name).map { $0.contains("/auto") || $0.contains("/hostname") } == [true, true])
        let names = Array(repeating: "a", count: 2000).joined(separator: ", ")
        let list = "apiVersion: v1alpha1\nkind: StaticHostConfig\nname: 192.0.2.1\nhostnames: [\(names)]\n"
        #expect(faults(list).first?.contains("at most 1024 items is expected, not one of 2000") == true)
    }

    @Test func `documents that say the same twice are faults`() {
        let link = "apiVersion: v1alpha1\nkind: LinkConfig\nname: a\n"
        #expect(faults("\(link)---\n\(link)") == ["LinkConfig/a, line 5: there is a LinkConfig/a already (line 1)"])
        let bridge = "apiVersion: v1alpha1\nkind: BridgeConfig\nname: a\n"
        #expect(
            faults("\(link)---\n\(bridge)")
                == ["BridgeConfig/a, line 7, at /name: LinkConfig/a is about the same a (line 1)"])
        let address = "apiVersion: v1alpha1\nkind: Layer2VIPConfig\nname: 192.0.2.1\nlink: a\n"
        let cloud = "apiVersion: v1alpha1\nkind: HCloudVIPConfig\nname: 192.0.2.1\nlink: a\napiToken: t\n"
        #expect(faults("\(address)---\n\(cloud)").count == 1)
        #expect(faults("version: v1alpha1\n---\nversion: v1alpha1\n").count == 1)
        #expect(faults("version: v1alpha1\n---\napiVersion: v1alpha1\nkind: HostnameConfig\nauto: off\n") == [])
    }

    @Test(arguments: ["", "net", "../../etc/passwd", "net.ipv4/../x", "net..ipv4", "net.ipv4.a b"])
    func `a parameter that the kernel can't have is a fault`(name: String) {
        let text = "apiVersion: v1alpha1\nkind: SysctlConfig\nparams: {\"\(name)\": x}\n"
        #expect(throws: ConfigurationFaults.self) { try MachineConfiguration(text: text) }
        let old = "version: v1alpha1\nmachine: {sysctls: {\"\(name)\": x}}\n"
        #expect(throws: ConfigurationFaults.self) { try MachineConfiguration(text: old) }
    }

    @Test func `texts, numbers and switches are taken as YAML 1.2 has them`() throws {
        let text = """
            apiVersion: v1alpha1
            kind: SysctlConfig
            params:
              net.ipv4.ip_forward: 1
              net.core.a: 1.10
              net.core.b: 0644
              net.core.c: on
              net.core.d: true
              net.core.e: "2"
              net.core.f: !!str 3
            ---
            {"apiVersion": "v1alpha1", "kind": "RoutingRuleConfig", "name": 1000, "table": 100, "fwMark": 0x10, "src": null}
            """
        let configuration = try MachineConfiguration(text: text)
        let params = configuration.all(SysctlConfig.self).first?.document.params
        #expect(
            params == [
                "net.ipv4.ip_forward": "1", "net.core.a": "1.10", "net.core.b": "0644", "net.core.c": "on",
                "net.core.d": "true", "net.core.e": "2", "net.core.f": "3",
            ])
        let rule = configuration.all(RoutingRuleConfig.self).first?.document
        #expect((rule?.priority, rule?.table.rawValue, rule?.fwMark, rule?.src) == (1000, 100, 16, nil))
    }

    @Test func `an empty text has no documents`() throws {
        for text in ["", "\n", "# only words\n", "---\n---\n", "---\n...\n", "...", "# a\n..."] {
            #expect(try MachineConfiguration(text: text).documents.isEmpty)
        }
    }

    @Test func `comments with markers in them, directives and other line breaks are no trouble`() throws {
        let text =
            "%YAML 1.1\r\n---\r\nversion: v1alpha1 # ---\r\n...\r\n# between\r\n---\r\napiVersion: v1alpha1\r\n"
            + "kind: HostnameConfig\r\nhostname: a\r\n"
        let configuration = try MachineConfiguration(text: text)
        #expect(configuration.documents.map(\.label) == ["v1alpha1", "HostnameConfig"])
        #expect(configuration.documents.map(\.line) == [3, 7])
    }
}
