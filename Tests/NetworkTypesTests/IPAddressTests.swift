import NetworkTypes
import TestSupport
import Testing

@Suite struct `An IP address` {
    /// RFC 5952, sections 4 and 5, and the forms of RFC 4291, section 2.2.
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ("2001:0db8::0001", "2001:db8::1"), ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
        ("2001:db8::0:1", "2001:db8::1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:DB8::AbCd", "2001:db8::abcd"), ("::", "::"), ("0:0:0:0:0:0:0:0", "::"), ("::1", "::1"), ("1::", "1::"),
        ("0:0:0:0:0:0:0:1", "::1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("0:0:0:0:0:FFFF:129.144.52.38", "::ffff:129.144.52.38"),
        ("::13.1.68.3", "::d01:4403"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("fe80::1", "fe80::1"),
    ])
    func `has one canonical text`(_ text: String, _ canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", " ", "1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.04", "1.2.3.256", "1.2.3.-4", "1.2.3.+4", "1.2..4",
        "1.2.3.4 ",
        "1.2.3.4/24", "0x7f.0.0.1", "１.2.3.4", "1.2.3.4\u{301}", ":", ":::", "1", "::1::", "1::2::3", "12345::", "g::",
        "::-0", "::+1", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8:", "1:2:3:4::5:6:7:8",
        "fe80::1%eth0", "fe80::1%", "::1.2.3", "::1.2.3.04", "1.2.3.4::", "::1.2.3.4:5", "[::1]", "::１",
        "::ffff:192.0.2.1.1", "00000::1",
    ])
    func `refuses what isn't one, and zones`(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `of random bytes reads back from its text and its bytes`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            // Runs of zeros are what the text form is about.
            let bytes = (0..<(Bool.random(using: &generator) ? 4 : 16)).map { _ in
                Int.random(in: 0..<3, using: &generator) > 0 ? 0 : UInt8.random(in: 0...255, using: &generator)
            }
            let address = try #require(IPAddress(bytes: bytes))
            #expect(address.bytes == bytes)
            #expect(IPAddress(address.description) == address)
            #expect(IPAddress(address.description.uppercased()) == address)
        }
        #expect(IPAddress(bytes: [1, 2, 3]) == nil)
        #expect(IPAddress(bytes: Array(repeating: 0, count: 15)) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", "loopback"), ("127.255.0.1", "loopback"), ("::1", "loopback"), ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"), ("febf::1", "link-local"), ("224.0.0.1", "multicast"), ("239.1.1.1", "multicast"),
        ("ff02::1", "multicast"), ("0.0.0.0", "unspecified"), ("::", "unspecified"), ("192.0.2.1", ""),
        ("2001:db8::1", ""), ("fec0::1", ""), ("240.0.0.1", ""), ("::2", ""), ("::7f00:1", ""),
    ])
    func `knows what it is for`(_ text: String, _ kind: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isLoopback == (kind == "loopback"))
        #expect(address.isLinkLocal == (kind == "link-local"))
        #expect(address.isMulticast == (kind == "multicast"))
        #expect(address.isUnspecified == (kind == "unspecified"))
    }

    @Test func `is ordered by family, then by value`() {
        let texts = ["0.0.0.0", "9.0.0.0", "10.0.0.0", "255.0.0.0", "::", "::1", "1::", "ff00::"]
        let addresses = texts.compactMap(IPAddress.init(_:))
        #expect(addresses.shuffled().sorted() == addresses)
    }
}

@Suite struct `A prefix` {
    @Test(arguments: [
        ("192.0.2.10/24", "192.0.2.0/24", "192.0.2.255"), ("10.1.2.3/8", "10.0.0.0/8", "10.255.255.255"),
        ("10.1.2.3/9", "10.0.0.0/9", "10.127.255.255"), ("192.0.2.1/30", "192.0.2.0/30", "192.0.2.3"),
        ("192.0.2.1/31", "192.0.2.0/31", nil), ("192.0.2.1/32", "192.0.2.1/32", nil),
        ("255.255.255.255/0", "0.0.0.0/0", "255.255.255.255"), ("2001:db8::1/64", "2001:db8::/64", nil),
        ("2001:db8:ffff::1/33", "2001:db8:8000::/33", nil), ("::1/128", "::1/128", nil),
        ("2001:db8::ffff/127", "2001:db8::fffe/127", nil), ("ffff::1/0", "::/0", nil),
        ("2001:db8:1:2:ffff::/65", "2001:db8:1:2:8000::/65", nil),
    ])
    func `has a network and, for IPv4, a broadcast address`(
        _ text: String, _ network: String, _ broadcast: String?
    ) throws {
        let prefix = try #require(IPPrefix(text))
        #expect(prefix.description == text)
        #expect(prefix.masked.description == network)
        #expect(prefix.masked.isMasked)
        #expect(prefix.broadcast?.description == broadcast)
        #expect(prefix.contains(prefix.address))
    }

    @Test(arguments: [
        "", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8 ", "10.0.0.0/0008",
        "::/129", "::1%lo/128", "10.0.0.0/8/8", "/24", "10.0.0.0/٨", "10.0.0.0/99999999999999999999",
    ])
    func `refuses what isn't one`(_ text: String) {
        #expect(IPPrefix(text) == nil)
    }

    @Test func `contains exactly the addresses that share its first bits`() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<5_000 {
            let count = Bool.random(using: &generator) ? 4 : 16
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let length = Int.random(in: 0...count * 8, using: &generator)
            let address = try #require(IPAddress(bytes: bytes))
            let prefix = try #require(IPPrefix(address: address, length: length))
            let bit = Int.random(in: 0..<count * 8, using: &generator)
            var other = bytes
            other[bit / 8] ^= 0x80 >> UInt8(bit % 8)
            #expect(prefix.contains(try #require(IPAddress(bytes: other))) == (bit >= length))
            #expect(IPPrefix(prefix.description) == prefix)
            let masked = prefix.masked.address.bytes
            for bit in 0..<count * 8 {
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                #expect(masked[bit / 8] & mask == (bit < length ? bytes[bit / 8] & mask : 0))
            }
        }
    }

    @Test func `of one address is as long as the address`() throws {
        for text in ["192.0.2.1", "::1"] {
            let address = try #require(IPAddress(text))
            #expect(IPPrefix(host: address).length == address.family.bitWidth)
            #expect(IPPrefix(address: address, length: address.family.bitWidth + 1) == nil)
            #expect(IPPrefix(address: address, length: -1) == nil)
            #expect(IPPrefix.everything(address.family).isEverything)
            #expect(IPPrefix.everything(address.family).contains(address))
        }
    }

    @Test func `is ordered by address, then by length`() {
        let texts = ["10.0.0.0/8", "10.0.0.0/9", "10.1.0.0/8", "::/0", "::/1"]
        let prefixes = texts.compactMap(IPPrefix.init(_:))
        #expect(prefixes.shuffled().sorted() == prefixes)
    }
}
