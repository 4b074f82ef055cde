import NetworkTypes
import Testing

@testable import Kernel

extension InNamespace {
    @Suite struct Batches {
        /// 10,000 routes of which one has a gateway that no one can reach.
        static func routes(by link: UInt32, wrong: Int) throws -> [KernelChange] {
            let gateway = try address("192.0.2.2")
            let unreachable = try address("203.0.113.1")
            return try (0..<10_000).map { number in
                let bytes: [UInt8] = [10, UInt8(number >> 8), UInt8(number & 0xFF), 0]
                let network = try #require(IPAddress(bytes: bytes))
                let destination = try #require(IPPrefix(address: network, length: 24))
                let route = KernelRoute(
                    family: .inet4, destination: destination, gateway: number == wrong ? unreachable : gateway,
                    outIndex: link, protocolNumber: .netstrata)
                return .addRoute(route, isExclusive: true)
            }
        }

        @Test func `of 10,000 routes only the refused one is reported`() async throws {
            try await Routes.withSamples { pair, _ in
                let outcomes = try await pair.netlink.apply(try Self.routes(by: pair.index, wrong: 7_777))
                #expect(outcomes.count == 10_000)
                let refused = outcomes.indices.filter { outcomes[$0] != nil }
                #expect(refused == [7_777])
                #expect(outcomes[7_777]?.name == "ENETUNREACH")
                #expect(try await pair.routes().count == 9_999)
            }
        }

        @Test func `a small buffer only makes for more sends`() async throws {
            try await Routes.withSamples { pair, _ in
                let socket = try NetlinkSocket(sendBuffer: 1, receiveBuffer: 1)
                #expect(socket.acknowledgementLimit < 10)
                let small = try RouteNetlink(channel: socket)
                let outcomes = try await small.apply(Array(try Self.routes(by: pair.index, wrong: 50).prefix(300)))
                #expect(outcomes.indices.filter { outcomes[$0] != nil } == [50])
                #expect(try await pair.routes().count == 299)
            }
        }
    }
}
