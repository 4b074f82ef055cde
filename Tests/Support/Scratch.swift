internal import CLinux
internal import Glibc

/// A file without a name that holds a text.
public final class Scratch {
    /// At the file's beginning.
    public let descriptor: Int32

    /// A file with a text.
    public init(_ text: String) throws {
        descriptor = memfd_create("input", closesOnExec)
        guard descriptor >= 0 else { throw CommandError("memfd_create: errno \(errno)") }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw CommandError("write: errno \(errno)")
        }
    }

    deinit { close(descriptor) }
}
