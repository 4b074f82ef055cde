import Resources
import Store

/// The decoded resources of one type, brought up to date by reading only what changed.
struct ResourceCache<Spec: ResourceSpec>: Sendable {
    /// A resource and its spec; `spec` is `nil` when it can't be read, and `faults` say why.
    ///
    /// A class, because tables of ten thousand grow by moving what they hold.
    final class Entry: Sendable {
        let metadata: Metadata
        let text: String
        let spec: Spec?
        let faults: [Fault]
        /// Whether it was checked when it was written, and isn't decoded yet; `read` does that.
        let isChecked: Bool

        /// An entry whose spec isn't decoded yet.
        init(checked resource: Resource) {
            metadata = resource.metadata
            text = resource.spec
            (spec, faults) = (nil, [])
            isChecked = true
        }

        /// An entry with its spec.
        init(_ resource: Resource) {
            metadata = resource.metadata
            text = resource.spec
            var faults: [Fault] = []
            spec = Spec.read(resource.spec, &faults)
            self.faults = faults
            isChecked = false
        }

        /// The same with its spec decoded.
        var read: Entry { isChecked ? Entry(Resource(metadata, spec: text)) : self }
    }

    /// Which specs are decoded when they are read from the store.
    enum Decoding {
        case all
        /// Those that came past the interface, which checks.
        case unchecked
    }

    /// By id.
    private(set) var entries: [String: Entry] = [:]
    /// Everything up to this revision is in `entries`; `nil` before the first reading.
    var position: Int64? { follower.position }

    /// What has changed in `entries` and wasn't returned yet, because a later read failed.
    private var untold: [String] = []
    private var follower: ResourceFollower
    private let decoding: Decoding
    private let batchLimit: Int

    /// A cache of a namespace, which reads so many changes at once at most.
    init(_ namespace: String, decoding: Decoding = .all, batchLimit: Int = 4096) {
        follower = ResourceFollower(ResourceKind(namespace, Spec.typeName))
        self.decoding = decoding
        self.batchLimit = batchLimit
    }

    /// Reads all that changed since the last time.
    ///
    /// - Returns: The ids of the entries that changed, sorted; all of them the first time.
    mutating func refresh(_ store: ResourceStore) throws(StoreError) -> [String] {
        while true {
            let part = try refresh(store, atMost: batchLimit)
            untold += part.ids
            guard part.isLast else { continue }
            defer { untold = [] }
            return untold.sortedOnce()
        }
    }

    /// Reads some of what changed since the last time; the first time, everything.
    ///
    /// - Returns: The ids of the entries that changed, in the order of the changes, and whether that was all.
    mutating func refresh(
        _ store: ResourceStore, atMost limit: Int
    ) throws(StoreError) -> (ids: [String], isLast: Bool) {
        let part = try follower.next(store, atMost: limit)
        for change in part.changes {
            entries[change.id] = change.resource.map { entry($0, change.isChecked) }
        }
        return (part.changes.map(\.id), part.isLast)
    }

    private func entry(_ resource: Resource, _ isChecked: Bool) -> Entry {
        switch decoding {
        case .all: Entry(resource)
        case .unchecked where !isChecked: Entry(resource)
        case .unchecked: Entry(checked: resource)
        }
    }
}

extension [String] {
    /// Sorted, each once.
    fileprivate func sortedOnce() -> [String] {
        var result: [String] = []
        result.reserveCapacity(count)
        for element in sorted() where element != result.last { result.append(element) }
        return result
    }
}
