import Foundation
import Kernel
import NetworkTypes
import Testing

private let nft = IPTool(program: "nft")

extension InNamespace {
    /// Our table of nftables, with nft(8) as the witness.
    @Suite struct NfTablesTables {
        private static let input = NfTablesChain.Base(type: "filter", hook: 1, priority: -140, accepts: true)
        /// Where nothing passes that a test needs: `Process` wakes itself over loopback.
        private static let forward = NfTablesChain.Base(type: "filter", hook: 2, priority: -140, accepts: true)

        /// A table with a chain of these rules, which goes at the end.
        private static func with(
            _ base: NfTablesChain.Base = forward, _ rules: [NfTablesRule] = [],
            _ body: (NfTables) async throws -> Void
        ) async throws {
            let table = try NfTables(table: "netstrata")
            let chain = NfTablesChain("c", base: base)
            let changes: [NfTablesChange] =
                [.addTable, .addChain(chain)] + rules.map { .addRule($0, chain: "c", before: nil) }
            #expect(try await table.apply(changes) == .done)
            try await body(table)
            #expect(try await table.apply([.deleteTable]) == .done)
        }

        /// The lines of our chain's rules as nft shows them; not all versions show the burst that it has by itself.
        private static func shown(_ words: String = "-s") async throws -> [String] {
            try await nft("\(words) list table inet netstrata").split(separator: "\n").dropFirst(3)
                .map { $0.trimmingCharacters(in: .whitespaces).replacing(" burst 5 packets", with: "") }.filter {
                    $0 != "}"
                }
        }

        private static func named(_ name: String) -> [UInt8] {
            Array(name.utf8) + [UInt8](repeating: 0, count: 16 - name.utf8.count)
        }

        private static func set(_ key: NfTablesSet.KeyType, _ elements: [NfTablesSet.Element]) -> NfTablesSetReference {
            .own(NfTablesSet(of: key, isOfIntervals: elements.contains { $0.first != $0.last }, elements))
        }

