import NIOHTTP1
import Resources

/// One request to the daemon.
struct APIRequest: Sendable {
    var method: HTTPMethod
    /// The path, already percent-encoded.
    var path: String
    /// Names and values of the query, not yet encoded; a `nil` value is a bare word.
    var query: [(name: String, value: String?)] = []
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]?

    init(_ method: HTTPMethod, _ path: String) {
        self.method = method
        self.path = path
    }

    /// A request with a body.
    init(_ method: HTTPMethod, _ path: String, _ contentType: String, _ body: [UInt8]) {
        self.init(method, path)
        self.body = body
        headers.append(("Content-Type", contentType))
    }

    /// A request with a JSON body.
    init(_ method: HTTPMethod, _ path: String, json: JSON) {
        self.init(method, path, "application/json", json.canonicalBytes)
    }

    /// Adds a query parameter unless there is nothing to say.
    mutating func add(_ name: String, _ value: String?) {
        if let value { query.append((name, value)) }
    }

    /// Adds a query parameter without a value.
    mutating func add(flag name: String) { query.append((name, nil)) }

    /// Adds a header unless there is nothing to say.
    mutating func addHeader(_ name: String, _ value: String?) {
        if let value { headers.append((name, value)) }
    }

    /// Path and query as they go on the wire.
    var target: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { pair in
            PercentEncoding.query(pair.name) + (pair.value.map { "=" + PercentEncoding.query($0) } ?? "")
        }
        return path + "?" + pairs.joined(separator: "&")
    }
}

/// What the daemon answered.
struct APIResponse: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    /// The body as JSON.
    func json() throws(ClientError) -> JSON {
        do {
            return try JSON(parsing: body)
        } catch {
            throw .unexpectedAnswer("line \(error.line), column \(error.column): \(error.message)")
        }
    }

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Path and query of the next page (RFC 8288), where there is one.
    var nextPage: String? {
        for link in headers["Link"] where link.contains("rel=\"next\"") {
            guard let open = link.firstIndex(of: "<"), let close = link.firstIndex(of: ">"), open < close else {
                continue
            }
            return String(link[link.index(after: open)..<close])
        }
        return nil
    }
}

/// Percent-encoding of what goes into a URL (RFC 3986 §2).
enum PercentEncoding {
    /// A path: slashes and colons of ids stay as they are.
    static func path(_ text: String) -> String { encode(text, keeping: "/:@,=") }

    /// A name or a value of a query.
    static func query(_ text: String) -> String { encode(text, keeping: "/:@,") }

    private static func encode(_ text: String, keeping extra: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) || extra.utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        let scalar = Unicode.Scalar(byte)
        return scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            || "-._~".utf8.contains(byte)
    }
}
