import HostConfiguration
import NetworkTypes
import Resources
import TestSupport
import Testing

@Suite struct `A platform's configuration` {
    private static let text = """
        addresses:
          - address: 192.0.2.10/24
            linkName: eth0
            family: inet4
            scope: global
            flags: permanent
            layer: platform
        links:
          - name: eth0
            logical: false
            up: true
            mtu: 0
            kind: ""
            type: netrom
          - name: eth0
            up: true
            mtu: 9000
          - name: eth0.5
            logical: true
            kind: vlan
            parentName: eth0
            vlan: {vlanID: 5, vlanProtocol: 802.1q}
        routes:
          - family: inet4
            dst: ""
            src: ""
            gateway: 192.0.2.1
            outLinkName: eth0
            priority: 1024
            flags: ""
        hostnames:
          - {hostname: node.example.com, domainname: ""}
        resolvers: []
        timeServers:
          - timeServers: [192.0.2.123]
        operators:
          - operator: dhcp4
            linkName: eth1
            requireUp: true
            dhcp4: {routeMetric: 1024}
        externalIPs: [203.0.113.9]
        metadata: {platform: example, spot: true}

        """

    @Test func `is read into the layer platform`() throws {
        let read = try PlatformConfiguration(text: Self.text)
        #expect(read.addresses.map { LayeredID($0.layer, $0.id).description } == ["platform/eth0/192.0.2.10/24"])
        #expect(read.links.map(\.id) == ["eth0", "eth0.5"])
        #expect((read.links[0].mtu, read.links[0].up, read.links[0].logical) == (9000, true, nil))
        #expect(read.routes.map(\.id) == ["inet4/192.0.2.1//1024"])
        #expect(read.hostnames.map(\.domainname?.description) == ["example.com"])
        #expect(read.resolvers == [] && read.probes == [])
        #expect(read.timeServers.first?.timeServers.map(\.description) == ["192.0.2.123"])
        #expect(read.externalAddresses.map(\.id) == ["external/203.0.113.9/32"])
        let ids = read.unsupported.map(\.id)
        #expect(Set(ids) == ["OperatorSpec/dhcp4/eth1"])
        #expect(read.unsupported.contains { $0.reason.contains("DHCP") })
    }

    @Test func `in JSON is the same`() throws {
        let read = try PlatformConfiguration(text: #"{"externalIPs": ["2001:db8::1"], "links": null}"#)
        #expect(read.externalAddresses.map(\.id) == ["external/2001:db8::1/128"])
    }

    @Test func `has faults with line and path, all at once`() throws {
        let text = Self.text.replacing("192.0.2.10/24", with: "192.0.2.300/24").replacing("mtu: 9000", with: "mtu: big")
            .replacing("layer: platform", with: "layer: api").replacing("vlanID: 5", with: "vlanID: 5000")
            .replacing("[203.0.113.9]", with: "[there]").replacing("metadata", with: "metdata")
        let error = try #require(throws: ConfigurationFaults.self) { try PlatformConfiguration(text: text) }
        let places = error.all.map { "\($0.line ?? 0) \($0.pointer)" }
        #expect(
            places == [
                "2 /addresses/0/address", "7 /addresses/0/layer", "17 /links/1/mtu", "22 /links/2/vlan/vlanID",
                "41 /externalIPs/0", "42 /metdata",
            ])
        #expect(error.description.hasPrefix("platform configuration, line 2, at /addresses/0/address: "))
    }

    @Test(arguments: ["", "# nothing", "- a", "text", "a: b: c", "addresses: 3", "links: [1]", "a: 1\n---\nb: 2"])
    func `that is none is refused`(_ text: String) {
        #expect(throws: ConfigurationFaults.self) { try PlatformConfiguration(text: text) }
    }

    @Test func `can't hold secrets yet`() throws {
        let key = "IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY="
        let text = "links:\n  - {name: wg0, kind: wireguard, wireguard: {privateKey: '\(key)'}}\n"
        let error = try #require(throws: ConfigurationFaults.self) { try PlatformConfiguration(text: text) }
        #expect(error.all.map(\.line) == [1])
        #expect(!error.description.contains(key))
        #expect(try PlatformConfiguration(text: text.replacing("privateKey", with: "publicKey")).links.count == 1)
    }

    @Test func `survives 5,000 random changes`() async {
        var generator = SeededGenerator(seed: 33)
        let bytes = Array(Self.text.utf8)
        let letters = Array(" \n-:{}[]\"'#&*|>0a/.".utf8) + [0xC3, 0]
        var refused = 0
        for round in 0..<5000 {
            // Others want their turn: there are as few threads as cores.
            if round % 16 == 0 { await Task.yield() }
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<changed.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: changed.remove(at: index)
                case 1: changed.insert(letters.randomElement(using: &generator) ?? 0, at: index)
                default: changed[index] = letters.randomElement(using: &generator) ?? 0
                }
            }
            do throws(ConfigurationFaults) {
                _ = try PlatformConfiguration(text: String(decoding: changed, as: UTF8.self))
            } catch {
                refused += 1
                #expect(!error.all.isEmpty)
            }
        }
        #expect((1...4999).contains(refused))
    }
}
