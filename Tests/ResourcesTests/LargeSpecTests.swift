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

    @Test func `say the same to who gets them handed over, and to who decodes them`() throws {
        for seconds in 1...3 {
            let text = try Self.text(peers: 300, seconds: seconds)
            #expect(text.utf8.count > Limit.largeSpec)
            let first = try #require(LinkSpec.read(text))
            LargeSpecs.forget(LinkSpec.typeName)
            #expect(LargeSpecs.find(text) as LinkSpec? == nil)
            #expect(LinkSpec.read(text) == first)
            #expect(first.canonical == text)
            #expect(first.wireguard?.peers.first?.persistentKeepaliveInterval == .seconds(Int32(seconds)))
        }
    }

    @Test func `aren't taken for others`() throws {
        let (old, new) = (try Self.text(peers: 300, seconds: 1), try Self.text(peers: 300, seconds: 2))
        #expect(LinkSpec.read(old)?.wireguard?.peers.first?.persistentKeepaliveInterval == .seconds(1))
        #expect(LargeSpecs.find(new) as EthernetSpec? == nil)
        #expect(LargeSpecs.find(new) as LinkSpec? != nil)
    }

    @Test func `are decoded when they are read where they are small`() throws {
        let text = try Self.text(peers: 1, seconds: 1)
        #expect(LargeSpecs.find(text) as LinkSpec? == nil)
        #expect(LinkSpec.read(text)?.wireguard?.peers.count == 1)
    }

    /// What the long way gives: the whole spec decoded, patched, checked and written.
    private static func patched(_ text: String, _ patch: JSONPatch) throws -> String {
        let document = try patch.applied(to: ["spec": JSON(parsing: text)])
        return try type.canonicalSpec(document["spec"] ?? .null, id: "api/large0", at: .root)
    }

    private static func patch(_ operation: String, _ path: String, _ value: JSON? = nil) throws -> JSONPatch {
        var members: JSON = ["op": .string(operation), "path": .string("/spec/wireguard/peers/" + path)]
        members["value"] = value
        return try JSONPatch([members])
    }

    @Test(arguments: [0, 1, 150, 299]) func `change in one item as they do as a whole`(place: Int) throws {
        let text = try Self.text(peers: 300, seconds: 1)
        let patches = [
            try Self.patch("add", "\(place)/persistentKeepaliveInterval", "17s"),
            try Self.patch("replace", "\(place)/endpoint", "[2001:db8::1]:51820"),
            try Self.patch("remove", "\(place)/endpoint"),
            try Self.patch("add", "\(place)/allowedIPs/-", "192.0.2.0/24"),
            try Self.patch("replace", "\(place)/allowedIPs/0", "192.0.2.0/24"),
            try Self.patch("remove", "\(place)/allowedIPs/0"),
        ]
        for patch in patches {
            let expected = try Self.patched(text, patch)
            // Tests beside this one may have their own last spec of the type.
            let attempts = (0..<20).lazy.compactMap { _ -> String? in
                guard (try? Self.text(peers: 300, seconds: 1)) == text else { return nil }
                return Self.type.changingItem(of: text, id: "api/large0", by: patch)
            }
            let changed = try #require(attempts.first)
            #expect(changed == expected)
            #expect(LargeSpecs.find(changed) == LinkSpec.read(expected))
            LargeSpecs.forget(LinkSpec.typeName)
            #expect(LinkSpec.read(changed)?.canonical == changed)
        }
    }

    @Test func `are asked for as a whole where a change of one item isn't enough or is at fault`() throws {
        let text = try Self.text(peers: 300, seconds: 1)
        let taken = WireGuardKey(words: [0, .max, 0, 1]).description
        let patches = [
            try Self.patch("add", "3/persistentKeepaliveInterval", "1.5s"),
            try Self.patch("add", "3/persistentKeepaliveInterval", 7),
            try Self.patch("add", "3/colour", "red"),
            try Self.patch("remove", "3/publicKey"),
            try Self.patch("replace", "3/publicKey", .string(taken)),
            try Self.patch("replace", "3/allowedIPs/0", "10.0.0.0/24"),
            try Self.patch("add", "300/endpoint", "192.0.2.1:1"),
            try Self.patch("add", "03/endpoint", "192.0.2.1:1"),
            try Self.patch("remove", "3/presharedKey"),
            try Self.patch("replace", "3", ["publicKey": .string(taken)]),
            try Self.patch("test", "3/endpoint", "192.0.2.9:51820"),
            try JSONPatch([["op": "replace", "path": "/spec/up", "value": true]]),
            try JSONPatch([["op": "add", "path": "/metadata/labels/3/x", "value": "1"]]),
            try JSONPatch([["op": "add", "path": "", "value": [:]]]),
            try JSONPatch([]),
        ]
        for patch in patches { #expect(Self.type.changingItem(of: text, id: "api/large0", by: patch) == nil) }
        LargeSpecs.forget(LinkSpec.typeName)
        let sound = try Self.patch("add", "3/persistentKeepaliveInterval", "2s")
        #expect(Self.type.changingItem(of: text, id: "api/large0", by: sound) == nil, "it isn't decoded")
    }
}
