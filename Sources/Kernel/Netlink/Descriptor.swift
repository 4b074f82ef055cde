import Glibc

/// An open file descriptor that closes itself when its last owner lets go.
final class Descriptor: Sendable {
    let number: Int32

    /// Takes what a system call returned; −1 becomes the error that errno(3) holds.
    init(_ number: Int32, operation: String) throws(KernelError) {
        guard number >= 0 else { throw .unavailable(operation: operation, errno: errno) }
        self.number = number
    }

    deinit { close(number) }
}
