import NIOCore
import NIOPosix
import Testing

@testable import Gateway

@Suite struct `The places for connections` {
    private static let alice: UInt32 = 1000
    private static let bob: UInt32 = 1001

    private let places: ConnectionPlaces
    private let loop = MultiThreadedEventLoopGroup.singleton.any()

    init() {
        var limits = Limits()
        (limits.connections, limits.connectionsPerUser, limits.connectionsForRoot) = (7, 4, 2)
        places = ConnectionPlaces(limits)
    }

    /// Connects so many times; the connections, without those that were refused.
    private func connect(_ user: UInt32?, times: Int = 10) -> [EventLoopPromise<Void>] {
        (0..<times).compactMap { _ in
            let closing = loop.makePromise(of: Void.self)
            guard places.take(for: user, until: closing.futureResult) != nil else { return closing }
            closing.succeed()
            return nil
        }
    }

    private func close(_ connections: [EventLoopPromise<Void>]) async throws {
        for connection in connections { connection.succeed() }
        // What a future's end leads to is done on its loop, in order.
        try await loop.submit {}.get()
    }

    @Test func `no user takes all, and root finds some when the others have taken theirs`() async throws {
        let first = connect(Self.alice)
        #expect(first.count == 4)
        let second = connect(Self.bob)
        #expect(second.count == 1, "two of seven are root's")
        let third = connect(0)
        #expect(third.count == 4, "root has no more than others, so that its programs don't lock them out")
        #expect(connect(nil).isEmpty)
        try await close(first + second + third)
    }

    @Test func `a place is free again when its connection closes`() async throws {
        for _ in 1...3 {
            let connections = connect(Self.alice)
            #expect(connections.count == 4)
            try await close(connections)
        }
        let strangers = connect(nil)
        #expect(strangers.count == 4, "those whom the kernel doesn't know are one user")
        try await close(strangers)
    }

    @Test func `who finds none is told so at once, and whoever closes makes room`() async throws {
        var limits = Limits()
        limits.connectionsPerUser = 3
        try await Daemon.run(limits: limits) { daemon in
            try await RawConnection.open(.unix(daemon.socket)) { _ in
                try await RawConnection.open(.unix(daemon.socket)) { _ in
                    try await RawConnection.open(.unix(daemon.socket)) { last in
                        // The daemon has all three when it answers on the last.
                        try await last.send("GET /healthz HTTP/1.1\r\n\r\n")
                        #expect(try await last.reply().status == 200)
                        try await RawConnection.open(.unix(daemon.socket)) { connection in
                            let reply = try await connection.reply()
                            #expect(reply.status == 503)
                            #expect(reply.reason == "TOO_MANY_CONNECTIONS")
                            #expect(reply.isProblem)
                            #expect(reply.headers["retry-after"] == "1")
                            #expect(try await !connection.read(), "it is closed")
                        }
                        try await last.send("GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n")
                        #expect(try await last.reply().status == 200)
                        last.outbound.finish()
                        while try await last.read() {}
                    }
                    for _ in 1...3 {
                        while (try? await daemon.get("/healthz").status) != 200 {}
                    }
                }
            }
        }
    }
}
