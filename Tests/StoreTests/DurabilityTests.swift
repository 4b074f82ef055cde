import Resources
import Store
import Synchronization
import TestSupport
import Testing

@Suite struct `Durability` {
    @Test func `no write is answered before its sync has returned`() async throws {
        try await withFaultDisk { store, disk, _ async throws in
            for round in 0..<20 {
                let answered = Answered()
                let before = disk.syncs
                disk.closeGate()
                let write = Task {
                    try await store.change { transaction throws(StoreError) in
                        try transaction.create(Toy.resource("\(round)"))
                    }
                    answered.set()
                    return disk.syncs
                }
                try #require(await disk.isHeldUp())
                for _ in 0..<100 { await Task.yield() }
                #expect(!answered.isSet)
                #expect(disk.syncs == before)
                #expect(try store.get(Toy.key("\(round)")) == nil, "nobody sees it before it is on the disk")
                disk.openGate()
                #expect(try await write.value > before, "the answer comes after the sync")
                #expect(try store.get(Toy.key("\(round)")) != nil)
            }
        }
    }

    /// What a writer does: transactions of several rows, all of which hold the transaction's number.
    private struct Load {
        static let rows = 4

        static func write(_ number: Int, _ store: ResourceStore) async throws(StoreError) {
            try await store.change { transaction throws(StoreError) in
                for row in 0..<rows {
                    // A row of its own, and one that every transaction changes, large enough to need checkpoints.
                    let spec = #"{"number":\#(number),"filler":"\#(String(repeating: "x", count: 2000))"}"#
                    try transaction.create(Toy.resource("\(number)-\(row)", spec: spec))
                    try transaction.modify(Toy.resource("shared-\(row)")) { $0.spec = Toy.spec(number) }
                }
            }
        }

        /// The numbers of the transactions that are there; half ones are an issue.
        static func whole(in store: ResourceStore) throws -> Set<Int> {
            let resources = try store.list("default", Toy.type).resources
            let shared = resources.filter { $0.metadata.key.id.hasPrefix("shared") }
            #expect(Set(shared.map(\.spec)).count <= 1, "the shared rows belong to one transaction")
            #expect(shared.count % rows == 0)
            let own = resources.filter { !$0.metadata.key.id.hasPrefix("shared") }
            let numbers = Dictionary(grouping: own) { $0.metadata.key.id.prefix { $0 != "-" } }
            for (number, found) in numbers { #expect(found.count == rows, "transaction \(number) is whole") }
            return Set(numbers.keys.compactMap { Int($0) })
        }
    }

    /// Which transactions were begun, and which were answered.
    private final class Progress: Sendable {
        private let state = Mutex((last: 0, answered: Set<Int>()))

        var known: Set<Int> { state.withLock(\.answered) }

        func next() -> Int {
            state.withLock { state in
                state.last += 1
                return state.last
            }
        }

        func answered(_ number: Int) { state.withLock { _ = $0.answered.insert(number) } }
    }

    @Test(arguments: [0, 20, 50, 80, 100])
    func `after a power cut every answered write is there, and none by half`(keeping percent: Int) async throws {
        try await withFaultDisk { store, disk, folder async throws in
            let progress = Progress()
            try await withThrowingTaskGroup(of: Void.self) { group in
                let isOver = Answered()
                for _ in 0..<4 {
                    group.addTask {
                        while !isOver.isSet {
                            let number = progress.next()
                            try await Load.write(number, store)
                            progress.answered(number)
                        }
                    }
                }
                var generator = SeededGenerator(seed: UInt64(percent))
                for cut in 0..<12 {
                    // At a random instant: after so many more calls, wherever the writer stands then.
                    let instant = disk.calls + UInt64.random(in: 1...60, using: &generator)
                    while disk.calls < instant { await Task.yield() }
                    let known = progress.known
                    let image = folder.file("cut-\(cut).db")
                    #expect(disk.cutPower(to: image, seed: generator.next(), keeping: percent))
                    let revived = try ResourceStore(path: image)
                    #expect(try known.subtracting(Load.whole(in: revived)) == [])
                    try await Load.write(-1, revived)
                    revived.close()
                    #expect(try Invariants.violations(path: image) == [])
                }
                isOver.set()
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: [true, false], 1...24)
    func `a disk that fails once gives errors and never a wrong success`(asFull isFull: Bool, call: Int) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let disk = try FaultDisk(under: path)
            let store = try ResourceStore(path: path)
            try await Load.write(0, store)
            disk.fail(from: UInt64(call), count: 1 + UInt64(call % 3), asFull: isFull)
            let answered = await withTaskGroup(of: Int?.self) { group in
                for number in 1...6 {
                    group.addTask {
                        do throws(StoreError) {
                            try await Load.write(number, store)
                            return number
                        } catch {
                            switch error {
                            case .full, .database: break
                            default: Issue.record("a failing disk is told as \(error)")
                            }
                            return nil
                        }
                    }
                }
                return await group.reduce(into: Set([0])) { set, number in number.map { _ = set.insert($0) } }
            }
            #expect(try Load.whole(in: store) == answered, "an error means that it isn't there")
            #expect(disk.failures > 0)
            disk.fail(from: 1, count: 0, asFull: false)
            try await Load.write(7, store)
            #expect(try Load.whole(in: store) == answered.union([7]), "the store goes on")
            store.close()
            let again = try ResourceStore(path: path)
            #expect(try Load.whole(in: again) == answered.union([7]))
            again.close()
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    @Test func `synchronous is FULL and the journal a bounded WAL`() async throws {
        try await withStore { store, path async throws in
            #expect(try await store.setting("synchronous") == 2)
            let ids = (0..<100).map { "\($0)" }
            try await store.change { transaction throws(StoreError) in
                for id in ids { try transaction.create(Toy.resource(id)) }
            }
            var largest = 0
            for round in 1...500 {
                try await store.change { transaction throws(StoreError) in
                    for id in ids { try transaction.modify(Toy.resource(id)) { $0.spec = Toy.spec(round) } }
                }
                largest = max(largest, try fileSize(path + "-wal"))
            }
            #expect(store.revision == 50_100)
            #expect(largest < 48 << 20, "twice the pages after which it is moved into the database")
        }
    }
}
