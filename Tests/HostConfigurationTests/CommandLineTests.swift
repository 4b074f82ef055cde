import HostConfiguration
import NetworkTypes
import Resources
import TestSupport
import Testing

@Suite struct `The kernel's command line` {
    private static let names = LinkNames(["eth0": LinkStatus(), "eth1": LinkStatus()])

    private func read(_ text: String) -> KernelCommandLine { KernelCommandLine(text, names: Self.names) }

    @Test func `has faults that name their parameter, and the others count`() {
        let line = read(
            """
            BOOT_IMAGE=/vmlinuz ip=192.0.2.300 quiet ip=192.0.2.1:::255.0.255.0 bond=bond0:eth0:mode=fast \
            vlan=eth0.5000:eth0 talos.hostname=-x ip=192.0.2.7:::24::eth1 talos.network.interface.ignore=a/b
            """)
        #expect(
            line.faults.map(\.parameter) == [
                "bond=bond0:eth0:mode=fast", "vlan=eth0.5000:eth0", "ip=192.0.2.300", "ip=192.0.2.1:::255.0.255.0",
                "talos.hostname=-x", "talos.network.interface.ignore=a/b",
            ])
        #expect(line.interfaces.map(\.link) == ["eth1"])
        #expect(line.links.map(\.id) == ["eth1"], "a faulty bond leaves no ports behind")
        #expect(line.hostname == nil)
    }

    @Test(arguments: [
        "ip=192.0.2.1:::33", "ip=192.0.2.1:::+24", "ip=192.0.2.1:::[ffff::]", "ip=[2001:db8::1]:::255.255.255.0",
        "ip=[2001:db8::1",
        "ip=192.0.2.1::[fe80::1]", "ip=192.0.2.1:x", "ip=:::::a/b", "ip=::::a..b", "ip=eth0:dhcp6", "ip=dhcp6",
        "ip=192.0.2.1:::::::::::::1", "ip=224.0.0.1", "ip=0.0.0.0:::24", "ip=192.0.2.1:::::::resolver",
        "vlan=eth0.5", "vlan=eth0.5:eth0:eth1", "vlan=five:eth0", "vlan=vlan:eth0", "vlan=eth0.-5:eth0",
        "vlan=eth0.:eth0",
        "bond=:eth0", "bond=b/d", "bond=bond0:eth0,eth0", "bond=bond0:bond0", "bond=bond0:eth0:mode", "bond=b:e::67",
        "bond=bond0:eth0:miimon=-1", "bond=bond0:eth0:mode=7", "bond=bond0:eth0:use_carrier=2", "bond=b:e:::x",
        "bond=bond0:eth0:arp_ip_target=::1", "bond=bond0 bond=bond0", "vlan=eth0.5:eth0 vlan=vlan5:eth0",
    ])
    func `says what is wrong`(_ text: String) throws {
        let line = read(text)
        try #require(line.faults.count == 1)
        #expect(text.hasSuffix(line.faults[0].parameter))
        #expect(!line.faults[0].detail.isEmpty)
    }

    @Test(arguments: [
        ("ip=off", []), ("ip=none", []), ("ip=", []), ("ip=:::::::192.0.2.53", []), ("ip=::::master", []),
        ("ip=dhcp", ["eth0 dhcp"]), ("ip=on", ["eth0 dhcp"]), ("ip=eth1:any", ["eth1 dhcp"]), ("ip=eth1:off", ["eth1"]),
        ("ip=[2001:db8::1]:::64::eth1:none", ["eth1 2001:db8::1/64"]), ("ip=192.0.2.1:::0", ["eth0 192.0.2.1/0"]),
        ("ip=192.0.2.1:::0.0.0.0", ["eth0 192.0.2.1/0"]), ("\"ip=192.0.2.1:::24\"", ["eth0 192.0.2.1/24"]),
        ("init=/bin/sh -- ip=192.0.2.1", []), ("ip=192.0.2.1:::24\n", ["eth0 192.0.2.1/24"]),
    ])
    func `asks for addresses`(_ text: String, _ interfaces: [String]) {
        let line = read(text)
        #expect(line.faults == [])
        let found = line.interfaces.map { interface in
            ([interface.link.description]
                + [interface.address?.description, interface.usesDHCP ? "dhcp" : nil]
                .compactMap { $0 }).joined(separator: " ")
        }
        #expect(found == interfaces)
    }

    @Test(arguments: [
        ("hostname=a", "a"), ("talos.hostname=b hostname=a", "b"), ("netstrata.hostname=c talos.hostname=b", "c"),
        ("hostname=a ip=::::z:eth0", "a"), ("ip=::::z.example.com:eth0", "z.example.com"), ("hostname=", ""),
    ])
    func `has one name for the host, the most special`(_ text: String, _ name: String) {
        #expect((read(text).hostname?.description ?? "") == name)
    }

    @Test func `takes a bond's options by name, by number, and in lists`() throws {
        let line = read(
            "bond=bond9:eth0,eth1:mode=1,primary=eth1,arp_interval=100,arp_ip_target=192.0.2.1;192.0.2.2,"
                + "arp_validate=3,use_carrier=0,num_grat_arp=5,ns_ip6_target=[2001:db8::1];[2001:db8::2]:9000")
        #expect(line.faults == [])
        let bond = try #require(line.links.first?.bondMaster)
        #expect(line.links.first?.mtu == 9000)
        #expect((bond.mode, bond.arpValidate, bond.primary) == (.activeBackup, .all, "eth1"))
        #expect((bond.arpInterval, bond.numPeerNotif, bond.useCarrier) == (100, 5, false))
        #expect(bond.arpIpTargets.map(\.description) == ["192.0.2.1", "192.0.2.2"])
        #expect(bond.nsIp6Targets.map(\.description) == ["2001:db8::1", "2001:db8::2"])
    }

    @Test func `may call a VLAN in ip= as vlan= calls it`() {
        let line = read("vlan=vlan0005:eth1 ip=192.0.2.1:::24::vlan0005")
        #expect(line.faults == [])
        #expect(line.interfaces.map(\.link) == ["eth1.5"])
        #expect(line.links.map(\.id) == ["eth1.5"])
    }

    @Test func `without a link needs one that the host has`() {
        let line = KernelCommandLine("ip=192.0.2.1:::24", names: LinkNames([:]))
        #expect(line.interfaces == [])
        #expect(line.faults.map(\.parameter) == ["ip=192.0.2.1:::24"])
    }

    @Test func `is read up to a limit`() {
        let text = "hostname=a " + String(repeating: "x", count: KernelCommandLine.maximumLength)
        #expect(read(text).hostname == nil)
        #expect(read(text).faults.count == 1)
        #expect((read(text).faults.first?.parameter.utf8.count ?? 0) < 200)
    }

    @Test func `survives 20,000 random texts, and makes only specs that can be stored`() async throws {
        var generator = SeededGenerator(seed: 32)
        let words = [
            "ip=", "bond=", "vlan=", "talos.hostname=", "hostname=", "talos.network.interface.ignore=", ":", "::", "[",
            "]", " ", "\"", "eth0", "eth1.5", "vlan5", "bond0", "192.0.2.1", "2001:db8::1", "[2001:db8::1]", "24",
            "255.255.255.0", "dhcp", "off", "mode=802.3ad", "miimon=100", ",", ";", "=", "--", "-", ".", "é", "\u{0}",
            "e\u{301}", "4294967296", "arp_ip_target=192.0.2.1", "\n", "primary=eth0", "host",
        ]
        var used = 0
        for round in 0..<20_000 {
            // Others want their turn: there are as few threads as cores.
            if round % 16 == 0 { await Task.yield() }
            let count = Int.random(in: 0..<24, using: &generator)
            let start = ["", "ip=:::::", "bond=", "vlan=eth0.5:", "vlan=vlan"].randomElement(using: &generator) ?? ""
            let text = start + (0..<count).compactMap { _ in words.randomElement(using: &generator) }.joined()
            let line = read(text)
            for fault in line.faults { #expect(!fault.description.unicodeScalars.contains { $0.value < 32 }) }
            for link in line.links {
                used += 1
                var faults: [Fault] = []
                #expect(LinkSpec.decode(link.json, at: .root, &faults) == link, "\(text): \(faults)")
            }
        }
        #expect(used > 500)
    }
}
