import NetworkTypes
import Testing

@testable import Kernel

extension InNamespace {
    @Suite(.timeLimit(.minutes(1))) struct EthernetDevices {
        private func device(_ pair: Pair) async throws -> KernelEthernet {
            let links = try await pair.netlink.links()
            let link = try #require(links.first { $0.index == pair.index })
            return try #require(try await pair.netlink.ethernet(of: [link], among: links.count)[pair.index])
        }

        private func change(_ index: UInt32, _ name: InterfaceName, _ attributes: EthernetAttributes) -> KernelChange {
            let message = (attributes.numbers.keys.map(\.message) + attributes.words.keys.map(\.message)).first
            return .setEthernet(index: index, name: name, .message(message ?? .features, attributes))
        }

        @Test func `a device tells alone what it tells among all`() async throws {
            try await Pair.with { pair in
                let links = try await pair.netlink.links()
                let together = try await pair.netlink.ethernet(of: links, among: links.count)
                let alone = try await pair.netlink.ethernet(of: links, among: .max)
                #expect(together == alone)
                let device = try #require(together[pair.index])
                #expect(device[.linkState] == .number(1))
                #expect(device[.speed] == .number(10_000))
                #expect(device[.ringsRx] == nil)
                #expect(device[.activeFeatures]?.words?.contains("tx-scatter-gather") == true)
                #expect(device.choices[.changeableFeatures]?.contains("rx-lro") == true)
                #expect(device.hashing == nil)
            }
        }

        @Test func `features and queues are set, and who listens is told`() async throws {
            try await Pair.with { pair in
                let monitor = try KernelMonitor()
                defer { monitor.stop() }
                var waker = monitor.wakeUps(on: .ethernet).makeAsyncIterator()
                let before = try await device(pair)
                #expect(before[.wantedFeatures]?.words?.contains("rx-gro") == false)
                try await pair.netlink.expect([
                    change(
                        pair.index, pair.name,
                        EthernetAttributes(words: [.wantedFeatures: ["rx-gro": true, "tx-tcp-segmentation": false]]))
                ])
                let woken: Void? = await waker.next()
                #expect(woken != nil)
                let after = try await device(pair)
                #expect(after[.wantedFeatures]?.words?.contains("rx-gro") == true)
                #expect(after[.activeFeatures]?.words?.contains("tx-tcp-segmentation") == false)
                #expect(after[.channelsRx] == before[.channelsRx])
            }
        }

        @Test func `who follows knows of each change what a look at all would tell`() async throws {
            try await Pair.with { pair in
                let follower = try RouteNetlink(following: LinkFollowing(few: 0))
                var known: [UInt32: KernelEthernet] = [:]
                func expectSame() async throws {
                    let links = try await pair.netlink.links()
                    let all = try await pair.netlink.ethernet(
                        of: links.filter { $0.type == .ether }, among: links.count)
                    let news = try await follower.ethernetNews(of: try await follower.latestLinkTable())
                    #expect(news.isAll == known.isEmpty, "all of them the first time alone")
                    for (index, device) in news.devices { known[index] = device }
                    #expect(known == all)
                }
                try await expectSame()
                let words: [EthernetMember: [String: Bool]] = [.wantedFeatures: ["rx-gro": true]]
                try await pair.netlink.expect([change(pair.index, pair.name, EthernetAttributes(words: words))])
                try await expectSame()
                try await pair.netlink.expect([.setLink(index: pair.peerIndex, LinkAttributes(isUp: false))])
                try await expectSame()
                try await ip("link add br8 type bridge")
                try await expectSame()
                try await ip("link delete br8")
                try await expectSame()
            }
        }

        @Test func `queues are set, and too many are refused in the kernel's words`() async throws {
            try await ip("link add q0 numtxqueues 4 numrxqueues 4 type veth peer name q1 numtxqueues 4 numrxqueues 4")
            let netlink = try RouteNetlink()
            let links = try await netlink.links()
            let link = try #require(links.first { $0.name.description == "q0" })
            try await netlink.expect([
                change(link.index, link.name, EthernetAttributes(numbers: [.channelsRx: 3, .channelsTx: 2]))
            ])
            let device = try await netlink.ethernet(of: [link], among: links.count)[link.index]
            #expect(device?[.channelsRx] == .number(3) && device?[.channelsTx] == .number(2))
            #expect(device?[.channelsRxMaximum] == .number(4))
            let refusal = try await netlink.refusal(
                of: change(link.index, link.name, EthernetAttributes(numbers: [.channelsRx: 9])))
            #expect(refusal.name == "EINVAL" && refusal.message.contains("maximum"), "\(refusal)")
            let missing = try await netlink.refusal(
                of: change(link.index, link.name, EthernetAttributes(numbers: [.ringsRx: 9])))
            #expect(missing.name == "EOPNOTSUPP")
            try await netlink.expect([.deleteLink(index: link.index)])
        }

        @Test func `speed and duplex of a tap are set`() async throws {
            try await ip("tuntap add t0 mode tap")
            let netlink = try RouteNetlink()
            let links = try await netlink.links()
            let link = try #require(links.first { $0.name.description == "t0" })
            try await netlink.expect([
                change(link.index, link.name, EthernetAttributes(numbers: [.speed: 100, .duplex: 0]))
            ])
            let device = try await netlink.ethernet(of: [link], among: links.count)[link.index]
            #expect(device?[.speed] == .number(100) && device?[.duplex] == .number(0))
            try await ip("link delete t0")
        }

        @Test func `a device that isn't there is refused, and one that went tells nothing`() async throws {
            let netlink = try RouteNetlink()
            var link = try #require(try await netlink.links().first)
            let refusal = try await netlink.refusal(
                of: change(9_999, link.name, EthernetAttributes(numbers: [.ringsRx: 9])))
            #expect(refusal.name == "ENODEV")
            link.index = 9_999
            #expect(try await netlink.ethernet(of: [link], among: .max)[9_999]?.values.isEmpty == true)
        }
    }
}
