import Foundation
import Glibc

/// A file that is there when all of it is, and that its owner alone can read.
struct NewFile: Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    /// Refuses to replace what is there.
    func checkIsFree() throws(ClientError) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        throw .file("\(path) is there already", hints: ["--force replaces it"], status: .conflict)
    }

    /// Refuses the database itself and what belongs to it.
    func checkIsNot(databaseOf folder: StateFolder) throws(ClientError) {
        let own =
            ["", "-wal", "-shm", ".head"].map { Self.resolved(folder.database + $0) } + [Self.resolved(folder.lock)]
        guard own.contains(Self.resolved(path)) else { return }
        throw .file("\(path) belongs to the database", hints: ["name another file"], status: .usage)
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }

    /// Makes it.
    ///
    /// - Parameters:
    ///   - replaces: Whether one that is there is replaced.
    ///   - owner: Whose it is to be; the caller's otherwise.
    ///   - fill: Fills the empty file at a path beside it; what it throws leaves nothing behind.
    /// - Returns: What `fill` gave.
    /// - Throws: `ClientError`, and what `fill` throws.
    func make<Value>(replaces: Bool, owner: (user: uid_t, group: gid_t)? = nil, _ fill: (String) throws -> Value) throws
        -> Value
    {
        let partial = "\(path).partial-\(getpid())"
        let descriptor = open(partial, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault("made") }
        close(descriptor)
        defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) } }
        let value = try fill(partial)
        if let owner, chown(partial, owner.user, owner.group) != 0 { throw fault("given to its owner") }
        // link(2) never replaces what somebody has put there meanwhile.
        guard (replaces ? rename(partial, path) : link(partial, path)) == 0 else { throw fault("made") }
        FileLocation.sync(folderOf: path)
        return value
    }

    private func fault(_ what: String) -> ClientError {
        .file("\(path) can't be \(what): \(String(cString: strerror(errno)))", hints: [], status: .refused)
    }
}

/// Where files lie.
enum FileLocation {
    /// Makes the names in a file's folder last, whatever happens to the machine.
    static func sync(folderOf path: String) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
