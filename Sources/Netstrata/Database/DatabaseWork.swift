import Foundation
import Kernel
import Store

/// Work on a database file, on a thread that may block, with errors that tell a person what to do.
struct DatabaseWork: Sendable {
    /// The file.
    let path: String
    /// What helps where the daemon's own isn't found.
    static let elsewhere = "is it elsewhere? name its folder with --state"
    /// What helps where another file was named.
    static let another = "name Netstrata's database, or what 'netstrata db backup' made"
    /// What helps where the daemon's own is damaged.
    static let restore = "netstrata db restore FILE puts a backup in its place"
    private let remedies: [String]

    /// - Parameters:
    ///   - path: The file.
    ///   - remedies: What helps where it's damaged.
    init(_ path: String, remedies: [String] = ["netstrata db check tells more", restore]) {
        self.path = path
        self.remedies = remedies
    }

    /// The file as one that is read.
    var file: DatabaseFile { DatabaseFile(path) }

    /// Whether a daemon works with it: daemons hold the lock beside it.
    var isOpen: Bool { (try? FileLock.isHeld(path: folder.lock)) ?? false }

    /// The folder in which it lies.
    var folder: StateFolder {
        let folder = (path as NSString).deletingLastPathComponent
        return StateFolder(folder.isEmpty ? "." : folder)
    }

    /// Refuses a file that isn't there, can't be read, or has nothing in it.
    ///
    /// - Parameter advice: What helps where it isn't there.
    /// - Throws: `file`.
    func checkReadable(advice: String = elsewhere) throws(ClientError) {
        guard access(path, R_OK) != 0 else { return try checkContent(advice) }
        guard errno == EACCES else {
            throw .file(
                "there is no database \(path)", hints: [advice],
                status: .notFound)
        }
        throw .file(
            "you may not read \(path): permission denied", hints: ["only root and the daemon's user may: use sudo"],
            status: .refused)
    }

    /// Refuses what isn't a file, and an empty one, which SQLite takes for a database without tables.
    private func checkContent(_ advice: String) throws(ClientError) {
        var (file, log) = (stat(), stat())
        guard stat(path, &file) == 0 else { return }
        switch file.st_mode & S_IFMT {
        case S_IFREG where file.st_size > 0: return
        // Where a daemon has just begun all is in the log still.
        case S_IFREG where stat(path + "-wal", &log) == 0 && log.st_size > 0: return
        case S_IFREG: throw .file("\(path) is empty, and no database", hints: [advice], status: .usage)
        case S_IFDIR:
            throw .file(
                "\(path) is a folder, and no database", hints: ["name the file in it, or the folder with --state"],
                status: .usage)
        default: throw .file("\(path) is no file, and no database", hints: [advice], status: .usage)
        }
    }

    /// Refuses a file that somebody named and that is something else altogether.
    ///
    /// - Throws: `file`.
    func checkForm() throws(ClientError) {
        guard file.isDatabase == false else { return }
        throw .file("\(path) is no database", hints: [Self.another], status: .usage)
    }

    /// Does it.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws(ClientError) -> Value {
        try await offThePool { Result { try body() } }.mapError { error in
            error as? ClientError ?? ClientError(error, about: path, remedies: remedies)
        }.get()
    }
}

extension ClientError {
    /// What went wrong with a database file.
    fileprivate init(_ error: any Error, about path: String, remedies: [String]) {
        switch error {
        case StoreError.corrupt(let words):
            self = .file(
                "\(path) is damaged or not Netstrata's: \(words)", hints: remedies, status: .serverError)
        case StoreError.busy:
            self = .file("\(path) is locked by another process", hints: ["try again"], status: .conflict)
        case StoreError.full:
            self = .file(
                "there is no space left beside \(path)", hints: ["make room, then try again"], status: .serverError)
        case StoreError.database(let words):
            self = .file("\(path): \(words)", hints: [], status: .serverError)
        case StateFolder.Fault.inUse(let folder):
            self = .file(
                "a daemon works with \(folder)", hints: ["stop it first: systemctl stop netstrata"], status: .conflict)
        case let fault as StateFolder.Fault:
            self = .file(DaemonFailure.words(fault), hints: [], status: .refused)
        case let error as CocoaError:
            self = .file("\(path): \(error.localizedDescription)", hints: [], status: .refused)
        default: self = .file("\(path): \(error)", hints: [], status: .serverError)
        }
    }
}
