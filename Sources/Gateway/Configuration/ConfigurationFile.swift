public import HostConfiguration
import Resources
public import Store
import Synchronization

/// A file that holds the machine configuration, and is loaded at a start when it has changed since the last time.
public enum ConfigurationFile {
    /// Why a file isn't loaded; what is stored stays.
    public enum Failure: Error, Sendable {
        /// It isn't valid; a line for everything that is wrong.
        case invalid(String)
        /// It asks for what this version can't do.
        case unsupported([String])
    }

    /// What came of it.
    public enum Outcome: Sendable {
        /// It is as it was the last time; what was changed through the interface since then stays.
        case unchanged
        /// It is stored; what of it isn't carried out, and what is hardly meant.
        case loaded(unsupported: [String], warnings: [ConfigurationFault])
    }

    private static let note = "configuration file"

    /// Stores the text of a file, unless it is the one that was stored the last time; nobody else may write meanwhile.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - path: Where it comes from, for the history.
    ///   - allowsUnsupported: Whether it is stored although not all of it can be carried out.
    ///   - store: Where.
    public static func load(
        _ text: String, from path: String, allowsUnsupported: Bool, into store: ResourceStore
    ) async throws(Failure) -> Outcome {
        let fingerprint = Fingerprint.text(Array(text.utf8))
        let write: ConfigurationWrite
        do throws(Problem) {
            let known = try answering { () throws(StoreError) in try store.note(note) }
            if known == fingerprint { return .unchanged }
            let stored = try StoredConfiguration.present(store)
            let configuration = try ConfigurationBody.configuration(text, after: stored)
            write = ConfigurationWrite(
                configuration: configuration, base: stored?.resource.metadata.revision, keepsSecrets: true)
        } catch {
            throw .invalid(error.everything)
        }
        let unsupported = write.configuration.unsupported
        guard allowsUnsupported || unsupported.isEmpty else { throw .unsupported(unsupported) }
        do throws(Problem) {
            try await commit(write, from: path, fingerprint, store)
        } catch {
            throw .invalid(error.everything)
        }
        return .loaded(unsupported: unsupported, warnings: write.configuration.warnings)
    }

    private static func commit(
        _ write: ConfigurationWrite, from path: String, _ fingerprint: String, _ store: ResourceStore
    ) async throws(Problem) {
        let context = ChangeContext(actor: "netstrata", origin: .boot, message: "loaded from \(path)")
        let problem = Mutex<Problem?>(nil)
        do throws(StoreError) {
            _ = try await store.write(context) { transaction throws(StoreError) in
                let initial = Resource(Metadata(StoredConfiguration.key), spec: "{}")
                try transaction.modify(initial) { resource throws(StoreError) in
                    do throws(Problem) {
                        try write.apply(to: &resource, transaction)
                    } catch {
                        problem.withLock { $0 = error }
                        throw .aborted
                    }
                }
                try transaction.setNote(note, fingerprint)
            }
        } catch {
            throw problem.withLock { $0 } ?? Problem(error)
        }
    }
}

extension Problem {
    /// Every fault on a line of its own, or what is wrong.
    fileprivate var everything: String {
        let faults = (members["errors"]?.elements ?? []).map { fault in
            let place = fault["pointer"]?.text ?? ""
            let line = fault["line"]?.integer.map { ", line \($0)" } ?? ""
            return
                "\(fault["document"]?.text ?? "")\(line)\(place.isEmpty ? "" : ", at \(place)"): \(fault["detail"]?.text ?? "")"
        }
        return faults.isEmpty ? detail : faults.joined(separator: "\n")
    }
}
