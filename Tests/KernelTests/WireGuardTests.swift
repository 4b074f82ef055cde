import Foundation
import NetworkTypes
import Testing

@testable import Kernel

@Suite struct `A WireGuard secret` {
    @Test func `is never printed`() throws {
        let key = try #require(WireGuardKey("IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY="))
        var change = WireGuardChange()
        change.privateKey = WireGuardSecretKey(key)
        var peer = WireGuardPeerChange(.zero, .comes)
        peer.presharedKey = WireGuardSecretKey(key)
        change.peers = [peer]
        let name = try KernelTests.name("wg0")
        var text = ""
        dump(KernelChange.setWireGuard(name, change), to: &text)
        for words in ["\(change)", String(reflecting: KernelChange.setWireGuard(name, change)), text] {
            #expect(!words.contains("IG9MqCII7z54"))
            #expect(words.contains("REDACTED"))
        }
    }

    @Test func `that is drawn is a private key as RFC 7748 has it`() {
        let keys = (0..<32).map { _ in WireGuardSecretKey.random() }
        #expect(Set(keys).count == keys.count)
        for key in keys { #expect(key == key.clamped && key.bytes[0] & 7 == 0 && key.bytes[31] >> 6 == 1) }
    }
}

@Suite struct `Messages about WireGuard` {
    private static func message(_ request: GenericRequest) -> Int {
        var writer = MessageWriter()
        request.body(&writer)
        return writer.bytes.count
    }

    @Test func `are as large as an attribute may be, and no larger`() throws {
        var change = WireGuardChange()
        change.privateKey = .random()
        for number in 0..<2_000 {
            var peer = WireGuardPeerChange(try WireGuards.key(number), .comes)
            (peer.presharedKey, peer.keepalive) = (.random(), 25)
            peer.endpoint = Endpoint("[2001:db8::1]:51820")
            peer.allowedIPs = [try WireGuards.network(number)]
            change.peers.append(peer)
        }
        change.peers[7].allowedIPs = try (10_000..<15_000).map(WireGuards.network)
        let requests = change.requests(for: try name("wg0"))
        #expect(requests.count > 10)
        for request in requests { #expect(Self.message(request) < 48 << 10) }
    }

    @Test func `without peers are one`() throws {
        var change = WireGuardChange()
        change.listenPort = 5
        #expect(change.requests(for: try name("wg0")).count == 1)
    }

    @Test func `that don't end where they should are refused`() throws {
        var writer = MessageWriter()
        writer.nest(8) { $0.nest(0) { $0.put(1, [UInt8](repeating: 1, count: 31)) } }
        #expect(throws: KernelError.self) {
            let bytes = writer.bytes
            _ = try KernelWireGuard.read(bytes.span.bytes, 0..<bytes.count)
        }
    }
}

enum WireGuards {
    /// Whether this kernel can make such a link, which is to be in a namespace of the tests' own.
    static var areThere: Bool {
        get async throws {
            guard ProcessInfo.processInfo.environment["NETSTRATA_TEST_NAMESPACE"] == "1" else { return false }
            let netlink = try RouteNetlink()
            let name = try KernelTests.name("wgprobe0")
            let made = try await netlink.apply([.createLink(LinkAttributes(name: name, kind: "wireguard"))])
            let link = try await netlink.links().first { $0.name == name }
            if let link { try await netlink.expect([.deleteLink(index: link.index)]) }
            return made == [nil]
        }
    }

    static func key(_ number: Int) throws -> WireGuardKey {
        try #require(WireGuardKey(bytes: (0..<32).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> ($0 * 8)) : 7 }))
    }

    static func network(_ number: Int) throws -> IPPrefix {
        try #require(IPPrefix("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)/32"))
    }
}

extension InNamespace {
    @Suite(.enabled("this kernel has no WireGuard") { try await WireGuards.areThere })
    struct WireGuardLinks {
        private static func with(_ body: (RouteNetlink, InterfaceName, UInt32) async throws -> Void) async throws {
            let netlink = try RouteNetlink()
            let name = try KernelTests.name("wgtest0")
            try await netlink.expect([.createLink(LinkAttributes(name: name, kind: "wireguard", isUp: true))])
            let link = try #require(try await netlink.links().first { $0.name == name })
            try await body(netlink, name, link.index)
            try await netlink.expect([.deleteLink(index: link.index)])
        }

