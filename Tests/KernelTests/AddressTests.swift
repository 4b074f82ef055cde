import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct Addresses {
        @Test func `an IPv4 address keeps all that is said of it`() async throws {
            try await Pair.with { pair in
                let wanted = KernelAddress(
                    linkIndex: pair.index, prefix: try prefix("192.0.2.1/24"), broadcast: try address("192.0.2.255"),
                    label: "left0:a", scope: .global, flags: [.permanent, .noPrefixRoute], priority: 77,
                    protocolNumber: 117)
                try await pair.netlink.expect([.addAddress(wanted)])
                let found = try #require(try await pair.addresses().first)
                #expect(found.withoutMessage == wanted)
                #expect(try await pair.netlink.refusal(of: .addAddress(wanted)).name == "EEXIST")
                let shown = try await ip.json("-4 address show dev left0").joined()
                for word in [#""broadcast":"192.0.2.255""#, #""noprefixroute":true"#, #""metric":77"#] {
                    #expect(shown.contains(word), "\(word)")
                }
                try await pair.netlink.expect([.deleteAddress(found)])
                #expect(try await pair.addresses().isEmpty)
            }
        }

        @Test func `an IPv6 address keeps its flags, priority and lifetimes`() async throws {
            try await Pair.with { pair in
                let wanted = KernelAddress(
                    linkIndex: pair.index, prefix: try prefix("2001:db8::1/64"),
                    flags: AddressFlags(rawValue: 0x02).union([.noPrefixRoute]), priority: 5, protocolNumber: 117,
                    validLifetime: 3_600, preferredLifetime: 1_800)
                try await pair.netlink.expect([.addAddress(wanted)])
                let found = try #require(try await pair.addresses().first)
                #expect(found.prefix == wanted.prefix)
                #expect(found.flags.isSuperset(of: wanted.flags))
                #expect(!found.flags.contains(.permanent))
                #expect(found.priority == 5)
                #expect(found.protocolNumber == 117)
                #expect((3_590...3_600).contains(found.validLifetime ?? 0))
                #expect((1_790...1_800).contains(found.preferredLifetime ?? 0))
            }
        }

        @Test func `a peer's address is told from the own`() async throws {
            try await Pair.with { pair in
                let wanted = KernelAddress(
                    linkIndex: pair.index, prefix: try prefix("192.0.2.1/32"), peer: try address("198.51.100.9"))
                try await pair.netlink.expect([.addAddress(wanted)])
                let found = try #require(try await pair.addresses().first)
                #expect(found.prefix == wanted.prefix)
                #expect(found.peer == wanted.peer)
                try await pair.netlink.expect([.deleteAddress(found)])
            }
        }

        @Test func `replacing changes the priority in place`() async throws {
            try await Pair.with { pair in
                var wanted = KernelAddress(linkIndex: pair.index, prefix: try prefix("192.0.2.1/24"), priority: 10)
                try await pair.netlink.expect([.replaceAddress(wanted)])
                wanted.priority = 20
                wanted.protocolNumber = 9
                try await pair.netlink.expect([.replaceAddress(wanted)])
                let found = try await pair.addresses()
                #expect(found.map(\.priority) == [20])
                #expect(found.map(\.protocolNumber) == [9])
            }
        }

        @Test func `an address on no link is refused`() async throws {
            let wanted = KernelAddress(linkIndex: 4_000, prefix: try prefix("192.0.2.1/24"))
            #expect(try await RouteNetlink().refusal(of: .addAddress(wanted)).name == "ENODEV")
        }
    }
}

extension KernelAddress {
    /// The address without the bytes it was read from.
    var withoutMessage: KernelAddress {
        var copy = self
        copy.message = []
        return copy
    }
}
