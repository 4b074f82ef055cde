import NetworkTypes
import Testing

@testable import Resources

@Suite(.serialized) struct `Specs of which much is said` {
    private static let type = ResourceType(LinkSpec.self)

    /// The stored text of a tunnel with so many peers, of which the first is kept alive in so many seconds.
    private static func text(peers: Int, seconds: Int) throws -> String {
        let list = (0..<peers).map { number -> JSON in
            let key = WireGuardKey(words: [UInt64(number) &* 0x9E37_79B9_7F4A_7C15, .max, UInt64(number), 1])
            return [
                "publicKey": .string(key.description),
                "allowedIPs": [.string("10.\(number >> 8).\(number & 255).0/24")],
                "persistentKeepaliveInterval": .string(number == 0 ? "\(seconds)s" : "0"),
                "endpoint": "192.0.2.9:51820",
            ]
        }
        let spec: JSON = ["kind": "wireguard", "wireguard": ["peers": .array(list)]]
        return try type.canonicalSpec(spec, id: "api/large0", at: .root)
    }

    @Test func `say the same to who reads them first, and to those after`() throws {
        for seconds in 1...3 {
            let text = try Self.text(peers: 300, seconds: seconds)
            #expect(text.utf8.count > Limit.largeSpec)
            let first = try #require(LinkSpec.read(text))
            #expect(LargeSpecs.take(text) as LinkSpec? == nil, "it is handed over once")
            #expect(LinkSpec.read(text) == first)
            #expect(first.canonical == text)
            #expect(first.wireguard?.peers.first?.persistentKeepaliveInterval == .seconds(Int32(seconds)))
        }
    }

    @Test func `aren't taken for others`() throws {
        let (old, new) = (try Self.text(peers: 300, seconds: 1), try Self.text(peers: 300, seconds: 2))
        #expect(LinkSpec.read(old)?.wireguard?.peers.first?.persistentKeepaliveInterval == .seconds(1))
        #expect(LargeSpecs.take(new) as EthernetSpec? == nil)
        #expect(LargeSpecs.take(new) as LinkSpec? != nil)
    }

    @Test func `are decoded when they are read where they are small`() throws {
        let text = try Self.text(peers: 1, seconds: 1)
        #expect(LargeSpecs.take(text) as LinkSpec? == nil)
        #expect(LinkSpec.read(text)?.wireguard?.peers.count == 1)
    }
}
