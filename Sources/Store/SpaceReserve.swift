internal import Foundation
internal import Glibc
import Synchronization

/// A file beside the database that takes up room, to be given up when the disk is full and something has to be written all the same.
public final class SpaceReserve: Sendable {
    private let path: String
    /// The bytes that it takes up now.
    private let size = Mutex(0)

    init(path: String) { self.path = path }

    /// Sees to it that so many bytes are taken up; what is taken up already counts.
    ///
    /// - Throws: `full` when there is no such room, or `database` with the kernel's words.
    public func hold(_ bytes: Int) throws(StoreError) {
        let failure: StoreError? = size.withLock { size in
            guard size < bytes else { return nil }
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else { return Self.failure(errno) }
            defer { close(file) }
            // Unlike ftruncate(2) it takes the blocks, so that nobody else gets them.
            let code = posix_fallocate(file, 0, off_t(bytes))
            guard code == 0 else {
                // What was taken before it failed is of no use, and others may need it.
                if size == 0 { unlink(path) } else { _ = ftruncate(file, off_t(size)) }
                return Self.failure(code)
            }
            size = bytes
            return nil
        }
        if let failure { throw failure }
    }

    /// Gives the room back, also what an earlier process took; none is no error.
    public func release() {
        size.withLock { size in
            unlink(path)
            size = 0
        }
    }

    private static func failure(_ code: Int32) -> StoreError {
        if code == ENOSPC || code == EDQUOT { return .full }
        return .database("room can't be reserved: \(String(cString: strerror(code)))")
    }
}
