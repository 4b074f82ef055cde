import HostConfiguration
import Resources
import Store

/// The machine configuration as it is stored, and what it says with its secrets in place.
struct StoredConfiguration: Sendable {
    static let key = ResourceKey(Namespace.configuration, MachineConfig.typeName, MachineConfig.activeID)

    let resource: Resource
    /// The text as it was put; it never leaves the daemon.
    let text: String
    /// By the value of each secret scalar, as it is written in `text`: the reference that stands for it.
    let references: Set<String>

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
        var references: Set<String> = []
        do throws(ConfigurationFaults) {
            text = try ConfigurationText.restoringSecrets(in: stored) { value in
                guard let reference = SecretReference(value) else { return nil }
                do throws(StoreError) {
                    guard let source = try store.secret(reference) else { return nil }
                    references.insert(value)
                    return source
                } catch {
                    failure = error
                    return nil
                }
            }
        } catch {
            throw Self.unreadable("\(error)")
        }
        if let failure { throw Problem(failure) }
        self.resource = resource
        self.references = references
    }

    private static func unreadable(_ why: String) -> Problem {
        Problem(.internalServerError, .databaseDamaged, "the stored configuration can't be read: \(why)")
    }

    /// The text that may be shown.
    var shown: String {
        get throws(Problem) {
            do throws(ConfigurationFaults) {
                return try ConfigurationText(text).redacted()
            } catch {
                throw Self.unreadable("\(error)")
            }
        }
    }

    /// What is stored now.
    static func present(_ store: ResourceStore) throws(Problem) -> StoredConfiguration? {
        let resource = try answering { () throws(StoreError) in try store.get(key) }
        return try StoredConfiguration(resource, store)
    }
}
