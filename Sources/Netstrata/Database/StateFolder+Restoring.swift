import Foundation
import Glibc
import Kernel
import Resources
import Store

extension StateFolder {
    /// What became of the database.
    struct Restored: Sendable {
        /// The last revision of what is there now.
        let revision: Int64
        /// Where what was there before is; `nil` if nothing was.
        let kept: String?
        /// What a person should know besides.
        let remark: String?
    }

    /// Puts a copy of another database in the place of the present one.
    ///
    /// At each moment there is a whole database of either kind in the place, so that a crash leaves one to start with.
    ///
    /// - Parameters:
    ///   - file: What is copied.
    ///   - progress: Is told the share that is copied.
    /// - Returns: What became of it.
    /// - Throws: `Fault`, `ClientError`, `StoreError`; the database is what it was then.
    func restore(_ file: DatabaseFile, _ progress: @escaping (Double) -> Void) throws -> Restored {
        let lock = try claim()
        defer { withExtendedLifetime(lock) {} }
        try Self.checkSound(file)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let (user, group) = (attributes[.ownerAccountID] as? Int, attributes[.groupOwnerAccountID] as? Int)
        let owner = (user: uid_t(user ?? Int(getuid())), group: gid_t(group ?? Int(getgid())))
        // A folder that root has just made for a daemon of another user has root's lock in it.
        chown(self.lock, owner.user, owner.group)
        let isThere = FileManager.default.fileExists(atPath: database)
        var kept: String?
        var remark: String?
        let copy = try NewFile(database).make(replaces: true, owner: owner) { path in
            let copy = try DatabaseCopy.make(of: file, at: path, progress)
            guard isThere else { return copy }
            do throws(StoreError) {
                try DatabaseCopy.keepLedger(in: path, from: database)
            } catch {
                remark = "what the daemon made in the kernel since the backup isn't known (\(error)): it stays there"
            }
            kept = try setAside()
            return copy
        }
        return Restored(revision: copy.revision, kept: kept, remark: remark)
    }

    private static func checkSound(_ file: DatabaseFile) throws {
        let check = try DatabaseCheck(file)
        guard check.form != .later else {
            throw ClientError.file(
                "\(file.path) was made by a later version of this program", hints: ["install that version first"],
                status: .refused)
        }
        guard let finding = check.findings.first else { return }
        throw ClientError.file(
            "\(file.path) isn't sound: not everywhere \(finding.promise)",
            hints: ["netstrata db check \(file.path) tells more"],
            status: .refused)
    }

    /// Gives the present database a second name, under which it stays.
    private func setAside() throws -> String {
        let name = "\(database).before-\(Moment.now.description.filter { $0.isNumber || $0 == "T" })"
        guard link(database, name) == 0 else {
            throw ClientError.file(
                "\(database) can't be set aside as \(name): \(String(cString: strerror(errno)))", hints: [],
                status: .refused)
        }
        // They are left only by a database that can't be opened; SQLite would take them for the new one's.
        for suffix in ["-wal", "-shm"] { rename(database + suffix, name + suffix) }
        return name
    }
}
