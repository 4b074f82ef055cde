import NetworkTypes
import Testing

@testable import Kernel

/// The VLANs of ports, as far as no kernel is needed.
@Suite struct `VLANs of bridges and ports` {
    private static let pvid: UInt32 = 2
    private static let untagged: UInt32 = 4
    /// The sizes of `struct nlmsghdr`, `struct ifinfomsg` and `struct nlattr`.
    private static let (messageHeader, linkHeader, attributeHeader) = (16, 16, 4)

    private func written(_ change: BridgeVLANChange) -> [UInt8] {
        var writer = MessageWriter()
        #expect(change.write(to: &writer, sequence: 1) == nil)
        return writer.bytes
    }

    /// What a change says, read as the kernel tells it.
    private func read(_ change: BridgeVLANChange) throws -> BridgeVLANs? {
        let bytes = written(change)
        return try BridgeVLANs.read(bytes.span.bytes, Self.messageHeader..<bytes.count)
    }

    @Test func `only what differs is changed: first what comes, then what goes`() {
        let changes = BridgeVLANChange.between(
            [1: Self.pvid | Self.untagged, 10: 0, 11: 0, 12: 0], [10: 0, 11: Self.untagged, 20: Self.pvid], index: 3,
            isOwn: false)
        #expect(changes.map(\.isRemoval) == [false, true])
        #expect(changes.map(\.vlans) == [[11: Self.untagged, 20: Self.pvid], [1: Self.pvid | Self.untagged, 12: 0]])
        #expect(BridgeVLANChange.between([7: 0], [7: 0], index: 3, isOwn: false).isEmpty)
        #expect(BridgeVLANChange.between([:], [:], index: 3, isOwn: true).isEmpty)
    }

    @Test func `neighbours that are alike go as a range, the PVID goes first and alone`() throws {
        var vlans: [UInt32: UInt32] = [5: Self.pvid]
        for number in 1...4094 where number != 5 { vlans[UInt32(number)] = 0 }
        let change = BridgeVLANChange(index: 3, isOwn: false, isRemoval: false, vlans: vlans)
        // The PVID, and two ranges of two each, of 8 bytes; before them the headers.
        let head = Self.messageHeader + Self.linkHeader + Self.attributeHeader
        #expect(written(change).count == head + 5 * 8)
        #expect(written(change)[(head + 4)...].prefix(4) == [2, 0, 5, 0])
        #expect(try read(change)?.flags == vlans)
        #expect(try read(change)?.index == 3)
    }

    @Test func `what hardware says of its own bridge isn't ours to read`() throws {
        let change = BridgeVLANChange(index: 3, isOwn: true, isRemoval: false, vlans: [1: 0])
        #expect(try read(change) == nil)
    }

    @Test func `a range that never ends and numbers that are too large are read without harm`() throws {
        // IFLA_AF_SPEC and IFLA_BRIDGE_VLAN_INFO of struct bridge_vlan_info: flags, then the number.
        let (nest, vlan) = (26, 2)
        var writer = MessageWriter()
        for _ in 0..<Self.linkHeader { writer.append(UInt8(0)) }
        writer.nest(nest) { nest in
            for (flags, number) in [(8, 0xFFFF), (16, 3), (8, 9)] as [(UInt16, UInt16)] {
                nest.put(vlan, value: UInt32(flags) | UInt32(number) << 16)
            }
        }
        let bytes = writer.bytes
        let vlans = try BridgeVLANs.read(bytes.span.bytes, bytes.indices)
        #expect(vlans?.flags == [3: 0])
    }
}

extension InNamespace {
    @Suite struct BridgePorts {
        private func withBridge(_ body: (Pair, UInt32) async throws -> Void) async throws {
            try await Pair.with { pair in
                let bridge = try name("ports0")
                try await pair.netlink.expect([.createLink(LinkAttributes(name: bridge, kind: "bridge", isUp: true))])
                let index = try #require(try await pair.netlink.links().first { $0.name == bridge }).index
                try await body(pair, index)
                try await pair.netlink.expect([.deleteLink(index: index)])
            }
        }

        private static let settings: [LinkMember: LinkValue] = [
            .bridgePortHairpin: .flag(true), .bridgePortIsolated: .flag(true), .bridgePortLearning: .flag(false),
            .bridgePortCost: .number(1234), .bridgePortPriority: .number(9),
        ]

        private func expectSettings(_ link: KernelLink, sourceLocation: SourceLocation = #_sourceLocation) {
            for (member, value) in Self.settings {
                #expect(link[member] == value, "\(member.name)", sourceLocation: sourceLocation)
            }
        }

        @Test func `a link becomes a port and is set as one in one change`() async throws {
            try await withBridge { pair, bridge in
                var attributes = LinkAttributes(masterIndex: bridge, values: Self.settings)
                attributes.masterIndex = bridge
                try await pair.netlink.expect([.setLink(index: pair.index, attributes)])
                expectSettings(try await pair.link())
            }
        }

        @Test func `a link is born as a port that is set`() async throws {
            try await withBridge { pair, bridge in
                let born = try name("born0")
                try await pair.netlink.expect([
                    .createLink(
                        LinkAttributes(name: born, kind: "bridge", values: [.bridgeForwardDelay: .number(400)]))
                ])
                let other = try #require(try await pair.netlink.links().first { $0.name == born })
                #expect(other[.bridgeForwardDelay] == .number(400))
                try await pair.netlink.expect([.deleteLink(index: other.index)])
                let peer = try name("born1")
                try await pair.netlink.expect([
                    .createLink(
                        LinkAttributes(
                            name: born, kind: "veth", masterIndex: bridge, peerName: peer, values: Self.settings))
                ])
                let made = try #require(try await pair.netlink.links().first { $0.name == born })
                expectSettings(made)
                try await pair.netlink.expect([.deleteLink(index: made.index)])
            }
        }

        @Test func `a bridge that is changed without its ports gives them back as they were`() async throws {
            try await withBridge { pair, bridge in
                try await pair.netlink.expect([
                    .setLink(index: pair.index, LinkAttributes(masterIndex: bridge)),
                    .setLink(index: pair.index, LinkAttributes(values: Self.settings)),
                ])
                var change = LinkAttributes(kind: "bridge", values: [.bridgePriority: .number(7)])
                change.pause = .withoutPorts
                try await pair.netlink.expect([.setLink(index: bridge, change)])
                let port = try await pair.link()
                #expect(port.masterIndex == bridge)
                expectSettings(port)
                let changed = try await pair.netlink.links().first { $0.index == bridge }
                #expect(changed?[.bridgePriority] == .number(7))
            }
        }
    }
}
