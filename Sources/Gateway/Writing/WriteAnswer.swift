import NIOHTTP1
import Resources
import Store

/// What a write is answered with, before it is told in JSON or YAML.
struct WriteAnswer: Sendable {
    var status: HTTPResponseStatus
    /// Header lines that belong to the answer, such as the ETag.
    var headers: [(name: String, value: String)] = []
    /// A JSON document.
    var body: [UInt8]

    init(_ status: HTTPResponseStatus, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    /// One that was kept.
    init(_ stored: StoredAnswer) {
        self.init(HTTPResponseStatus(statusCode: stored.status), body: stored.body)
        let members = (try? JSON(parsing: stored.headers))?.members ?? [:]
        headers = members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.text ?? "") }
    }

    /// Adds a member to the document.
    mutating func add(_ name: String, _ value: JSON) {
        guard body.last == UInt8(ascii: "}") else { return }
        body.removeLast()
        if body.last != UInt8(ascii: "{") { body.append(UInt8(ascii: ",")) }
        body += JSON.string(name).canonicalBytes + [UInt8(ascii: ":")] + value.canonicalBytes + [UInt8(ascii: "}")]
    }

    /// The form in which it is kept.
    func stored(_ fingerprint: String) -> StoredAnswer {
        let members = Dictionary(headers.map { ($0.name, JSON.string($0.value)) }) { $1 }
        return StoredAnswer(
            fingerprint: fingerprint, status: Int(status.code), headers: JSON.object(members).canonical, body: body)
    }

    /// The answer in a format.
    func response(_ format: OutputFormat, withHeaders: Bool) throws(Problem) -> APIResponse {
        var response = APIResponse(status, json: body)
        if case .yaml = format, let value = try? JSON(parsing: body) {
            response = APIResponse(status, OutputFormat.yaml.contentType, try YAMLText.text(value).utf8)
        }
        if withHeaders {
            for (name, value) in headers { response.headers.add(name: name, value: value) }
        }
        return response
    }
}
