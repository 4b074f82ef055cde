import Resources
import Synchronization

/// The large spec that was committed last: controllers that read the change get the writer's own text, which is in memory
/// already, and needn't fetch it page by page from the file.
final class FreshSpec: Sendable {
    /// A spec, and the change that it came with.
    struct Text: Hashable, Sendable {
        let revision: Int64
        let spec: String

        /// `nil` for a small spec, which costs as little to read.
        init?(_ resource: Resource) {
            guard resource.spec.utf8.count >= Limit.largeSpec else { return nil }
            (revision, spec) = (resource.metadata.revision, resource.spec)
        }
    }

    private let last = Mutex<Text?>(nil)

    /// The last one that was committed.
    var text: Text? { last.withLock { $0 } }

    /// Notes that one was committed.
    func note(_ text: Text) { last.withLock { $0 = text } }
}
