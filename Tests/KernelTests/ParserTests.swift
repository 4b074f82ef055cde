import NetworkTypes
import Testing

@testable import Kernel

/// What a hostile or cut datagram does: an error, or less than was sent, but never a crash or a walk without end.
@Suite struct Parsers {
    /// Payloads of each kind as a kernel sends them, made by our own writers.
    static func payloads() throws -> [[UInt8]] {
        var writers: [MessageWriter] = []
        func write(_ body: (inout MessageWriter) throws -> Void) rethrows {
            var writer = MessageWriter()
            try body(&writer)
            writers.append(writer)
        }
        try write {
            LinkAttributes(
                name: try name("left0"), kind: "bridge", isUp: true, mtu: 1_500,
                hardwareAddress: try hardware("02:00:00:00:00:01"), alias: "an alias", masterIndex: 7,
                values: [.bridgeSpanningTree: .flag(true), .bridgeVLANFiltering: .flag(true)]
            ).write(to: &$0, index: 3)
        }
        try write {
            KernelAddress(
                linkIndex: 3, prefix: try prefix("192.0.2.1/24"), broadcast: try address("192.0.2.255"),
                label: "left0", priority: 5, protocolNumber: 9, validLifetime: 7
            ).write(to: &$0)
        }
        try write {
            let hop = KernelNextHop(gateway: try address("2001:db8::1"), outIndex: 3, weight: 9)
            _ = KernelRoute(
                family: .inet4, destination: try prefix("10.0.0.0/8"), gateway: try address("2001:db8::1"),
                preferredSource: try address("192.0.2.1"), priority: 9, mtu: 1_400, nextHops: [hop, hop]
            ).write(to: &$0)
        }
        try write {
            KernelRule(
                family: .inet6, priority: 9, source: try prefix("2001:db8::/32"), table: .main,
                inputInterface: try name("left0"), mark: 1, mask: 3
            ).write(to: &$0)
        }
        write { writer in
            for _ in 0..<16 { writer.append(UInt8(0)) }
            // IFLA_AF_SPEC with IFLA_BRIDGE_VLAN_INFO: VLAN 1, and 10 to 11.
            writer.nest(26) { nest in
                for information in [0x1_0006, 0xA_0008, 0xB_0010] as [UInt32] { nest.put(2, value: information) }
            }
        }
        return writers.map(\.bytes)
    }

    /// Reads bytes as everything that they might be; what comes of it, errors as `nil`.
    static func readAll(_ bytes: [UInt8]) -> (KernelLink?, KernelAddress?, KernelRoute?, KernelRule?) {
        let span = bytes.span.bytes
        let all = bytes.indices
        var reader = NotificationReader()
        _ = reader.topics(of: span)
        _ = try? BridgeVLANs.read(span, all)
        var messages = MessageCursor(count: bytes.count)
        while let message = try? messages.next(in: span) {
            _ = try? message.refusal(in: span)
            _ = try? message.dumpRefusal(in: span)
        }
        var writer = MessageWriter()
        _ = Restoration.write(address: bytes, to: &writer)
        _ = Restoration.write(route: bytes, to: &writer)
        _ = Restoration.write(rule: bytes, to: &writer)
        return (
            (try? KernelLink.read(span, all)) ?? nil, (try? KernelAddress.read(span, all)) ?? nil,
            (try? KernelRoute.read(span, all)) ?? nil, (try? KernelRule.read(span, all)) ?? nil
        )
    }

    @Test func `whole payloads are read`() throws {
        let payloads = try Self.payloads()
        let bridge = Self.readAll(payloads[0]).0
        #expect(bridge?[.bridgeSpanningTree] == .flag(true) && bridge?[.bridgeVLANFiltering] == .flag(true))
        #expect(Self.readAll(payloads[1]).1?.validLifetime == 7)
        #expect(Self.readAll(payloads[2]).2?.nextHops.map(\.weight) == [9, 9])
        #expect(Self.readAll(payloads[3]).3?.mask == 3)
        let bytes = payloads[4]
        let vlans = try BridgeVLANs.read(bytes.span.bytes, bytes.indices)
        #expect(vlans?.flags == [1: 6, 10: 0, 11: 0])
    }

    @Test func `every prefix of a payload is survived`() throws {
        for payload in try Self.payloads() {
            for count in 0...payload.count { _ = Self.readAll(Array(payload.prefix(count))) }
        }
    }

    @Test func `random changes are survived`() throws {
        var generator = SplitMix(state: 42)
        let payloads = try Self.payloads()
        for round in 0..<10_000 {
            var bytes = payloads[round % payloads.count]
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if round % 3 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
            _ = Self.readAll(bytes)
        }
    }

    @Test func `random bytes are survived`() {
        var generator = SplitMix(state: 7)
        for _ in 0..<10_000 {
            let count = Int.random(in: 0...200, using: &generator)
            _ = Self.readAll((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }
}

/// A generator of the same numbers each time (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
