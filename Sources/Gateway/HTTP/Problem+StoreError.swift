import NIOHTTP1
import Resources
import Store

extension Problem {
    /// What a failure of the store means to a client.
    init(_ error: StoreError) {
        switch error {
        case .notFound(let key):
            self.init(.notFound, .notFound, "there is no \(key)")
        case .exists(let key):
            self.init(.conflict, .alreadyExists, "\(key) exists already")
        case .conflict(let key, let expected, let actual):
            self.init(.conflict, .conflict, "\(key) is at version \(actual), not \(expected)")
            members["currentVersion"] = .integer(actual)
        case .ownerConflict(let key, let owner):
            self.init(.conflict, .owner, "\(key) belongs to \(owner.isEmpty ? "people" : owner)")
            members["owner"] = .string(owner)
        case .phaseConflict(let key, let actual):
            self.init(.conflict, .phase, "\(key) is \(actual.rawValue)")
            members["phase"] = .string(actual.rawValue)
        case .pendingFinalizers(let key, let finalizers):
            self.init(.conflict, .finalizers, "\(key) is held by \(finalizers.joined(separator: ", "))")
            members["finalizers"] = .array(finalizers.map { .string($0) })
        case .compacted(let oldest):
            self.init(
                .gone, .compacted,
                "what is asked for is kept from revision \(oldest) on, specs mostly longer than statuses; read the present "
                    + "state and go on, or ask for less")
            members["oldestRevision"] = .integer(oldest)
        case .future(let current):
            self.init(.badRequest, .futureRevision, "the last revision is \(current)")
            members["currentRevision"] = .integer(current)
        case .busy:
            self.init(.serviceUnavailable, .busy, "another process keeps the database locked; nothing was changed")
            headers.append(("retry-after", "1"))
        case .full:
            self.init(.insufficientStorage, .storageFull, "the disk or the database is full; nothing was changed")
        case .corrupt(let words):
            self.init(.internalServerError, .databaseDamaged, "the database is damaged: \(words)")
        case .database(let words):
            self.init(.internalServerError, .internal, "the database failed: \(words)")
        case .closed:
            self.init(.serviceUnavailable, .closing, "the daemon is stopping")
            headers.append(("retry-after", "1"))
        case .aborted:
            self.init(.internalServerError, .internal, "the change was given up without a reason")
        }
    }
}

/// Runs what throws the store's errors where a client waits.
func answering<Value>(_ body: () throws(StoreError) -> Value) throws(Problem) -> Value {
    do {
        return try body()
    } catch {
        throw Problem(error)
    }
}
