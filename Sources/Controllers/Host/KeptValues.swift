import Resources
import Store

/// What values of the host were before we changed them, as a ledger entry keeps it, and which of them are ours.
///
/// After a reboot a value may be the host's own again, as with most settings, or still ours, as with a name that the host reads
/// from a file at its start. The first is a new original; the second never is one.
struct KeptValues {
    /// The member with what we have set since the original.
    private static let ours = "ours"
    /// More than anybody sets between two starts of the daemon.
    private static let limit = 16

    /// The entry's `original`.
    private(set) var json: JSON
    private let isCarried: Bool

    init(_ json: JSON) {
        self.json = json
        isCarried = json[LedgerEntry.carried] == true
        self.json[LedgerEntry.carried] = nil
    }

    /// Notes a value that is about to be set.
    ///
    /// - Parameters:
    ///   - wanted: The value.
    ///   - member: What is set.
    ///   - current: What it is now; `nil` where it isn't there.
    mutating func note(_ wanted: String, for member: String, over current: String?) {
        var ours = ours(member)
        // Who wrote the entry before there was this list had set what is wanted.
        let isOurs = current.map { Self.contains(ours.isEmpty ? [wanted] : ours, $0) } ?? ours.isEmpty
        if !isKnown(member) || isCarried && !isOurs {
            json[member] = current.map { .string($0) }
            ours = []
        }
        if ours.last != wanted { ours.append(wanted) }
        var all = json[Self.ours]?.members ?? [:]
        all[member] = .array(ours.suffix(Self.limit).map { .string($0) })
        json[Self.ours] = .object(all)
    }

    /// Gives up a value.
    ///
    /// - Returns: Whether it has to be put back, unless it was the host's own again.
    mutating func forget(_ member: String, at current: String?) -> Bool {
        defer {
            json[member] = nil
            var all = json[Self.ours]?.members ?? [:]
            all[member] = nil
            json[Self.ours] = all.isEmpty ? nil : .object(all)
        }
        let ours = ours(member)
        return !isCarried || ours.isEmpty || current.map { Self.contains(ours, $0) } == true
    }

    private func isKnown(_ member: String) -> Bool { json[member] != nil || json[Self.ours]?[member] != nil }

    private func ours(_ member: String) -> [String] {
        json[Self.ours]?[member]?.elements?.compactMap(\.text) ?? []
    }

    /// The kernel writes several numbers with tabs, people with blanks.
    static func words(_ value: String) -> [Substring] { value.split(whereSeparator: \.isWhitespace) }

    private static func contains(_ values: [String], _ value: String) -> Bool {
        values.contains { words($0) == words(value) }
    }
}
