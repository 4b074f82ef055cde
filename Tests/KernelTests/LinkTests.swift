import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct Links {
        @Test func `a veth pair knows its peer`() async throws {
            try await Pair.with { pair in
                let link = try await pair.link()
                #expect(link.kind == "veth")
                #expect(link.lowerIndex == pair.peerIndex)
                #expect(link.lowerNamespaceID == nil)
                #expect(link.flags.contains(.up))
                #expect(link.type == .ether)
                #expect(link.mtu == 1_500)
                #expect(link.hardwareAddress?.bytes.count == 6)
                #expect(link.queueDiscipline.isEmpty == false)
                #expect(link.driver?.name == "veth")
                #expect(link.driver?.busPath == "")
            }
        }

        @Test func `of a kind that the kernel lacks are refused with the kind's name`() async throws {
            let netlink = try RouteNetlink()
            let strange = LinkAttributes(name: try name("strange0"), kind: "teleport")
            let refusal = try await netlink.refusal(of: .createLink(strange))
            #expect(refusal.name == "EOPNOTSUPP")
            #expect(
                refusal.message.hasPrefix("Unknown device type") && refusal.message.contains("kind teleport"),
                "\(refusal)")
        }

        @Test func `everything that can be set reads back as ip shows it`() async throws {
            try await Pair.with { pair in
                let wanted = LinkAttributes(
                    multicast: false, mtu: 1_400, hardwareAddress: try hardware("02:00:00:00:00:07"),
                    alias: "up to the rack")
                try await pair.netlink.expect([.setLink(index: pair.index, wanted)])
                let link = try await pair.link()
                #expect(link.mtu == 1_400)
                #expect(link.hardwareAddress == wanted.hardwareAddress)
                #expect(link.alias == "up to the rack")
                #expect(!link.flags.contains(.multicast))
                let shown = try await ip.json("link show dev left0")
                #expect(shown.first?.contains(#""ifalias":"up to the rack""#) == true)
                #expect(shown.first?.contains(#""mtu":1400"#) == true)
                try await pair.netlink.expect([
                    .setLink(index: pair.index, LinkAttributes(isUp: false, multicast: true, alias: ""))
                ])
                let after = try await pair.link()
                #expect(after.alias.isEmpty)
                #expect(after.flags.contains(.multicast))
                #expect(!after.flags.contains(.up))
                try await pair.netlink.expect([.setLink(index: pair.index, LinkAttributes(name: try name("other0")))])
                #expect(try await pair.link().name.description == "other0")
            }
        }

        @Test func `alternative names are read`() async throws {
            try await Pair.with { pair in
                try await ip("link property add dev left0 altname uplink-to-the-north altname second")
                #expect(try await pair.link().alternativeNames.sorted() == ["second", "uplink-to-the-north"])
            }
        }

        @Test func `a bridge takes a port and lets it go`() async throws {
            try await Pair.with { pair in
                let bridge = LinkAttributes(
                    name: try name("br0"), kind: "bridge", isUp: true, values: [.bridgeSpanningTree: .flag(true)])
                try await pair.netlink.expect([.createLink(bridge)])
                let made = try #require(try await pair.netlink.links().first { $0.kind == "bridge" })
                #expect(made[.bridgeSpanningTree] == .flag(true))
                try await pair.netlink.expect([
                    .setLink(index: pair.index, LinkAttributes(masterIndex: made.index)),
                    .setLink(
                        index: made.index, LinkAttributes(kind: "bridge", values: [.bridgeSpanningTree: .flag(false)])),
                ])
                let port = try await pair.link()
                #expect(port.masterIndex == made.index)
                #expect(port.slaveKind == "bridge")
                let after = try await pair.netlink.links().first { $0.kind == "bridge" }
                #expect(after?[.bridgeSpanningTree] == .flag(false))
                try await pair.netlink.expect([.setLink(index: pair.index, LinkAttributes(masterIndex: 0))])
                #expect(try await pair.link().masterIndex == nil)
                try await pair.netlink.expect([.deleteLink(index: made.index)])
                #expect(try await pair.netlink.links().contains { $0.kind == "bridge" } == false)
            }
        }

        @Test func `refusals carry the number and the kernel's words`() async throws {
            try await Pair.with { pair in
                let taken = try await pair.netlink.refusal(
                    of: .createLink(LinkAttributes(name: pair.name, kind: "bridge")))
                #expect(taken.name == "EEXIST")
                let tooSmall = try await pair.netlink.refusal(of: .setLink(index: pair.index, LinkAttributes(mtu: 12)))
                #expect(tooSmall.name == "EINVAL")
                #expect(tooSmall.message == "mtu less than device minimum")
                #expect(tooSmall.description == "EINVAL: mtu less than device minimum")
                #expect(try await pair.netlink.refusal(of: .deleteLink(index: 4_000)).name == "ENODEV")
                #expect(try await pair.netlink.refusal(of: .deleteLink(index: 0)).name == "ENODEV")
            }
        }
    }
}
