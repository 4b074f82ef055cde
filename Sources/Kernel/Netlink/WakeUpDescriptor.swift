import CMnl
import Glibc

/// An eventfd(2) on which a thread waits until another rings.
struct WakeUpDescriptor: Sendable {
    private let descriptor: Descriptor

    /// - Throws: `unavailable` when no descriptor is left.
    init() throws(KernelError) {
        descriptor = try Descriptor(eventfd(0, Int32(EFD_CLOEXEC)), operation: "eventfd")
    }

    /// For poll(2).
    var number: Int32 { descriptor.number }

    /// Wakes the thread that waits, or the next one that will.
    func ring() {
        var one: UInt64 = 1
        _ = write(number, &one, MemoryLayout<UInt64>.size)
    }

    /// Blocks until someone rings, and takes all rings so far.
    func wait() {
        var count: UInt64 = 0
        while read(number, &count, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
    }
}
