import Resources

/// An answer of the daemon's.
struct Reply: Sendable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { (try? JSON(parsing: body)) ?? .null }
    var items: [JSON] { json["items"]?.elements ?? [] }
    var reason: String? { json["reason"]?.text }
    var revision: Int64? { json["metadata"]?["revision"]?.integer }
    var isApplied: Bool? { json["applied"]?.bool }
    var reasons: String { (json["reasons"]?.elements ?? []).compactMap(\.text).joined(separator: "\n") }
    var plan: [JSON] { json["plan"]?.elements ?? [] }
}

extension JSON {
    /// A value deep inside; the path's parts are member names.
    subscript(path first: String, _ rest: String...) -> JSON? {
        rest.reduce(self[first]) { $0?[$1] }
    }
}
