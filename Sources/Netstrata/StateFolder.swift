import Foundation
import Kernel

/// The folder of the database: nobody else may write there, or the history means nothing.
struct StateFolder {
    let path: String

    init(_ path: String) { self.path = path }

    /// The path of the database file.
    var database: String { path + "/netstrata.db" }

    /// The path of the file that a daemon has locked.
    var lock: String { path + "/lock" }

    /// Makes the folder if it isn't there, checks whose it is, and keeps other daemons out.
    ///
    /// - Returns: The lock; two daemons on one database would undo each other's work.
    /// - Throws: `Fault`, or why the folder can't be made.
    func claim() throws -> FileLock {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes[.posixPermissions] as? Int) ?? 0
        guard mode & 0o022 == 0 else { throw Fault.writableByOthers(path: path, mode: mode) }
        guard let lock = try FileLock(path: lock) else { throw Fault.inUse(path: path) }
        return lock
    }

    /// Why the folder won't do.
    enum Fault: Error {
        /// The group or everybody may write there.
        case writableByOthers(path: String, mode: Int)
        /// Another daemon works with it.
        case inUse(path: String)
    }
}