        @Test func `many peers with many networks come in order, change and go`() async throws {
            try await Self.with { netlink, name, index in
                var change = WireGuardChange()
                (change.privateKey, change.listenPort, change.firewallMark) = (.random(), 51_820, 42)
                for number in 0..<1_500 {
                    var peer = WireGuardPeerChange(try WireGuards.key(number), .comes)
                    (peer.presharedKey, peer.keepalive) = (.random(), 25)
                    peer.endpoint = Endpoint(number % 2 == 0 ? "192.0.2.1:51820" : "[2001:db8::1]:51820")
                    peer.allowedIPs = [try WireGuards.network(number)]
                    change.peers.append(peer)
                }
                change.peers[7].allowedIPs = try (10_000..<13_000).map(WireGuards.network)
                try await netlink.expect([.setWireGuard(name, change)])
                var tunnel = try #require(try await netlink.wireGuard(ofLink: index))
                #expect((tunnel.privateKey, tunnel.listenPort, tunnel.firewallMark) == (change.privateKey, 51_820, 42))
                #expect(tunnel.publicKey != nil)
                #expect(tunnel.peers.map(\.publicKey) == change.peers.map(\.publicKey))
                #expect(tunnel.peers.map(\.presharedKey) == change.peers.map { $0.presharedKey ?? nil })
                #expect(tunnel.peers.map(\.endpoint) == change.peers.map(\.endpoint))
                #expect(tunnel.peers.map(\.keepalive) == change.peers.map(\.keepalive))
                #expect(tunnel.peers.map { Set($0.allowedIPs) } == change.peers.map { Set($0.allowedIPs) })
                #expect(tunnel.peers.allSatisfy { $0.traffic == WireGuardTraffic() || $0.traffic.lastHandshake == nil })

                var less = WireGuardChange()
                less.peers = [WireGuardPeerChange(try WireGuards.key(3), .goes)]
                var other = WireGuardPeerChange(try WireGuards.key(4), .changes)
                (other.presharedKey, other.replacesAllowedIPs) = (.some(nil), true)
                other.allowedIPs = [try #require(IPPrefix("2001:db8::/64"))]
                less.peers += [other, WireGuardPeerChange(try WireGuards.key(9_999), .changes)]
                try await netlink.expect([.setWireGuard(name, less)])
                tunnel = try #require(try await netlink.wireGuard(ofLink: index))
                #expect(tunnel.peers.count == 1_499)
                #expect(tunnel.peers[3].publicKey == other.publicKey)
                #expect((tunnel.peers[3].presharedKey, tunnel.peers[3].allowedIPs) == (nil, other.allowedIPs))
                #expect(tunnel.peers[3].endpoint == change.peers[4].endpoint)
            }
        }

        @Test func `a change of no link is refused, and so is one of another kind`() async throws {
            try await Self.with { netlink, _, _ in
                var change = WireGuardChange()
                change.listenPort = 5
                let missing = try await netlink.refusal(of: .setWireGuard(try name("wgnone"), change))
                #expect(missing.name == "ENODEV")
                #expect(try await netlink.refusal(of: .setWireGuard(try name("lo"), change)).name == "EOPNOTSUPP")
                #expect(try await netlink.wireGuard(ofLink: 1) == nil)
            }
        }

        @Test func `a fingerprint knows peers, and not where they are`() async throws {
            try await Self.with { netlink, name, _ in
                var change = WireGuardChange()
                change.peers = [WireGuardPeerChange(try WireGuards.key(1), .comes)]
                let before = try await netlink.fingerprint()
                try await netlink.expect([.setWireGuard(name, change)])
                let after = try await netlink.fingerprint()
                #expect(before != after)
                change.peers[0].endpoint = Endpoint("192.0.2.1:5")
                try await netlink.expect([.setWireGuard(name, change)])
                #expect(try await netlink.fingerprint() == after)
            }
        }
    }
}
