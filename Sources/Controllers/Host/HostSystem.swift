public import Kernel

/// The host's files, names and settings: looked at by this process, changed by whoever may.
public struct HostSystem: ManagedSystem {
    /// What is there.
    public typealias State = HostState
    /// One change.
    public typealias Change = HostChange

    /// The kinds of the ledger whose objects are there after the host has started again.
    public static let lastingKinds = [EtcFileObject.kind, ResolverObject.kind, TimeServerObject.kind]
    /// The kinds of the ledger whose objects may be there still, or be as the host's start has made them.
    public static let carriedKinds = [HostnameObject.kind, KernelParamObject.kind]

    /// The host as this process sees it.
    let local: LocalHost
    private let operations: any HostOperations

    /// A host, and who changes it: mostly the same.
    public init(_ local: LocalHost, operations: any HostOperations) {
        self.local = local
        self.operations = operations
    }

    /// Makes changes in order.
    public func apply(_ changes: [HostChange]) async throws(KernelError) -> [KernelRefusal?] {
        var refusals: [KernelRefusal?] = []
        for change in changes { refusals.append(await operations.perform(change)) }
        return refusals
    }

    /// Looks at some files.
    ///
    /// - Throws: `kernel`.
    func files(_ files: [HostFile]) async throws(ControllerError) -> [HostFile: HostFileState] {
        do throws(KernelError) {
            var states: [HostFile: HostFileState] = [:]
            for file in files { states[file] = try await local.state(file) }
            return states
        } catch {
            throw .kernel(error)
        }
    }

    /// Looks at the names.
    ///
    /// - Throws: `kernel`.
    func names() async throws(ControllerError) -> (host: String, domain: String) {
        do throws(KernelError) {
            return (try await local.hostname(), try await local.domainname())
        } catch {
            throw .kernel(error)
        }
    }
}

extension HostChange: SystemChange {
    /// Whether what is to go has gone already, or a refusal is nobody's trouble.
    public func isDone(despite refusal: KernelRefusal) -> Bool {
        switch self {
        case .setParameter(_, _, let ignoresErrors): ignoresErrors
        // The link whose setting it was has gone.
        case .restoreParameter: refusal.name == "ENOENT"
        default: false
        }
    }
}
