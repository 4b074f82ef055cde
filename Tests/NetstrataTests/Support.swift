import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

@testable import Netstrata

/// A daemon that answers everything with the same bytes and records what it was asked.
struct CannedDaemon {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Runs `body` with a client of a daemon that sends these pieces, then closes the connection.
    ///
    /// - Parameters:
    ///   - pieces: What is sent, whatever was asked.
    ///   - body: What is to be tried.
    /// - Returns: What the daemon was sent first.
    /// - Throws: What `body` throws.
    static func run(_ pieces: [String], _ body: @Sendable (APIClient) async throws -> Void) async throws -> String {
        let path = "/tmp/netstrata-test-\(String(UInt64.random(in: 0 ... .max), radix: 36)).sock"
        defer { unlink(path) }
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
        return try await server.executeThenClose { connections in
            try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    for try await connection in connections { return try await answer(connection, pieces) }
                    return nil
                }
                try await body(APIClient(socketPath: path))
                return try await group.next()?.map { $0 } ?? ""
            }
        }
    }

    private static func answer(_ connection: Connection, _ pieces: [String]) async throws -> String {
        try await connection.executeThenClose { inbound, outbound in
            var received = ""
            for try await buffer in inbound {
                received += String(buffer: buffer)
                if received.contains("\r\n\r\n") { break }
            }
            for piece in pieces { try await outbound.write(ByteBuffer(string: piece)) }
            return received
        }
    }
}
