import Glibc
import NetworkTypes
import Testing

@testable import Kernel

extension InNamespace {
    @Suite(.timeLimit(.minutes(1))) struct Announcements {
        static let hardwareAddress = "02:00:00:00:00:07"

        /// A pair whose first end has our hardware address and runs: a link does so a moment after its carrier comes.
        static func withRunningPair(_ body: (Pair, HardwareAddress) async throws -> Void) async throws {
            try await Pair.with { pair in
                let hardwareAddress = try hardware(Self.hardwareAddress)
                let monitor = try KernelMonitor()
                var wakeUps = monitor.wakeUps(on: .links).makeAsyncIterator()
                try await pair.netlink.expect([
                    .setLink(index: pair.index, LinkAttributes(hardwareAddress: hardwareAddress))
                ])
                while try await pair.link().operationalState != .up { await wakeUps.next() }
                try await body(pair, hardwareAddress)
            }
        }

        static func ownAddress(_ pair: Pair, _ text: String) throws -> KernelAddress {
            KernelAddress(linkIndex: pair.index, prefix: try prefix(text))
        }

        /// The frame that announces an IPv4 address, byte by byte (RFC 826, RFC 5227 §2.3).
        static func frame(_ last: UInt8) -> [UInt8] {
            let hardware: [UInt8] = [2, 0, 0, 0, 0, 7]
            let address: [UInt8] = [192, 0, 2, last]
            let ethernet = [UInt8](repeating: 0xFF, count: 6) + hardware + [0x08, 0x06]
            let kinds: [UInt8] = [0, 1, 0x08, 0x00, 6, 4, 0, 1]
            return ethernet + kinds + hardware + address + [0, 0, 0, 0, 0, 0] + address
        }

        @Test func `an address is announced once, to everyone on the link`() async throws {
            try await Self.withRunningPair { pair, hardwareAddress in
                let receiver = try ARPReceiver(linkIndex: pair.peerIndex)
                let first = try Self.ownAddress(pair, "192.0.2.1/24")
                let marker = try Self.ownAddress(pair, "192.0.2.9/24")
                try await pair.netlink.expect([
                    .addAddress(first), .announceAddress(first, hardwareAddress: hardwareAddress),
                ])
                // Whatever the first announcement sent more than once comes before this one.
                try await pair.netlink.expect([.announceAddress(marker, hardwareAddress: hardwareAddress)])
                #expect(receiver.next() == Self.frame(1))
                #expect(receiver.next() == Self.frame(9))
                #expect(try await pair.addresses().map(\.prefix) == [first.prefix])
            }
        }

        @Test func `what comes before an announcement is done first, what comes after it later`() async throws {
            try await Self.withRunningPair { pair, hardwareAddress in
                let receiver = try ARPReceiver(linkIndex: pair.peerIndex)
                let address = try Self.ownAddress(pair, "192.0.2.1/24")
                let announcement = KernelChange.announceAddress(address, hardwareAddress: hardwareAddress)
                let outcomes = try await pair.netlink.apply([
                    .addAddress(address), announcement, .addAddress(address),
                    .setLink(index: pair.index, LinkAttributes(isUp: false)), announcement,
                    .deleteAddress(address), .deleteAddress(address),
                ])
                #expect(
                    outcomes.map { $0?.name } == [nil, nil, "EEXIST", nil, "ENETDOWN", nil, "EADDRNOTAVAIL"])
                #expect(receiver.next() == Self.frame(1))
            }
        }

        @Test func `what can't be announced is refused`() async throws {
            try await Self.withRunningPair { pair, hardwareAddress in
                let links = try await pair.netlink.links()
                let loopback = try #require(links.first { $0.type == .loopback })
                let wanted = try Self.ownAddress(pair, "192.0.2.1/24")
                func refusal(
                    _ hardwareAddress: HardwareAddress = hardwareAddress, _ change: (inout KernelAddress) throws -> Void
                ) async throws -> String {
                    var address = wanted
                    try change(&address)
                    let announcement = KernelChange.announceAddress(address, hardwareAddress: hardwareAddress)
                    return try await pair.netlink.refusal(of: announcement).name
                }
                #expect(try await refusal { $0.linkIndex = 4_000 } == "ENODEV")
                #expect(try await refusal { $0.linkIndex = loopback.index } == "EOPNOTSUPP")
                #expect(try await refusal { $0.prefix = try prefix("2001:db8::1/64") } == "EAFNOSUPPORT")
                #expect(try await refusal { $0.prefix = try prefix("0.0.0.0/0") } == "EINVAL")
                #expect(try await refusal { $0.prefix = try prefix("224.0.0.1/32") } == "EINVAL")
                #expect(try await refusal(try hardware("02:00:00:00:00:00:00:07")) { _ in } == "EINVAL")
                #expect(try await refusal(try hardware("ff:ff:ff:ff:ff:ff")) { _ in } == "EINVAL")
            }
        }

        @Test func `a link that loses its carrier is refused`() async throws {
            try await Self.withRunningPair { pair, hardwareAddress in
                let monitor = try KernelMonitor()
                var wakeUps = monitor.wakeUps(on: .links).makeAsyncIterator()
                try await pair.netlink.expect([.setLink(index: pair.peerIndex, LinkAttributes(isUp: false))])
                while try await pair.link().operationalState == .up { await wakeUps.next() }
                let announcement = KernelChange.announceAddress(
                    try Self.ownAddress(pair, "192.0.2.1/24"), hardwareAddress: hardwareAddress)
                #expect(try await pair.netlink.refusal(of: announcement).name == "ENETDOWN")
            }
        }

        /// Whether there is a user 1 in this user namespace (user_namespaces(7)).
        static var hasAnotherUser: Bool {
            let map = SmallFile.text("/proc/self/uid_map") ?? ""
            return map.split(separator: " ").last != "1"
        }

        @Test(.enabled(if: hasAnotherUser, "this user namespace has only one user"))
        func `without CAP_NET_RAW an announcement is refused, and what is beside it isn't`() async throws {
            await #expect(processExitsWith: .success) {
                // Another user than root: the capabilities go with it, and netlink lets everyone look.
                try #require(setuid(1) == 0)
                let netlink = try RouteNetlink()
                let loopback = try #require(try await netlink.links().first)
                let address = KernelAddress(linkIndex: loopback.index, prefix: try prefix("192.0.2.1/24"))
                let outcomes = try await netlink.apply([
                    .announceAddress(address, hardwareAddress: try hardware("02:00:00:00:00:07")),
                    .setLink(index: 4_000, LinkAttributes(isUp: true)),
                ])
                #expect(outcomes.map { $0?.errno } == [EPERM, EPERM])
                #expect(outcomes.first??.message == "socket(AF_PACKET)")
            }
        }
    }
}
