import Foundation
import Testing

@testable import Kernel

private let nft = IPTool(program: "nft")

extension InNamespace {
    /// What the monitor tells of our table of nftables, and of whom.
    @Suite struct NfTablesMonitoring {
        private static let chain = NfTablesChain(
            "c", base: .init(type: "filter", hook: 2, priority: 0, accepts: true))

        /// A monitor of our table, which goes at the end, and whoever waits for what it tells.
        private static func with(
            _ body: (KernelMonitor, NfTables, inout AsyncStream<Void>.Iterator) async throws -> Void
        ) async throws {
            let monitor = try KernelMonitor(table: "netstrata")
            defer { monitor.stop() }
            let table = try NfTables(table: "netstrata", foreignChanges: monitor.foreignChanges)
            var news = monitor.wakeUps(on: .firewall).makeAsyncIterator()
            try await body(monitor, table, &news)
            #expect(try await table.apply([.addTable, .deleteTable]) == .done)
        }

        @Test func `others' changes of our table wake, and are theirs by name`() async throws {
            try await Self.with { monitor, table, news in
                let begin = ContinuousClock.now
                #expect(try await table.apply([.addTable, .addChain(Self.chain)]) == .done)
                _ = try await nft("add table inet others")
                _ = try await nft("add chain inet others c")
                _ = try await nft("add rule inet netstrata c accept")
                await news.next()
                let change = try #require(monitor.foreignChanges.take(.nfTablesChain("c"), after: begin))
                #expect(change.sender.process?.command == "nft", "\(change.sender)")
                #expect(change.sender.portID != 0)
                #expect(monitor.foreignChanges.take(.nfTable, after: begin) == nil, "ours and other tables aren't told")
                _ = try await nft("add set inet netstrata s { type ipv4_addr; }")
                await news.next()
                #expect(monitor.foreignChanges.take(.nfTablesSet("s"), after: begin)?.sender.process?.command == "nft")
                _ = try await nft("delete table inet netstrata")
                await news.next()
                #expect(monitor.foreignChanges.last(.nfTable, after: begin)?.sender.process?.command == "nft")
                #expect(monitor.foreignChanges.knows(.nfTablesChain("c"), after: begin))
                _ = try await nft("delete table inet others")
            }
        }

        @Test func `what others do to their tables leaves ours as it is known, and what they do to ours doesn't`()
            async throws
        {
            try await Self.with { monitor, table, news in
                #expect(try await table.apply([.addTable, .addChain(Self.chain)]) == .done)
                let first = try await table.state()
                _ = try await nft("add table inet others")
                _ = try await nft("add chain inet others c")
                let second = try await table.generation()
                #expect(second == first.generation + 2)
                for _ in 0..<200 where !monitor.foreignChanges.isSame(in: second, as: first.generation) {
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(monitor.foreignChanges.isSame(in: second, as: first.generation))
                var same = first
                same.generation = second
                #expect(try await table.state() == same)
                _ = try await nft("add rule inet netstrata c accept")
                await news.next()
                let third = try await table.generation()
                #expect(!monitor.foreignChanges.isSame(in: third, as: second))
                #expect(try await table.state().chains.first?.rules.count == 1)
                _ = try await nft("delete table inet others")
            }
        }

        @Test func `what was read is read again once anybody has changed anything`() async throws {
            try await Self.with { _, table, _ in
                #expect(try await table.apply([.addTable, .addChain(Self.chain)]) == .done)
                let first = try await table.state()
                #expect(try await table.state() == first)
                _ = try await nft("add rule inet netstrata c accept")
                #expect(try await table.state().chains.first?.rules.count == 1)
                let handle = try #require(try await table.state().chains.first?.rules.first?.handle)
                #expect(try await table.apply([.deleteRule(handle, chain: "c")]) == .done)
                #expect(try await table.state().chains.first?.rules.isEmpty == true)
            }
        }
    }

    /// Messages that no kernel sends.
    @Suite struct NfTablesNotices {
        @Test func `a generation that wasn't told of may have changed our table`() {
            let changes = ForeignChanges()
            #expect(!changes.isSame(in: 5, as: 5), "nothing is told yet")
            changes.note(generation: 5, isOfOurTable: false)
            changes.note(generation: 6, isOfOurTable: false)
            #expect(changes.isSame(in: 6, as: 5) && !changes.isSame(in: 7, as: 5) && !changes.isSame(in: 6, as: 4))
            changes.note(generation: 8, isOfOurTable: false)
            #expect(!changes.isSame(in: 8, as: 6) && changes.isSame(in: 8, as: 8))
            changes.note(generation: 9, isOfOurTable: true)
            #expect(!changes.isSame(in: 9, as: 8))
        }

        @Test func `what is cut short is a fault, and other families are nothing`() throws {
            var writer = MessageWriter()
            writer.begin(type: 10 << 8 | 6, flags: 0, sequence: 1)
            writer.append(UInt32(UInt8(2)))
            writer.put(1, string: "netstrata")
            writer.finish()
            let bytes = writer.bytes
            var cursor = MessageCursor(count: bytes.count)
            let message = try #require(try cursor.next(in: bytes.span.bytes))
            #expect(try NfTablesNotice(message, in: bytes.span.bytes) == nil, "a table of the family ip")
            let short = NetlinkMessage(
                type: message.type, flags: 0, sequence: 1, portID: 7,
                payload: message.payload.lowerBound..<message.payload.lowerBound + 2)
            #expect(throws: KernelError.self) { try NfTablesNotice(short, in: bytes.span.bytes) }
        }
    }
}
