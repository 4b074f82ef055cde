import NIOCore
import Store

/// Events that are written together, and where a client that has them can go on.
struct WatchBatch {
    private let encoding: WatchEncoding
    private(set) var bytes = ByteBuffer()
    /// The revision after which a watch misses nothing; `nil` while the present state isn't whole.
    private(set) var place: Int64?
    /// Whether the last event is a bookmark.
    private(set) var endsWithBookmark = false

    /// An empty batch after what was written before.
    init(_ encoding: WatchEncoding, after place: Int64?) {
        self.encoding = encoding
        self.place = place
    }

    /// Adds an event.
    mutating func add(_ event: WatchEvent) {
        encoding.write(event, to: &bytes)
        place = event.place ?? place
        endsWithBookmark = event.kind == .bookmark
    }

    /// Adds a bookmark.
    mutating func addBookmark(_ revision: Int64) {
        encoding.writeBookmark(revision, to: &bytes)
        (place, endsWithBookmark) = (revision, true)
    }
}

extension WatchEvent {
    /// The revision after which a watch goes on, or `nil` for a present state.
    ///
    /// Present states come in the order of their ids and all belong to one revision: who went on after one of them would
    /// never see those behind it.
    var place: Int64? { kind == .bookmark || transaction != nil ? revision : nil }
}
