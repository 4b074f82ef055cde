import HostConfiguration
import NetworkTypes
import Resources
import TestSupport
import Testing

@Suite struct `Names that are made` {
    @Test func `of VLANs fit the kernel, differ, and say the VLAN`() throws {
        var generator = SeededGenerator(seed: 31)
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        var bases: [InterfaceName: InterfaceName] = [:]
        for _ in 0..<2000 {
            let length = Int.random(in: 1...15, using: &generator)
            let text = String((0..<length).compactMap { _ in letters.randomElement(using: &generator) })
            let base = try #require(InterfaceName(text))
            let vlan = UInt32.random(in: 0...4095, using: &generator)
            let name = try #require(InterfaceName(vlan: vlan, on: base))
            #expect(name.description.hasSuffix(".\(vlan)"))
            if text.utf8.count + String(vlan).utf8.count < 15 { #expect(name.description == "\(text).\(vlan)") }
            let trunk = try #require(InterfaceName(vlan: 1, on: base))
            #expect(bases.updateValue(base, forKey: trunk) ?? base == base, "two bases have one name")
        }
        #expect(InterfaceName(vlan: 4096, on: "eth0") == nil)
    }

    /// The lengths at which the padding of SHA-256 needs another block; the digests are those of Python's hashlib.
    @Test(arguments: [
        (0, "talos-gng-7kh"), (55, "talos-f6v-0r6"), (56, "talos-q6b-clb"), (63, "talos-wkd-l4v"),
        (64, "talos-w2y-9db"), (65, "talos-idk-dmt"), (119, "talos-buz-cjx"), (120, "talos-v0h-ns3"),
    ])
    func `of hosts follow from the identity`(_ count: Int, _ name: String) {
        #expect(AutomaticHostname.stable(identity: String(repeating: "a", count: count)) == name)
    }

    @Test(arguments: [("192.0.2.1", "talos-192-0-2-1"), ("2001:db8::1", "talos-2001db81")])
    func `of hosts follow from the address`(_ address: String, _ name: String) throws {
        #expect(AutomaticHostname.address(try #require(IPAddress(address))) == name)
    }
}

@Suite struct `Names that links have` {
    private func status(_ members: (inout LinkStatus) -> Void) -> LinkStatus {
        var status = LinkStatus()
        members(&status)
        return status
    }

    @Test func `are the kernel's, alternative ones, aliases, and what udev makes of an address`() throws {
        let address = try #require(HardwareAddress("00:11:22:AA:bb:cc"))
        let names = LinkNames([
            "lo": status { $0.type = .loopback },
            "eth0": status { $0.altNames = ["enp0s2", "eth1"] },
            "eth1": status { ($0.alias, $0.hardwareAddr) = ("uplink", address) },
            "eth1.5": status { ($0.kind, $0.hardwareAddr) = ("vlan", address) },
        ])
        #expect(names.resolve("eth0") == "eth0")
        #expect(names.resolve("enp0s2") == "eth0")
        #expect(names.resolve("eth1") == "eth1", "a name of its own comes before another's alternative name")
        #expect(names.resolve("uplink") == "eth1")
        #expect(names.resolve("enx001122aabbcc") == "eth1")
        #expect(names.resolve("eth7") == "eth7")
        #expect(names.first == "eth0")
        #expect(LinkNames(["lo": status { $0.type = .loopback }]).first == nil)
    }
}
