import Foundation
import Kernel
import Store

/// Work on a database file, on a thread that may block, with errors that tell a person what to do.
struct DatabaseWork: Sendable {
    /// The file.
    let path: String

    init(_ path: String) { self.path = path }

    /// The file as one that is read.
    var file: DatabaseFile { DatabaseFile(path) }

    /// Whether a daemon works with it: daemons hold the lock beside it.
    var isOpen: Bool { (try? FileLock.isHeld(path: folder.lock)) ?? false }

    /// The folder in which it lies.
    var folder: StateFolder {
        let folder = (path as NSString).deletingLastPathComponent
        return StateFolder(folder.isEmpty ? "." : folder)
    }

    /// Refuses a file that isn't there or can't be read.
    ///
    /// - Parameter advice: What helps where it isn't there.
    /// - Throws: `file`.
    func checkReadable(
        advice: String = "is it elsewhere? name its folder with --state"
    ) throws(ClientError) {
        guard access(path, R_OK) != 0 else { return }
        guard errno == EACCES else {
            throw .file(
                "there is no database \(path)", hints: [advice],
                status: .notFound)
        }
        throw .file(
            "you may not read \(path): permission denied", hints: ["only root and the daemon's user may: use sudo"],
            status: .refused)
    }

    /// Does it.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws(ClientError) -> Value {
        try await offThePool { Result { try body() } }.mapError { error in
            error as? ClientError ?? ClientError(error, about: path)
        }.get()
    }
}

extension ClientError {
    /// What went wrong with a database file.
    fileprivate init(_ error: any Error, about path: String) {
        switch error {
        case StoreError.corrupt(let words):
            self = .file(
                "\(path) is damaged or not Netstrata's: \(words)",
                hints: ["netstrata db check tells more", "netstrata db restore FILE puts a backup in its place"],
                status: .serverError)
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
