package import Resources

/// An answer of the daemon's.
package struct Reply: Sendable {
    package var status: Int
    package var headers: [String: String]
    package var body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }
    package var json: JSON { (try? JSON(parsing: body)) ?? .null }
    package var items: [JSON] { json["items"]?.elements ?? [] }
    package var reason: String? { json["reason"]?.text }
    package var revision: Int64? { json["metadata"]?["revision"]?.integer }
    package var isApplied: Bool? { json["applied"]?.bool }
    package var reasons: String { (json["reasons"]?.elements ?? []).compactMap(\.text).joined(separator: "\n") }
    package var plan: [JSON] { json["plan"]?.elements ?? [] }
}

extension JSON {
    /// A value deep inside; the path's parts are member names.
    package subscript(path first: String, _ rest: String...) -> JSON? {
        rest.reduce(self[first]) { $0?[$1] }
    }
}
