import NIOCore
import NIOHTTP1
import NIOPosix
import Resources

/// A connection on which a test writes and reads bytes as it likes.
struct RawConnection {
    enum Place: Sendable {
        case unix(String)
        case tcp(Int)
    }

    struct Ended: Error {}

    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let channel: any Channel
    /// What was read and not used yet.
    var bytes: [UInt8] = []

    static func open<Value: Sendable>(
        _ place: Place, _ body: (inout RawConnection) async throws -> Value
    ) async throws -> Value {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
        @Sendable func setUp(_ channel: any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> {
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
        let channel =
            switch place {
            case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: setUp)
            case .tcp(let port): try await bootstrap.connect(host: "127.0.0.1", port: port, channelInitializer: setUp)
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(
                outbound: outbound, iterator: inbound.makeAsyncIterator(), channel: channel.channel)
            return try await body(&connection)
        }
    }

    static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Reads more; `false` at the end.
    mutating func read() async throws -> Bool {
        guard let part = try await iterator.next() else { return false }
        bytes += Array(part.readableBytesView)
        return true
    }

    /// The next line, without its end.
    mutating func line() async throws -> String {
        while true {
            if let end = bytes.firstIndex(of: 0x0A) {
                defer { bytes.removeFirst(end + 1) }
                return String(decoding: bytes[..<end], as: UTF8.self).replacing("\r", with: "")
            }
            guard try await read() else { throw Ended() }
        }
    }

    /// The next answer, with a body of known length.
    mutating func reply(_ method: String = "GET") async throws -> Reply {
        var reply = try await head()
        let length = method == "HEAD" ? 0 : Int(reply.headers["content-length"] ?? "") ?? 0
        while bytes.count < length { guard try await read() else { throw Ended() } }
        reply.body = Array(bytes.prefix(length))
        bytes.removeFirst(length)
        return reply
    }

    /// The header of the next answer.
    mutating func head() async throws -> Reply {
        let words = try await line().split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { throw Ended() }
        var headers: [String: String] = [:]
        while true {
            let line = try await line()
            guard let colon = line.firstIndex(of: ":") else { break }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].drop { $0 == " " }.description
        }
        return Reply(status: status, headers: headers, body: [])
    }

    /// The next JSON line of a stream, past the lines of the chunked encoding.
    mutating func event() async throws -> JSON {
        while true {
            let line = try await line()
            if line.hasPrefix("{") { return try JSON(parsing: line) }
        }
    }

    /// One request on a connection of its own.
    static func ask(
        _ place: Place, _ method: String, _ path: String, _ headers: [String: String], _ body: [UInt8]
    ) async throws -> Reply {
        try await open(place) { connection in
            var text = "\(method) \(path) HTTP/1.1\r\n"
            if headers["host"] == nil { text += "host: localhost\r\n" }
            for (name, value) in headers { text += "\(name): \(value)\r\n" }
            if !body.isEmpty { text += "content-length: \(body.count)\r\n" }
            try await connection.outbound.write(ByteBuffer(bytes: Array((text + "\r\n").utf8) + body))
            return try await connection.reply(method)
        }
    }
}

/// An answer.
struct Reply: Sendable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { (try? JSON(parsing: body)) ?? .null }
    var reason: String? { json["reason"]?.text }
    var etag: String { headers["etag"] ?? "" }
    var pointers: [String] { (json["errors"]?.elements ?? []).compactMap { $0["pointer"]?.text } }
    /// Whether it is a whole problem document.
    var isProblem: Bool {
        headers["content-type"] == "application/problem+json" && json["status"]?.integer == Int64(status)
            && json["requestId"]?.text == headers["x-request-id"] && json["reason"]?.text != nil
            && json["title"]?.text != nil && json["detail"]?.text != nil && json["type"]?.text != nil
    }
}
