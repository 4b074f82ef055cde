import Kernel
import NetworkTypes
import Synchronization

/// The addresses of hosts that are known by name, looked up again and again while somebody wants to know.
///
/// Nobody waits for a lookup: what is known is said at once, and news are told.
final class HostNameBook: Sendable {
    private struct Entry {
        var address: IPAddress?
        var failure: String?
        let task: Task<Void, Never>
    }

    /// How long until a name that was found is looked up again: the C library doesn't tell how long an answer holds.
    private static let interval = Duration.seconds(30)
    /// The pause after the first failure, and the longest one; each failure doubles it.
    private static let pauses = Duration.seconds(1)...Duration.seconds(60)
    /// The most names; each is looked up on a thread of its own.
    private static let limit = 256

    /// The names that are looked up, and those that are too many.
    private let book = Mutex<(entries: [DomainName: Entry], excess: Set<DomainName>)>(([:], []))
    private let news: @Sendable () -> Void

    /// An empty book; `news` is told when a name leads elsewhere.
    init(_ news: @escaping @Sendable () -> Void) { self.news = news }

    deinit { book.withLock { $0.entries.values.forEach { $0.task.cancel() } } }

    /// What is known now.
    var known: (addresses: [DomainName: IPAddress], failures: [DomainName: String]) {
        book.withLock { book in
            var failures = book.entries.compactMapValues(\.failure)
            for name in book.excess { failures[name] = "at most \(Self.limit) names are looked up, and \(name) isn't" }
            return (book.entries.compactMapValues(\.address), failures)
        }
    }

    /// Says which names are of interest; others are forgotten.
    func want(_ names: Set<DomainName>) {
        book.withLock { book in
            for (name, entry) in book.entries where !names.contains(name) {
                entry.task.cancel()
                book.entries[name] = nil
            }
            let missing = names.filter { book.entries[$0] == nil }.sorted { $0.description < $1.description }
            let room = Self.limit - book.entries.count
            for name in missing.prefix(room) {
                let task = Task { [weak self] in await Self.follow(name) { self?.note(name, $0) } }
                book.entries[name] = Entry(task: task)
            }
            book.excess = Set(missing.dropFirst(room))
        }
    }

    private typealias Outcome = Result<[IPAddress], ProbeFailure>

    private static func follow(_ name: DomainName, _ note: (Outcome) -> Void) async {
        var pause = pauses.lowerBound
        while !Task.isCancelled {
            let next: Duration
            do throws(ProbeFailure) {
                note(.success(try await NameLookup.addresses(of: name)))
                (next, pause) = (interval, pauses.lowerBound)
            } catch {
                note(.failure(error))
                (next, pause) = (pause, min(pause * 2, pauses.upperBound))
            }
            try? await Task.sleep(for: next)
        }
    }

    /// An address that still is among a name's addresses stays; one that was found stays while the resolver fails.
    private func note(_ name: DomainName, _ outcome: Outcome) {
        let isNews = book.withLock { book in
            guard var entry = book.entries[name] else { return false }
            let before = (entry.address, entry.failure)
            switch outcome {
            case .success(let addresses):
                entry.failure = nil
                if entry.address.map(addresses.contains) != true { entry.address = addresses.first }
            case .failure(let failure): entry.failure = "\(failure)"
            }
            book.entries[name] = entry
            return before != (entry.address, entry.failure)
        }
        if isNews { news() }
    }
}
