import Foundation
import Gateway
import Kernel
import Store

/// Why the daemon couldn't start, in words.
struct DaemonFailure: Error, CustomStringConvertible {
    let description: String

    init(_ error: any Error, state: String) {
        description =
            switch error {
            case let error as StoreError: Self.words(error, state)
            case let error as KernelError: Self.words(error)
            case let error as StateFolder.Fault: Self.words(error)
            case let error as AuditKeyFile.Fault: Self.words(error)
            case let error as CocoaError:
                "the state folder \(state) can't be made or read (\(error.localizedDescription)): run as a user who may "
                    + "write there, or name another with --state"
            default: "\(error)"
            }
    }

    private static func words(_ error: StoreError, _ state: String) -> String {
        let file = "\(state)/netstrata.db"
        return switch error {
        case .corrupt(let detail):
            "the database \(file) is damaged: \(detail). Put a backup in its place, or move it away to start afresh"
        case .busy: "the database \(file) is locked by another process: stop it, or name another folder with --state"
        case .full: "there is no space left for the database \(file)"
        case .database(let detail): "the database \(file) can't be opened: \(detail)"
        default: "the database \(file): \(error)"
        }
    }

    private static func words(_ error: KernelError) -> String {
        "the kernel's network can't be reached over netlink: \(error). It needs CAP_NET_ADMIN"
    }

    static func words(_ fault: StateFolder.Fault) -> String {
        switch fault {
        case .writableByOthers(let path, let mode):
            "others may write in \(path) (mode \(String(mode, radix: 8))): chmod go-w \(path)"
        case .inUse(let path): "another netstrata works with \(path): stop it, or name another folder with --state"
        }
    }

    private static func words(_ fault: AuditKeyFile.Fault) -> String {
        switch fault {
        case .unreadable(let path):
            "\(path) isn't the key that signs the audit log (32 bytes in Base64): put back what was there, or move it away to "
                + "begin with a new key, which 'netstrata audit verify' will tell of"
        case .unwritable(let path, let code):
            "the audit log's key \(path) can't be written: \(SystemFile.describe(code))"
        case .given(let path):
            "the audit log's key \(path) is a credential: give another, with this one as the credential "
                + "\(AuditKeyFile.previousCredential) beside it, and restart: the daemon signs the new key with the one before"
        }
    }
}
