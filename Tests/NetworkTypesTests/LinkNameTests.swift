import NetworkTypes
import TestSupport
import Testing

@Suite struct `A hardware address` {
    @Test(arguments: [
        ("02:00:00:00:00:01", "02:00:00:00:00:01"), ("AA-BB-CC-DD-EE-FF", "aa:bb:cc:dd:ee:ff"), ("0a", "0a"),
        (
            "00:00:00:00:fe:80:00:00:00:00:00:00:00:00:00:00:00:00:00:01",
            "00:00:00:00:fe:80:00:00:00:00:00:00:00:00:00:00:00:00:00:01"
        ),
    ])
    func `is written in lower case with colons`(_ text: String, _ canonical: String) {
        #expect(HardwareAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", ":", "2:0:0:0:0:1", "020000000001", "02:00:00:00:00:0g", "02:00:00:00:00:", "+2:00", "0２", "-0:00",
    ])
    func `refuses what isn't one`(_ text: String) {
        #expect(HardwareAddress(text) == nil)
    }

    @Test func `has 1 to 32 bytes`() throws {
        var generator = SeededGenerator(seed: 3)
        for count in 0...40 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let address = HardwareAddress(bytes: bytes)
            #expect((address != nil) == (1...32).contains(count))
            if let address { #expect(HardwareAddress(address.description) == address) }
        }
    }

    @Test(arguments: [
        ("02:00:00:00:00:01", true), ("01:00:5e:00:00:01", false), ("ff:ff:ff:ff:ff:ff", false),
        ("00:00:00:00:00:00", false),
    ])
    func `is unicast unless it is a group's or nothing`(_ text: String, _ isUnicast: Bool) {
        #expect(HardwareAddress(text)?.isUnicast == isUnicast)
    }
}

@Suite struct `An interface name` {
    @Test(arguments: ["lo", "eth0", "br-1234567890ab", "a", "eth0.100", "wg_0", "...", "enp0s31f6@x"])
    func `is kept as it is`(_ text: String) {
        #expect(InterfaceName(text)?.description == text)
    }

    @Test(arguments: [
        "", ".", "..", "eth0/1", "eth:0", "eth 0", "eth\t0", "eth\n", "1234567890123456", "ethé", "eth\u{7F}", "\0",
    ])
    func `refuses what the kernel refuses, and what a terminal can't show`(_ text: String) {
        #expect(InterfaceName(text) == nil)
    }
}
