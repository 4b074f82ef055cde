public import HostConfiguration
import Resources
import Store
import Synchronization

/// Reads what the layers are made from; the configuration is parsed once for all controllers.
public final class ConfigurationInputs: Sendable {
    private struct Parsed {
        let text: String
        let result: Result<Restored, ControllerError>
    }

    /// A configuration with its secrets in place, and what stands for them.
    private struct Restored {
        let configuration: MachineConfiguration
        let references: [String: String]
    }

    /// The sources, and the revision of the configuration among them.
    struct Reading {
        var sources: LayerSources
        var revision: Int64?
    }

    /// What the daemon was started with.
    public let host: HostSources
    private let parsed = Mutex<Parsed?>(nil)

    /// What wakes every controller of layers.
    static let kinds = [
        ResourceKind(Namespace.configuration, MachineConfig.typeName),
        ResourceKind(Namespace.management, ManagementSpec.typeName),
    ]

    static let key = ResourceKey(Namespace.configuration, MachineConfig.typeName, MachineConfig.activeID)

    /// Inputs of a daemon that was started so.
    public init(_ host: HostSources) { self.host = host }

    /// What is stored now.
    ///
    /// - Parameters:
    ///   - store: Where.
    ///   - types: The types in `network` that are wanted.
    ///   - changes: What is to be taken instead of what is stored.
    /// - Returns: The sources, and the revision of the configuration.
    /// - Throws: `store`, and `configuration` when the stored one can't be read: what follows from it stays as it is then.
    func read(
        _ store: ResourceStore, _ types: [String], changes: [ResourceKey: Resource?] = [:]
    ) throws(ControllerError) -> Reading {
        func get(_ key: ResourceKey) throws(ControllerError) -> Resource? {
            if let change = changes[key] { return change }
            let stored = try Self.reading { () throws(StoreError) in try store.get(key) }
            return stored?.metadata.phase == .running ? stored : nil
        }
        var sources = LayerSources(host: host)
        let stored = try get(Self.key)
        if let stored {
            let restored = try configuration(stored, store)
            (sources.configuration, sources.secrets) = (restored.configuration, restored.references)
        }
        let management = try get(ResourceKey(Namespace.management, ManagementSpec.typeName, ManagementSpec().id))
        sources.defaults = management.flatMap { ManagementSpec.read($0.spec)?.defaults } ?? .none
        // Where nobody asks for anything, links that come and go are no news.
        for type in sources.isSilent ? [] : types {
            let list = try Self.reading { () throws(StoreError) in try store.list(Namespace.network, type) }
            sources.take(type, list.resources)
        }
        return Reading(sources: sources, revision: stored?.metadata.revision)
    }

    private func configuration(_ stored: Resource, _ store: ResourceStore) throws(ControllerError) -> Restored {
        let known = parsed.withLock { $0 }
        if let known, known.text == stored.spec { return try known.result.get() }
        let result: Result<Restored, ControllerError>
        do throws(ControllerError) {
            result = .success(try Self.restore(stored, store))
        } catch {
            // What the disk refuses it may give the next time.
            if case .store = error { throw error }
            result = .failure(error)
        }
        parsed.withLock { $0 = Parsed(text: stored.spec, result: result) }
        return try result.get()
    }

    private static func restore(_ stored: Resource, _ store: ResourceStore) throws(ControllerError) -> Restored {
        var faults: [Fault] = []
        guard let text = MachineConfig.read(stored.spec, &faults)?.text.description else {
            throw .configuration(faults.map { "\($0.pointer): \($0.detail)" }.joined(separator: "; "))
        }
        var failure: StoreError?
        let restored: Restored
        do throws(ConfigurationFaults) {
            let text = try RestoredText(text) { store.secret(namedBy: $0, &failure) }
            restored = Restored(
                configuration: try MachineConfiguration(text.content), references: text.references)
        } catch {
            throw failure.map { .store($0) } ?? .configuration("\(error)")
        }
        if let failure { throw .store(failure) }
        return restored
    }

    private static func reading<Value>(
        _ body: () throws(StoreError) -> Value
    ) throws(ControllerError) -> Value {
        do throws(StoreError) { return try body() } catch { throw .store(error) }
    }
}
