import Glibc

/// A lock on a file that one process at a time can have; it goes with the process, however that ends (flock(2)).
public final class FileLock: Sendable {
    private let file: Descriptor

    /// Takes the lock of a file, which is made with mode 0600 if it isn't there; `nil` when another process has the lock.
    public init?(path: String) throws(KernelError) {
        file = try Descriptor(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600), operation: "open \(path)")
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else { return nil }
    }

    /// Whether another process has the lock of a file.
    ///
    /// - Parameter path: The file; one that isn't there is nobody's.
    /// - Returns: Whether somebody has it at this moment.
    /// - Throws: When the file can't be opened.
    public static func isHeld(path: String) throws(KernelError) -> Bool {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        if number < 0, errno == ENOENT { return false }
        let file = try Descriptor(number, operation: "open \(path)")
        // It is given back when the descriptor is closed, at once.
        return flock(file.number, LOCK_SH | LOCK_NB) != 0
    }
}
