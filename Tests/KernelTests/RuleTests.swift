import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct Rules {
        /// The rules of our protocol number.
        static func ours(_ netlink: RouteNetlink) async throws -> [KernelRule] {
            try await netlink.rules().filter { $0.protocolNumber == .netstrata }
        }

        static func withoutMessages(_ rules: [KernelRule]) -> [KernelRule] {
            rules.map { rule in
                var copy = rule
                copy.message = []
                return copy
            }
        }

        @Test func `rules of both families read back as they were sent`() async throws {
            let netlink = try RouteNetlink()
            let rules = [
                KernelRule(
                    family: .inet4, priority: 100, source: try prefix("192.0.2.0/24"),
                    destination: try prefix("10.0.0.0/8"), table: RoutingTable(rawValue: 1_000),
                    inputInterface: try name("absent0"), outputInterface: try name("absent1"), mark: 0x10, mask: 0xFF,
                    protocolNumber: .netstrata, typeOfService: 0x10, isInverted: true),
                KernelRule(
                    family: .inet4, priority: 101, action: .prohibit, protocolNumber: .netstrata),
                KernelRule(
                    family: .inet6, priority: 100, source: try prefix("2001:db8::/32"), table: .main,
                    protocolNumber: .netstrata),
            ]
            try await netlink.expect(rules.map { .addRule($0) })
            #expect(Self.withoutMessages(try await Self.ours(netlink)) == rules)
            #expect(try await netlink.refusal(of: .addRule(rules[0])).name == "EEXIST")
            let shown = try await ip.json("-4 rule show priority 100").joined()
            for word in [#""src":"192.0.2.0""#, #""fwmark":"0x10""#, #""iif":"absent0""#, #""not":null"#] {
                #expect(shown.contains(word), "\(word) in \(shown)")
            }
            try await netlink.expect(rules.map { .deleteRule($0) })
            #expect(try await Self.ours(netlink).isEmpty)
        }

        @Test(arguments: [
            ("uidrange 7-7 lookup 5", ["uidrange"]), ("lookup main suppress_prefixlength 0", ["suppress_prefixlength"]),
            ("ipproto tcp sport 80 dport 81 lookup 5", ["dport", "ipproto", "sport"]), ("lookup 5", []),
        ])
        func `what can't be written of a rule is named`(_ words: String, further: [String]) async throws {
            let netlink = try RouteNetlink()
            try await ip("rule add priority 300 \(words)")
            let read = try await netlink.rules().filter { $0.priority == 300 }
            #expect(read.map { $0.further.sorted() } == [further])
            try await ip("rule del priority 300")
        }

        @Test func `deleting a wide rule leaves the narrower ones of its priority`() async throws {
            let netlink = try RouteNetlink()
            let wide = KernelRule(
                family: .inet4, priority: 200, table: RoutingTable(rawValue: 5), protocolNumber: .netstrata)
            var narrow = wide
            narrow.source = try prefix("192.0.2.1/32")
            var inverted = narrow
            inverted.isInverted = true
            try await netlink.expect([.addRule(narrow), .addRule(inverted), .addRule(wide)])
            try await ip("rule add priority 200 uidrange 0-0 lookup 5 protocol 117")
            try await netlink.expect([.deleteRule(wide)])
            let left = try await Self.ours(netlink)
            #expect(left.count == 3)
            #expect(Self.withoutMessages(left).contains(narrow))
            try await netlink.expect([.deleteRule(inverted)])
            #expect(try await Self.ours(netlink).contains { $0.isInverted } == false)
            #expect(try await Self.ours(netlink).count == 2)
            #expect(try await ip.json("-4 rule show priority 200").joined().contains("uid_start"))
            try await netlink.expect(try await Self.ours(netlink).map { .deleteRule($0) })
            #expect(try await Self.ours(netlink).isEmpty)
            #expect(try await netlink.refusal(of: .deleteRule(wide)).name == "ENOENT")
        }

        @Test func `rules that we have no words for are read too`() async throws {
            let netlink = try RouteNetlink()
            let others = [
                "rule add priority 300 l3mdev protocol 117",
                "-6 rule add priority 301 goto 32766 protocol 117",
                "rule add priority 302 ipproto tcp sport 1-9 lookup 7 suppress_prefixlength 0 protocol 117",
            ]
            for words in others { try await ip(words) }
            let found = try await Self.ours(netlink)
            #expect(found.map(\.priority) == [300, 302, 301])
            try await netlink.expect(found.map { .deleteRule($0) })
            #expect(try await Self.ours(netlink).isEmpty)
        }
    }
}
