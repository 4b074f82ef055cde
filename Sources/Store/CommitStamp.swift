internal import Glibc
import Synchronization

/// Which commit readers see: while two stamps are equal, no process has committed anything in between.
public struct CommitStamp: Hashable, Sendable {
    private let header: [UInt64]

    fileprivate init(_ header: ArraySlice<UInt64>) { self.header = Array(header) }
}

/// Reads the header of SQLite's WAL index, which every commit of every process changes (walformat.html, section 2.1).
///
/// That is one system call; a query takes and gives back locks, which is a dozen times as much.
final class CommitStampReader: Sendable {
    /// Words of one of the two equal copies of the header.
    private static let wordCount = 6

    private let descriptor: Int32

    /// A reader for a database that is open in WAL mode.
    ///
    /// - Parameter path: The database's file.
    init(path: String) { descriptor = open(path + "-shm", O_RDONLY | O_CLOEXEC) }

    /// The stamp of the last commit; `nil` when it can't be told, as during a commit.
    func read() -> CommitStamp? {
        var words = [UInt64](repeating: 0, count: 2 * Self.wordCount)
        let size = words.count * MemoryLayout<UInt64>.size
        guard descriptor >= 0, pread(descriptor, &words, size, 0) == size else { return nil }
        // A writer changes the second copy first, so equal copies are a whole header; the first word is the format's version.
        let (first, second) = (words.prefix(Self.wordCount), words.suffix(Self.wordCount))
        guard words[0] != 0, first.elementsEqual(second) else { return nil }
        return CommitStamp(first)
    }

    /// Only when every connection of this process is closed: closing any descriptor of a file gives up the process' locks
    /// on it (fcntl(2)).
    deinit { if descriptor >= 0 { close(descriptor) } }
}
