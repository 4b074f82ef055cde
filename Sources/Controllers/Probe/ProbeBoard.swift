import Kernel
import Resources
import Store
import Synchronization

/// What is said of each probe, and the rows in which it is said.
final class ProbeBoard: Sendable {
    private let store: ResourceStore
    private let owner: String
    private let verdicts = Mutex<[String: ProbeVerdict]>([:])

    init(_ store: ResourceStore, owner: String) {
        self.store = store
        self.owner = owner
    }

    /// The probes that there are, and what is stored of them.
    func become(_ ids: Set<String>, stored: [String: ProbeStatus]) {
        verdicts.withLock { verdicts in
            verdicts = verdicts.filter { ids.contains($0.key) }
            for id in ids where verdicts[id] == nil { verdicts[id] = ProbeVerdict(stored[id]) }
        }
    }

    /// What is said of each, as it is stored.
    var texts: [String: String] { verdicts.withLock { $0.compactMapValues { $0.status?.canonical } } }

    /// Takes how a try went, and writes down what is new.
    func take(_ failure: ProbeFailure?, of id: String, threshold: UInt32, took: Duration) async {
        let time = Moment(Timestamp.now())
        let news = verdicts.withLock { verdicts -> String? in
            guard let time, verdicts[id] != nil else { return nil }
            verdicts[id]?.take(failure, threshold: threshold, took: took, at: time, .now)
            return verdicts[id].flatMap { $0.isNews ? $0.status?.canonical : nil }
        }
        // What can't be written now is written after the next try.
        guard let news, (try? await write([id: news])) != nil else { return }
        verdicts.withLock { $0[id]?.wrote(news) }
    }

    /// Writes statuses of probes that there still are; what is said by then counts.
    func write(_ texts: [String: String]) async throws(StoreError) {
        guard !texts.isEmpty else { return }
        _ = try await store.write(ChangeContext(actor: owner, origin: .controller)) {
            [self] transaction throws(StoreError) in
            let latest = self.texts
            for (id, text) in texts.sorted(by: { $0.key < $1.key }) where try Self.isAsked(id, transaction) {
                let key = ResourceKey(Namespace.network, ProbeStatus.typeName, id)
                try transaction.putOwned(key, latest[id] ?? text, owner: owner)
            }
        }
    }

    private static func isAsked(_ id: String, _ transaction: WriteTransaction) throws(StoreError) -> Bool {
        try transaction.exists(ResourceKey(Namespace.network, ProbeSpec.typeName, id))
    }

    /// Removes the statuses of probes that are gone.
    func remove(_ ids: Set<String>) async throws(StoreError) {
        guard !ids.isEmpty else { return }
        _ = try await store.write(ChangeContext(actor: owner, origin: .controller)) { transaction throws(StoreError) in
            for id in ids.sorted() where try !Self.isAsked(id, transaction) {
                try transaction.removeOwned(ResourceKey(Namespace.network, ProbeStatus.typeName, id))
            }
        }
    }
}
