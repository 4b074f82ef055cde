import NIOCore
import Resources
import Store

/// How events are written: JSON lines, or server-sent events (HTML, section 9.2).
struct WatchEncoding: Sendable {
    let isEvents: Bool
    let showsOld: Bool

    var contentType: String { isEvents ? "text/event-stream" : "application/x-ndjson" }

    /// What comes first: how soon a browser comes back, or nothing.
    var preamble: String { isEvents ? "retry: 1000\n\n" : "" }

    /// Adds one event.
    func write(_ event: WatchEvent, to buffer: inout ByteBuffer) {
        let type = event.kind.rawValue.uppercased()
        if isEvents { buffer.writeString("id: \(event.revision)\nevent: \(type)\ndata: ") }
        buffer.writeString(#"{"type":"\#(type)","revision":\#(event.revision)"#)
        if let transaction = event.transaction { buffer.writeString(#","transaction":\#(transaction)"#) }
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

    /// The last line of a stream that ends by a fault.
    func error(_ reason: String, _ detail: String, _ revision: Int64) -> String {
        let line = JSON.object([
            "type": "ERROR", "reason": .string(reason), "detail": .string(detail), "revision": .integer(revision),
        ]).canonical
        return isEvents ? "event: ERROR\ndata: \(line)\n\n" : line + "\n"
    }
}
