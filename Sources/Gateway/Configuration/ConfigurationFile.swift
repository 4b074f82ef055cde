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
    /// - Returns: Whether it was loaded.
    /// - Throws: Why it can't be.
    public static func load(
        _ text: String, from path: String, allowsUnsupported: Bool, into store: ResourceStore
    ) async throws(Failure) -> Outcome {
        let fingerprint = Fingerprint.text(Array(text.utf8))
        let stored: StoredConfiguration?
        do throws(Problem) {
            let known = try answering { () throws(StoreError) in try store.note(note) }
            if known == fingerprint { return .unchanged }
            stored = try StoredConfiguration.present(store)
        } catch {
            throw .invalid(error.detail)
        }
        let configuration: MachineConfiguration
        do throws(ConfigurationFaults) {
            configuration = try MachineConfiguration(ConfigurationText(text).fillingSecrets(from: stored?.content))
        } catch {
            throw .invalid("\(error)")
        }
        guard !configuration.documents.isEmpty else { throw .invalid("there is no document in it") }
        let unsupported = configuration.unsupported
        guard allowsUnsupported || unsupported.isEmpty else { throw .unsupported(unsupported) }
        let write = ConfigurationWrite(
            configuration: configuration, base: stored?.resource.metadata.revision, isDryRun: false)
        do throws(Problem) {
            try await commit(write, from: path, fingerprint, store)
        } catch {
            throw .invalid(error.detail)
        }
        return .loaded(unsupported: unsupported, warnings: configuration.warnings)
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
