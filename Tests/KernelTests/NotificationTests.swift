import NetworkTypes
import Testing

@testable import Kernel

extension InNamespace {
    @Suite struct Notifications {
        /// `RTNLGRP_LINK` (`linux/rtnetlink.h`), said again: tests don't import CMnl.
        private static let links: Int32 = 1

        /// Makes a hundred changes of which each is told once.
        private func change(_ pair: Pair) async throws {
            for mtu in 1_300..<1_400 {
                try await pair.netlink.expect([.setLink(index: pair.index, LinkAttributes(mtu: UInt32(mtu)))])
            }
        }

        @Test func `are taken many at a time, all of them and in order`() async throws {
            try await Pair.with { pair in
                let follower = try LinkFollower()
                let socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: 1 << 20)
                try socket.join(groupNumber: Self.links)
                try await change(pair)
                let batch = DatagramBatch()
                var (lengths, calls) = ([Int](), 0)
                var backlog = Backlog.more
                while case .more = backlog {
                    backlog = try socket.receiveWaiting(into: batch) { lengths.append($0.byteCount) }
                    calls += 1
                }
                #expect(backlog == .nothing)
                #expect(lengths.count >= 100 && lengths.allSatisfy { $0 > 100 })
                #expect(calls == lengths.count / Limit.notifications + 1)
                #expect(try follower.news()?.links[pair.index]??.mtu == 1_399)
                #expect(try follower.news()?.links.isEmpty == true, "each is told once")
            }
        }

        @Test func `that are too long for their place count as lost`() async throws {
            try await Pair.with { pair in
                let socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: 1 << 20)
                try socket.join(groupNumber: Self.links)
                try await change(pair)
                let batch = DatagramBatch(count: 8, size: 64)
                #expect(
                    try socket.receiveWaiting(into: batch) { _ in Issue.record("a piece was handed over") } == .overflow
                )
                socket.drain()
                #expect(try socket.receiveWaiting(into: batch) { _ in } == .nothing)
            }
        }

        @Test func `that were dropped show first`() async throws {
            try await Pair.with { pair in
                let socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: 1)
                try socket.join(groupNumber: Self.links)
                try await change(pair)
                let batch = DatagramBatch()
                #expect(try socket.receiveWaiting(into: batch) { _ in } == .overflow)
                #expect(try socket.receiveWaiting(into: batch) { _ in } == .nothing)
            }
        }
    }
}
