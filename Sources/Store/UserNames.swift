internal import Foundation
import Synchronization

/// The names of users, from `/etc/passwd`.
///
/// Users that only a directory service knows are shown by their numbers.
public final class UserNames: Sendable {
    private let names = Mutex<[UInt32: String]>([:])
    private let path: String

    /// The names that a file has.
    public init(path: String = "/etc/passwd") { self.path = path }

    /// The name of a user, or the number as text; reads a file the first time.
    public func name(_ user: UInt32) -> String {
        if let known = names.withLock({ $0[user] }) { return known }
        let name = look(for: user) ?? String(user)
        names.withLock { $0[user] = name }
        return name
    }

    private func look(for user: UInt32) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, UInt32(fields[2]) == user { return String(fields[0]) }
        }
        return nil
    }
}
