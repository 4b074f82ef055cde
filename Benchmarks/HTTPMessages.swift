import NIOCore

/// A request, ready to be sent.
struct HTTPRequest: Sendable {
    let bytes: ByteBuffer

    init(
        _ method: String, _ path: String, token: String? = nil, body: String? = nil, type: String = "application/json",
        isMinimal: Bool = false
    ) {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        if isMinimal { head += "Prefer: return=minimal\r\n" }
        if let body { head += "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n" }
        bytes = ByteBuffer(string: head + "\r\n" + (body ?? ""))
    }
}

/// An answer, and when it was there.
struct HTTPAnswer: Sendable {
    let status: Int
    let body: ByteBuffer
    let time: NIODeadline

    var text: String { String(buffer: body) }

    /// Throws it unless it is one of success.
    func checked() throws -> HTTPAnswer {
        guard (200...299).contains(status) else { throw BenchmarkError.answer(status: status, body: text) }
        return self
    }
}

/// Cuts what a server sends into answers; no more of HTTP than that needs.
struct AnswerReader {
    private var buffer = ByteBuffer()
    /// The header of the answer whose body isn't complete.
    private var head: (status: Int, length: Int?)?

    mutating func add(_ bytes: ByteBuffer) {
        var bytes = bytes
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeBuffer(&bytes) }
    }

    /// The next answer that is complete.
    mutating func next() -> HTTPAnswer? {
        if head == nil { head = readHead() }
        guard let head else { return nil }
        let body: ByteBuffer?
        if let length = head.length { body = buffer.readSlice(length: length) } else { body = readChunks() }
        guard let body else { return nil }
        self.head = nil
        return HTTPAnswer(status: head.status, body: body, time: .now())
    }

    private mutating func readHead() -> (status: Int, length: Int?)? {
        let view = buffer.readableBytesView
        var lineStart = view.startIndex
        var status = 0
        var length: Int?
        var index = view.startIndex
        while index < view.endIndex {
            guard view[index] == 0x0A else {
                index += 1
                continue
            }
            let line = view[lineStart..<max(lineStart, index - 1)]
            index += 1
            if line.isEmpty {
                buffer.moveReaderIndex(forwardBy: index - view.startIndex)
                return (status, length)
            }
            if status == 0 {
                status = Self.number(line.dropFirst(9).prefix(3))
            } else if line.first.map({ $0 | 0x20 }) == UInt8(ascii: "c"), Self.isLength(line) {
                length = Self.number(line.dropFirst(15).drop { $0 == 0x20 })
            }
            lineStart = index
        }
        return nil
    }

    /// Whether a header line begins with `Content-Length:`, whatever its case.
    private static func isLength(_ line: ByteBufferView) -> Bool {
        line.prefix(15).elementsEqual("content-length:".utf8) { $0 | 0x20 == $1 | 0x20 }
    }

    private static func number(_ digits: some Sequence<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1) - 48 } }

    /// A body in chunks (RFC 9112 §7.1), if it is complete.
    private mutating func readChunks() -> ByteBuffer? {
        var rest = buffer
        var body = ByteBuffer()
        while true {
            guard let end = rest.readableBytesView.firstIndex(of: 0x0A) else { return nil }
            let digits = rest.readString(length: end - rest.readableBytesView.startIndex + 1) ?? ""
            guard let count = Int(digits.prefix { $0.isHexDigit }, radix: 16),
                var chunk = rest.readSlice(length: count),
                rest.readSlice(length: 2) != nil
            else { return nil }
            if count == 0 {
                buffer = rest
                return body
            }
            body.writeBuffer(&chunk)
        }
    }
}
