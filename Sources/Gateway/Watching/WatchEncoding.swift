import NIOCore
import Resources
import Store

/// How events are written: JSON lines, or server-sent events (HTML, section 9.2).
struct WatchEncoding: Sendable {
    let isEvents: Bool
    let showsOld: Bool
    /// Whether the row of history goes along: who, when and why.
    var showsChange = false

    var contentType: String { isEvents ? "text/event-stream" : "application/x-ndjson" }

    /// What comes first: how soon a browser comes back, or nothing.
    var preamble: String { isEvents ? "retry: 1000\n\n" : "" }

    /// Adds one event; a revision stands there only if a client can go on after it.
    func write(_ event: WatchEvent, to buffer: inout ByteBuffer) {
        let type = event.kind.rawValue.uppercased()
        if isEvents {
            // Without an id a browser keeps the one before, and begins anew where there is none.
            if let place = event.place { buffer.writeString("id: \(place)\n") }
            buffer.writeString("event: \(type)\ndata: ")
        }
        buffer.writeString(#"{"type":"\#(type)""#)
        if let place = event.place { buffer.writeString(#","revision":\#(place)"#) }
        if let transaction = event.transaction { buffer.writeString(#","transaction":\#(transaction)"#) }
        if showsChange, let change = event.change {
            buffer.writeString(#","change":"#)
            buffer.writeBytes(JSON.object(change.summary).canonicalBytes)
        }
        if let resource = event.resource {
            buffer.writeString(#","object":"#)
            buffer.writeBytes(resource.document)
        }
        if showsOld, let old = event.old {
            buffer.writeString(#","oldObject":"#)
            buffer.writeBytes(old.document)
        }
        buffer.writeString(isEvents ? "}\n\n" : "}\n")
    }

    /// Adds a bookmark.
    func writeBookmark(_ revision: Int64, to buffer: inout ByteBuffer) {
        if isEvents { buffer.writeString("id: \(revision)\nevent: BOOKMARK\ndata: ") }
        buffer.writeString(#"{"type":"BOOKMARK","revision":\#(revision)}"#)
        buffer.writeString(isEvents ? "\n\n" : "\n")
    }

    /// The last line of a stream that ends by a fault, with the revision after which to go on, if there is one.
    func error(_ reason: String, _ detail: String, _ place: Int64?) -> String {
        let advice = place.map { "go on after revision \($0)" } ?? "begin again: the present state wasn't whole yet"
        var members: [String: JSON] = [
            "type": "ERROR", "reason": .string(reason), "detail": .string("\(detail); \(advice)"),
        ]
        members["revision"] = place.map { .integer($0) }
        let line = JSON.object(members).canonical
        return isEvents ? "event: ERROR\ndata: \(line)\n\n" : line + "\n"
    }
}