        /// Steps, and what nft makes of them.
        private static let samples: [(steps: [NfTablesExpression], text: String)] = [
            ([.meta(6, into: 1), .compare(1, .equal, named("lo")), .verdict(.accept)], #"iifname "lo" accept"#),
            (
                [
                    .meta(6, into: 1),
                    .lookup(1, in: set(.interfaceName, [.init(named("a0")), .init(named("b0"))]), isInverted: true),
                    .verdict(.drop),
                ], #"iifname != { "a0", "b0" } drop"#
            ),
            (
                [
                    .meta(15, into: 1), .compare(1, .equal, [2]), .payload(base: 1, offset: 12, length: 4, into: 1),
                    .lookup(
                        1,
                        in: set(
                            .inet4Address,
                            [
                                .init([10, 0, 0, 0], through: [10, 2, 255, 255]),
                                .init([10, 4, 0, 0], through: [10, 255, 255, 255]),
                            ]),
                        isInverted: false), .verdict(.accept),
                ], "ip saddr { 10.0.0.0-10.2.255.255, 10.4.0.0-10.255.255.255 } accept"
            ),
            (
                [
                    .meta(16, into: 1), .compare(1, .equal, [6]), .payload(base: 2, offset: 2, length: 2, into: 1),
                    .lookup(
                        1,
                        in: set(
                            .port,
                            [
                                .init([0, 22]), .init([0, 80], through: [0, 90]),
                                .init([255, 0], through: [255, 255]),
                            ]),
                        isInverted: false), .counter, .verdict(.accept),
                ], "tcp dport { 22, 80-90, 65280-65535 } counter accept"
            ),
            (
                [
                    .connection(0, into: 1), .bitwise(from: 1, into: 1, mask: [6, 0, 0, 0], xor: [0, 0, 0, 0]),
                    .compare(1, .notEqual, [0, 0, 0, 0]), .verdict(.return),
                ], "ct state established,related return"
            ),
            (
                [
                    .meta(3, into: 1), .bitwise(from: 1, into: 1, mask: [0x60, 0, 0, 0], xor: [0, 0, 0, 0]),
                    .compare(1, .equal, [0x20, 0, 0, 0]), .verdict(.drop),
                ], "meta mark & 0x00000060 == 0x00000020 drop"
            ),
            (
                [
                    .meta(3, into: 1), .bitwise(from: 1, into: 1, mask: [0x9F, 255, 255, 255], xor: [0x20, 0, 0, 0]),
                    .setMeta(3, from: 1),
                ], "meta mark set meta mark & 0xffffffbf | 0x00000020"
            ),
            ([.limit(NfTablesLimit(5)), .verdict(.accept)], "limit rate 5/second accept"),
            (
                [.limit(NfTablesLimit(7, perSeconds: 60, burst: 9, isInverted: true)), .verdict(.drop)],
                "limit rate over 7/minute burst 9 packets drop"
            ),
            ([.log(prefix: "in: ", group: nil), .log(prefix: "", group: 3)], #"log prefix "in: " log group 3"#),
            ([.reject(type: 2, code: 3)], "reject with icmpx admin-prohibited"),
            (
                [.meta(16, into: 1), .compare(1, .equal, [6]), .reject(type: 1, code: 0)],
                "meta l4proto tcp reject with tcp reset"
            ),
            (
                [.fib(result: 3, flags: 2, into: 1), .compare(1, .equal, [2, 0, 0, 0]), .verdict(.accept)],
                "fib daddr type local accept"
            ),
            (
                [
                    .meta(16, into: 1), .compare(1, .equal, [6]), .payload(base: 2, offset: 13, length: 1, into: 1),
                    .bitwise(from: 1, into: 1, mask: [6], xor: [0]), .compare(1, .equal, [2]),
                    .option(type: 2, offset: 2, length: 2, operation: 1, flags: 0, into: 1),
                    .compare(1, .greater, [5, 0x58]), .immediate([5, 0x58], into: 1),
                    .setOption(type: 2, offset: 2, length: 2, operation: 1, from: 1),
                ], "tcp flags syn / syn,rst tcp option maxseg size > 1368 tcp option maxseg size set 1368"
            ),
            (
                [
                    .meta(7, into: 1), .range(1, isInverted: false, from: named("a"), through: named("b")),
                    .verdict(.accept),
                ], #"oifname "a"-"b" accept"#
            ),
        ]

        @Test(arguments: samples.indices)
        func `a rule reads back as it was sent, and nft shows it`(_ place: Int) async throws {
            let (steps, text) = Self.samples[place]
            try await Self.with(Self.forward, [NfTablesRule(steps, comment: "why not")]) { table in
                let state = try await table.state()
                let rule = try #require(state.chains.first?.rules.first)
                #expect(rule.expressions == steps)
                #expect(rule.comment == "why not")
                #expect(state.chains.first?.base == Self.forward)
                #expect(try await Self.shown() == ["\(text) comment \"why not\""])
            }
        }

        @Test func `addresses are translated`() async throws {
            let samples: [(hook: UInt32, steps: [NfTablesExpression], text: String)] = [
                (4, [.masquerade(flags: 0)], "masquerade"),
                (
                    4,
                    [.immediate([192, 0, 2, 1], into: 1), .nat(type: 0, family: 2, address: 1, port: nil, flags: 1)],
                    "snat ip to 192.0.2.1"
                ),
                (
                    0,
                    [
                        .meta(16, into: 1), .compare(1, .equal, [6]), .immediate([10, 0, 0, 1], into: 1),
                        .immediate([0x1F, 0x90], into: 2), .nat(type: 1, family: 2, address: 1, port: 2, flags: 3),
                    ], "meta l4proto tcp dnat ip to 10.0.0.1:8080"
                ),
                (
                    0,
                    [
                        .meta(16, into: 1), .compare(1, .equal, [17]), .immediate([0, 53], into: 1), .redirect(port: 1),
                    ], "meta l4proto udp redirect to :53"
                ),
            ]
            for (hook, steps, text) in samples {
                let base = NfTablesChain.Base(type: "nat", hook: hook, priority: 100, accepts: true)
                // No packet of the test's own may be translated.
                let absent: [NfTablesExpression] = [
                    .meta(hook == 0 ? 6 : 7, into: 1), .compare(1, .equal, Self.named("absent0")),
                ]
                try await Self.with(base, [NfTablesRule(absent + steps)]) { table async throws in
                    #expect(try await table.state().chains.first?.rules.first?.expressions == absent + steps)
                    let name = hook == 0 ? "iifname" : "oifname"
                    #expect(try await Self.shown() == ["\(name) \"absent0\" \(text)"])
                }
            }
        }

        @Test func `each source has a rate of its own, in a set that packets fill`() async throws {
            try await Self.with { table async throws in
                var set = NfTablesSet(of: .inet4Address, [])
                (set.isDynamic, set.timeout) = (true, 60_000)
                let steps: [NfTablesExpression] = [
                    .meta(15, into: 1), .compare(1, .equal, [2]), .payload(base: 1, offset: 12, length: 4, into: 1),
                    .limitEach(1, in: "sources", NfTablesLimit(5)), .verdict(.accept),
                ]
                #expect(
                    try await table.apply([
                        .addSet("sources", set), .addRule(NfTablesRule(steps), chain: "c", before: nil),
                    ]) == .done)
                let state = try await table.state()
                #expect(state.sets == ["sources": set])
                #expect(state.chains.first?.rules.first?.expressions == steps)
                let shown = try await nft("list chain inet netstrata c")
                #expect(
                    shown.contains("update @sources { ip saddr limit rate 5/second"),
                    "\(shown)")
            }
        }

