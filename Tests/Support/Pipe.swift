internal import CLinux
internal import Glibc

/// A pipe whose ends aren't inherited by chance.
public struct Pipe: Sendable {
    /// Closed with the last copy of the pipe.
    public let readEnd: Int32
    /// -1 once it is closed.
    public private(set) var writeEnd: Int32
    private let closer: Closer

    private final class Closer: Sendable {
        let descriptor: Int32
        init(_ descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }
    }

    /// A new pipe.
    public init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw CommandError("pipe: errno \(errno)") }
        (readEnd, writeEnd) = (ends[0], ends[1])
        closer = Closer(readEnd)
    }

    /// Closes the end that a program has inherited, so that its end is seen.
    public mutating func closeWriteEnd() {
        close(writeEnd)
        writeEnd = -1
    }
}
