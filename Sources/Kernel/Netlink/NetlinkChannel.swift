/// What came of waiting for a datagram.
enum Received: Equatable {
    /// The buffer's first bytes hold a datagram of the kernel's.
    case datagram(count: Int)
    /// The kernel dropped datagrams because the receive buffer was full (`ENOBUFS`).
    case overflow
    /// Nothing came in time.
    case nothing
}

/// A way to the kernel: a socket, or a test's script.
protocol NetlinkChannel: Sendable {
    /// The most bytes that one send takes.
    var sendLimit: Int { get }
    /// The most acknowledgements that fit into the receive buffer.
    var acknowledgementLimit: Int { get }

    /// Hands over whole messages; the kernel works through them before this returns.
    func send(_ bytes: [UInt8]) throws(KernelError)

    /// Waits for one datagram.
    func receive(into buffer: inout [UInt8]) throws(KernelError) -> Received

    /// Throws away what waits, without blocking.
    func drain()
}
