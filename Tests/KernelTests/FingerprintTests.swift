import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct Fingerprints {
        @Test(arguments: [
            ("link set fp0 mtu 1400", "link set fp0 mtu 1500"),
            ("link property add dev fp0 altname other", "link property del dev fp0 altname other"),
            ("address add 192.0.2.1/24 dev fp0", "address del 192.0.2.1/24 dev fp0"),
            ("address add 2001:db8::1/64 dev fp0 nodad", "address del 2001:db8::1/64 dev fp0"),
            ("route add blackhole 203.0.113.0/24", "route del blackhole 203.0.113.0/24"),
            ("-6 route add unreachable 2001:db8:1::/48", "-6 route del unreachable 2001:db8:1::/48"),
            ("rule add priority 300 lookup 7", "rule del priority 300"),
        ])
        func `every change shows, and is forgotten when it is undone`(_ change: (make: String, undo: String))
            async throws
        {
            try await ip("link add fp0 type veth peer name fp1")
            let netlink = try RouteNetlink()
            let before = try await netlink.fingerprint()
            #expect(try await netlink.fingerprint() == before)
            try await ip(change.make)
            #expect(try await netlink.fingerprint() != before)
            try await ip(change.undo)
            #expect(try await netlink.fingerprint() == before)
            try await ip("link del fp0")
        }

        @Test func `what ages by itself doesn't count`() async throws {
            try await ip("link add fp0 type veth peer name fp1")
            try await ip("address add 192.0.2.1/24 dev fp0 valid_lft 600 preferred_lft 600")
            try await ip("-6 route add unreachable 2001:db8:1::/48 expires 600")
            let netlink = try RouteNetlink()
            let before = try await netlink.fingerprint()
            func lifetimes() async throws -> [String] {
                try await ip.json("address show dev fp0") + ip.json("-6 -d route show 2001:db8:1::/48")
            }
            let shown = try await lifetimes()
            while try await lifetimes() == shown { try await Task.sleep(for: .milliseconds(100)) }
            #expect(try await netlink.fingerprint() == before)
            try await ip("-6 route del unreachable 2001:db8:1::/48")
            try await ip("link del fp0")
        }
    }
}
