import Foundation
import Store
import TestSupport
import Testing

@Suite struct `A reserve of space` {
    @Test func `takes up what it is asked for, grows, and is given back whole`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path)
            defer { store.close() }
            func blocks() throws -> Int {
                var status = stat()
                guard stat(path + ".reserve", &status) == 0 else { return 0 }
                return Int(status.st_blocks) * 512
            }
            try store.reserve.hold(1 << 20)
            #expect(try blocks() >= 1 << 20, "blocks, not a hole")
            try store.reserve.hold(1 << 10)
            #expect(try blocks() >= 1 << 20, "less is held already")
            try store.reserve.hold(2 << 20)
            #expect(try blocks() >= 2 << 20)
            store.reserve.release()
            #expect(try blocks() == 0)
            store.reserve.release()
        }
    }
}
