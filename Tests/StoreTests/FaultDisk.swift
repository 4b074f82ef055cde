import CFaultVFS
import Foundation
import Store
import TestSupport

/// A disk under one database that can be held up, can fail, and knows what a power cut leaves.
///
/// `@unchecked Sendable`: every function of the C side locks the disk, and the pointer lives as long as this object.
final class FaultDisk: @unchecked Sendable {
    private let disk: OpaquePointer

    /// Why there is no such disk.
    struct Missing: Error {}

    init(under path: String) throws {
        guard let disk = fault_disk_open(path) else { throw Missing() }
        self.disk = disk
    }

    deinit { fault_disk_close(disk) }

    /// How many syncs of the -wal file have returned.
    var syncs: UInt64 { fault_disk_wal_syncs(disk) }
    /// How many writes, syncs and truncations there were.
    var calls: UInt64 { fault_disk_calls(disk) }
    /// How many of them failed.
    var failures: UInt64 { fault_disk_failures(disk) }

    func closeGate() { fault_disk_close_gate(disk) }
    func openGate() { fault_disk_open_gate(disk) }

    /// In milliseconds: all suites run at once, and a write's task may have to wait for a thread.
    private static let patience: Int32 = 120_000

    /// Waits, on a thread of its own, until a sync is held up; `false` when that takes too long.
    func isHeldUp() async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: fault_disk_wait_at_gate(self.disk, Self.patience) == 1)
            }
        }
    }

    /// Lets so many calls fail, from the given one on (1: the next).
    func fail(from call: UInt64, count: UInt64, asFull isFull: Bool) {
        fault_disk_fail(disk, call, count, isFull ? 1 : 0)
    }

    /// Writes what a power cut leaves: everything synced, and each other sector with a chance in percent.
    func cutPower(to target: String, seed: UInt64, keeping percent: Int) -> Bool {
        fault_disk_cut_power(disk, target, seed, Int32(percent)) == 0
    }
}

/// Runs a body with a store on such a disk, and closes it.
func withFaultDisk<Value>(
    _ body: (ResourceStore, FaultDisk, TemporaryFolder) async throws -> Value
) async throws -> Value {
    try await TemporaryFolder.with { folder async throws in
        let path = folder.file("netstrata.db")
        let disk = try FaultDisk(under: path)
        let store = try ResourceStore(path: path)
        defer {
            disk.openGate()
            store.close()
        }
        return try await body(store, disk, folder)
    }
}
