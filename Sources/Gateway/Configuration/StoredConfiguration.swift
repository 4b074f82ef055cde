import HostConfiguration
import NIOHTTP1
import Resources
import Store

/// The machine configuration as it is stored, and what it says with its secrets in place.
struct StoredConfiguration: Sendable {
    static let key = ResourceKey(Namespace.configuration, MachineConfig.typeName, MachineConfig.activeID)

    let resource: Resource
    /// The text as it was put; it never leaves the daemon.
    let content: ConfigurationText
    /// What a resource says.
    ///
    /// - Returns: `nil` for none, or one that is going.
    init?(_ resource: Resource?, _ store: ResourceStore) throws(Problem) {
        guard let resource, resource.metadata.phase == .running else { return nil }
        var faults: [Fault] = []
        let json = (try? JSON(parsing: resource.spec)) ?? .null
        guard let stored = MachineConfig.decode(json, at: .root, &faults)?.text.description else {
            throw Self.unreadable("its text is missing")
        }
        var failure: StoreError?
        do throws(ConfigurationFaults) {
            content = try RestoredText(stored) { store.secret(namedBy: $0, &failure) }.content
        } catch {
            throw Self.unreadable("\(error)")
        }
        if let failure { throw Problem(failure) }
        self.resource = resource
    }

    private static func unreadable(_ why: String) -> Problem {
        Problem(.internalServerError, .databaseDamaged, "the stored configuration can't be read: \(why)")
    }

    /// What is stored now.
    static func present(_ store: ResourceStore) throws(Problem) -> StoredConfiguration? {
        let resource = try answering { () throws(StoreError) in try store.get(key) }
        return try StoredConfiguration(resource, store)
    }
}
