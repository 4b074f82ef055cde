import Resources
import Store

/// A confirm window as it is stored.
struct StoredWindow: Sendable {
    /// The type of its resources.
    static let kind = ResourceKind(Namespace.management, ConfirmWindow.typeName)
    /// Who writes them.
    static let owner = "ConfirmWindows"

    let metadata: Metadata
    var spec: ConfirmWindow

    /// The number under which people speak of it.
    var id: String { metadata.key.id }

    /// Which resource a window is.
    static func key(_ id: String) -> ResourceKey { ResourceKey(kind.namespace, kind.type, id) }

    /// What a resource says; one that somebody made unreadable past the interface counts as it was before that, so that it can be
    /// ended.
    init?(_ resource: Resource, _ store: ResourceStore) throws(StoreError) {
        metadata = resource.metadata
        if let spec = ConfirmWindow.read(resource.spec) {
            self.spec = spec
            return
        }
        let changes = try store.changes(
            before: resource.metadata.revision, matching: HistoryFilter(resource.metadata.key), limit: Self.lookBack)
        guard let spec = changes.lazy.compactMap({ ConfirmWindow.read($0.resource.spec) }).first else { return nil }
        self.spec = spec
    }

    /// How many changes are looked through for one that can be read.
    private static let lookBack = 64

    /// How long there still is to confirm it.
    var remaining: Duration {
        guard spec.state == .pending, spec.boot == BootClock.boot else { return .zero }
        return max(.zero, .milliseconds(Int64(clamping: spec.bootDeadline.number) - BootClock.milliseconds))
    }

    /// Makes it last so long from now on.
    static func extend(_ spec: inout ConfirmWindow, to timeout: GoDuration) {
        let milliseconds = timeout.nanoseconds / 1_000_000
        spec.deadline = Moment(Timestamp.now()).map { Moment(milliseconds: $0.milliseconds + milliseconds) }
        spec.bootDeadline = Count(UInt64(clamping: BootClock.milliseconds + milliseconds))
        spec.boot = BootClock.boot
    }

    /// Where it can be ended.
    var path: String { "/v1/confirmations/\(id)" }

    /// Whose it is.
    var holder: Principal { Principal(spec.holder) }

    /// Everything, as it is shown.
    var json: JSON {
        var json = spec.json
        json["id"] = .string(id)
        json["url"] = .string(path)
        json["revision"] = .integer(metadata.revision)
        json["created"] = .string(metadata.created)
        if spec.state == .pending {
            json["remaining"] = GoDuration(nanoseconds: Int64(remaining / .nanoseconds(1))).json
        }
        return json
    }

    /// What the answer to a write says of it.
    var summary: JSON {
        [
            "id": .string(id), "url": .string(path), "holder": .string(spec.holder), "timeout": spec.timeout.json,
            "deadline": spec.deadline.json, "probes": spec.probes.json, "autoConfirm": .bool(spec.autoConfirm),
        ]
    }
}

extension WriteTransaction {
    /// Stores a window, whoever claims it.
    func put(_ spec: ConfirmWindow, _ key: ResourceKey) throws(StoreError) -> Resource {
        let owner = try get(key)?.metadata.owner ?? StoredWindow.owner
        return try modify(Resource(Metadata(key, owner: owner), spec: "{}"), expectedPhase: nil) {
            resource throws(StoreError) in
            resource.spec = spec.canonical
        }
    }
}
