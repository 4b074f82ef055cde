import Audit
import Foundation
import Glibc

/// Where the key lies that signs the audit log: in the state folder, or with systemd's credentials.
struct AuditKeyFile: Sendable {
    /// The name of the credential (systemd.exec(5), `LoadCredential=`).
    static let credential = "netstrata.audit-key"

    /// The name of the credential that holds the key before.
    static let previousCredential = credential + ".previous"

    /// The key's path.
    let path: String
    /// Whether somebody else gives the key, so that the program can't make another one.
    let isGiven: Bool
    /// Where a key may lie that the log knew before this one.
    private let earlier: [String]
    /// Where the next key lies while the log is told of it.
    private var next: String { path + ".next" }

    /// The file of a state folder; a credential comes first.
    init(_ folder: StateFolder, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let folderOfGiven = environment["CREDENTIALS_DIRECTORY"]
        let given = folderOfGiven.map { "\($0)/\(Self.credential)" }
        let own = folder.path + "/audit.key"
        if let given, FileManager.default.fileExists(atPath: given) {
            (path, isGiven) = (given, true)
        } else {
            (path, isGiven) = (own, false)
        }
        earlier = (folderOfGiven.map { ["\($0)/\(Self.previousCredential)"] } ?? []) + (isGiven ? [own] : [])
    }

    /// Why there is no key.
    enum Fault: Error {
        /// The file holds something else.
        case unreadable(path: String)
        /// The file can't be written.
        case unwritable(path: String, errno: Int32)
        /// The key is a credential, and whoever gave it gives the next one.
        case given(path: String)
    }

    /// The key; it is made when there is none yet.
    ///
    /// - Parameter last: The public key that the log names last, in Base64: a key that the log knows already takes the place of the
    ///   one before, if the program ended in between.
    /// - Throws: `Fault`.
    /// - Returns: The key.
    func key(last: String?) throws(Fault) -> AuditKey {
        if let pending = Self.read(next) {
            if pending.verifier.text == last { try move() } else { unlink(next) }
        }
        guard FileManager.default.fileExists(atPath: path) else {
            let key = AuditKey()
            try prepare(key)
            try move()
            return key
        }
        guard let key = Self.read(path) else { throw .unreadable(path: path) }
        return key
    }

    /// That others than the owner can use the state folder's key, and what helps; `nil` where they can't.
    ///
    /// How a credential is given is systemd's.
    var exposure: String? {
        guard !isGiven else { return nil }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = attributes?[.posixPermissions] as? Int, mode & 0o077 != 0 else { return nil }
        return
            "the key \(path) that signs the audit log has mode 0\(String(mode & 0o7777, radix: 8)): others than its owner can use it; chmod 600 \(path), and netstrata audit rotate if somebody may have read it"
    }

    /// The key before, which vouches for the present one: the credential `netstrata.audit-key.previous`, or the state folder's own
    /// key where a credential takes its place.
    ///
    /// - Parameter known: The public key that the log names last, in Base64; no other can vouch for the next.
    /// - Returns: The key, or `nil` where it isn't given.
    func previous(_ known: String) -> AuditKey? {
        earlier.lazy.compactMap { Self.read($0) }.first { $0.verifier.text == known }
    }

    /// Lays the next key beside the present one, until the log knows it; a file that is cut off is nobody's key then.
    func prepare(_ key: AuditKey) throws(Fault) {
        guard !isGiven else { throw .given(path: path) }
        let descriptor = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: next, errno: errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data((key.text + "\n").utf8))
            try file.synchronize()
        } catch {
            throw .unwritable(path: next, errno: errno)
        }
    }

    /// Puts the next key in the place of the present one.
    func move() throws(Fault) {
        guard rename(next, path) == 0 else { throw .unwritable(path: path, errno: errno) }
        FileLocation.sync(folderOf: path)
    }

    private static func read(_ path: String) -> AuditKey? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { AuditKey(text: $0) }
    }
}