        @Test func `rules that stay keep their handles and what they have counted`() async throws {
            let rules = (1...3).map { NfTablesRule([.counter, .log(prefix: "\($0)", group: nil)]) }
            try await Self.with(Self.input, rules) { table in
                let before = try await table.state().chains[0].rules
                try await ping()
                var changed = NfTablesRule([.counter, .log(prefix: "two", group: nil)])
                changed.handle = before[1].handle
                let outcome = try await table.apply([
                    .replaceRule(changed, chain: "c"),
                    .addRule(NfTablesRule([.verdict(.accept)]), chain: "c", before: before[0].handle),
                    .deleteRule(before[2].handle, chain: "c"),
                ])
                #expect(outcome == .done)
                let after = try await table.state().chains[0].rules
                #expect(after.map(\.expressions) == [[.verdict(.accept)], rules[0].expressions, changed.expressions])
                #expect(after[1].handle == before[0].handle && (after[1].counted?.packets ?? 0) > 0)
                #expect(after[2].counted?.packets == 0, "what is changed counts anew")
            }
        }

        private func ping() async throws {
            _ = try? await IPTool(program: "../bin/ping")("-c 1 -W 1 127.0.0.1")
        }

        @Test func `a transaction planned on another generation, or refused in part, changes nothing`() async throws {
            try await Self.with { table in
                let seen = try await table.state()
                let rule = NfTablesChange.addRule(NfTablesRule([.verdict(.drop)]), chain: "c", before: nil)
                try await nft("add table inet others")
                #expect(try await table.apply([rule], plannedOn: seen.generation) == .outdated)
                let outcome = try await table.apply([
                    rule, .addRule(NfTablesRule([.verdict(.jump("absent"))]), chain: "c", before: nil), rule,
                ])
                guard case .refused(let refusals) = outcome else { return #expect(outcome == .refused([:])) }
                #expect(refusals.mapValues(\.name) == [1: "ENOENT"])
                #expect(try await table.state().chains[0].rules.isEmpty)
                let now = try await table.state().generation
                #expect(try await table.apply([rule], plannedOn: now) == .done)
                #expect(try await table.state().chains[0].rules.count == 1)
                try await nft("delete table inet others")
            }
        }

        @Test func `what is too long is refused before the library copies it`() async throws {
            let table = try NfTables(table: "netstrata")
            let long = String(repeating: "x", count: 256)
            let steps: [[NfTablesExpression]] = [
                [.compare(1, .equal, [UInt8](repeating: 0, count: 65))], [.log(prefix: long, group: nil)],
                [.verdict(.jump(long))], [NfTablesExpression](repeating: .counter, count: 129),
                [
                    .lookup(
                        1, in: .own(NfTablesSet(of: .port, [.init([UInt8](repeating: 0, count: 65))])),
                        isInverted: false)
                ],
            ]
            for steps in steps {
                await #expect(throws: KernelError.self, "\(steps.count)") {
                    try await table.apply([.addRule(NfTablesRule(steps), chain: "c", before: nil)])
                }
            }
            await #expect(throws: KernelError.self) { try await table.apply([.addChain(NfTablesChain(long))]) }
        }

        @Test func `a set's elements come and go by themselves`() async throws {
            try await Self.with { table async throws in
                let addresses = NfTablesSet(
                    of: .inet4Address, isOfIntervals: true,
                    (0..<20_000).map { number -> NfTablesSet.Element in
                        let network: [UInt8] = [10, UInt8(number >> 8), UInt8(number & 255)]
                        return NfTablesSet.Element(network + [0], through: network + [9])
                    })
                #expect(try await table.apply([.addSet("s", addresses), .addElements("s", addresses)]) == .done)
                #expect(try await table.state().sets == ["s": addresses])
                let (some, rest) = (addresses.elements.prefix(100), addresses.elements.dropFirst(100))
                let going = NfTablesSet(of: .inet4Address, isOfIntervals: true, Array(some))
                #expect(try await table.apply([.deleteElements("s", going)]) == .done)
                #expect(try await table.state().sets["s"]?.elements == Array(rest))
                #expect(try await nft("get element inet netstrata s { 10.0.100.3 }").contains("10.0.100.0-10.0.100.9"))
                #expect(try await table.apply([.deleteSet("s")]) == .done)
            }
        }

        @Test func `ten thousand rules are one transaction, and others' tables stay as they are`() async throws {
            try await nft("add table inet others")
            try await nft("add chain inet others c { type filter hook input priority 0 ; }")
            try await nft("add rule inet others c ip saddr { 192.0.2.1 } counter accept")
            let others = try await nft("-a list table inet others")
            let rules = (0..<10_000).map { number in
                NfTablesRule(
                    [
                        .meta(16, into: 1), .compare(1, .equal, [6]), .payload(base: 2, offset: 2, length: 2, into: 1),
                        .compare(1, .equal, [UInt8(number >> 8), UInt8(number & 255)]), .counter, .verdict(.accept),
                    ], comment: "rule \(number)")
            }
            try await Self.with(Self.input, rules) { table in
                let read = try await table.state().chains[0].rules
                #expect(zip(read, rules).allSatisfy { $0.isSame(as: $1) } && read.count == rules.count)
                #expect(try await nft("-a list table inet others") == others)
            }
            try await nft("delete table inet others")
        }
    }
}
