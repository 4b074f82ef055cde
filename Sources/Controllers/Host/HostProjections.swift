public import Kernel
import NetworkTypes
public import Resources
public import Store

/// The host's name as HostnameStatus.
public enum HostnameProjection: HostProjection {
    /// The name that was asked for changes the name.
    public static let sources = [HostnameSpec.typeName]
    /// Whoever waits for what follows from the name waits for a look after it was set.
    public static let signals = [ApplyStatus.typeName]
    /// The name.
    public static let topics: KernelTopics = [.names]

    /// The name, unless the host has none that others could use.
    public static func statuses(
        _ host: HostSystem, _ resources: StoredSpecs, _ store: ResourceStore
    ) async throws(ControllerError) -> (statuses: [HostnameStatus], nextLook: Duration?) {
        let names = try await host.names()
        guard let parts = DomainName(names.host)?.split else { return ([], nil) }
        var status = HostnameStatus()
        status.hostname = parts.host
        status.domainname = DomainName(names.domain) ?? parts.domain
        return ([status], nil)
    }
}

/// The servers for names as ResolverStatus.
public enum ResolverProjection: HostProjection {
    /// The servers that were asked for.
    public static let sources = [ResolverSpec.typeName]
    /// resolv.conf says who serves.
    public static let topics: KernelTopics = [.files]

    /// The servers, and whether resolv.conf or systemd-resolved gets them.
    public static func statuses(
        _ host: HostSystem, _ resources: StoredSpecs, _ store: ResourceStore
    ) async throws(ControllerError) -> (statuses: [ResolverStatus], nextLook: Duration?) {
        guard let spec = resources.all(ResolverSpec.self).first?.spec else { return ([], nil) }
        let files = try await host.files([.resolverConfiguration, .resolvedDropIn])
        let destination = ResolverDestination(files[.resolverConfiguration])
        var status = ResolverStatus()
        status.nameServers = spec.nameServers
        status.dnsServers = spec.nameServers.compactMap(\.addr)
        status.searchDomains = spec.searchDomains
        let isGiven = destination == .file || files[.resolvedDropIn]?.content != .nothing
        status.destination = isGiven ? destination.rawValue : ""
        return ([status], nil)
    }
}

/// The servers for the time as TimeServerStatus.
public enum TimeServerProjection: HostProjection {
    /// The servers that were asked for.
    public static let sources = [TimeServerSpec.typeName]
    /// Services say by a folder that they run.
    public static let topics: KernelTopics = [.files]

    /// The servers, and which service has them.
    public static func statuses(
        _ host: HostSystem, _ resources: StoredSpecs, _ store: ResourceStore
    ) async throws(ControllerError) -> (statuses: [TimeServerStatus], nextLook: Duration?) {
        guard let spec = resources.all(TimeServerSpec.self).first?.spec else { return ([], nil) }
        var status = TimeServerStatus()
        status.timeServers = spec.timeServers
        status.useNTS = spec.useNTS
        let files = try await host.files([.chronySources, .timesyncdDropIn])
        status.destination = files.filter { $0.value.content != .nothing }.map(\.key.rawValue).min() ?? ""
        return ([status], nil)
    }
}

/// The files that are kept as EtcFileStatus.
public enum EtcFileProjection: HostProjection {
    /// The files that were asked for.
    public static let sources = [EtcFileSpec.typeName]
    /// The files.
    public static let topics: KernelTopics = [.files]

    /// What is in each of them; one that doesn't say what it should has no status.
    public static func statuses(
        _ host: HostSystem, _ resources: StoredSpecs, _ store: ResourceStore
    ) async throws(ControllerError) -> (statuses: [EtcFileStatus], nextLook: Duration?) {
        let specs = resources.all(EtcFileSpec.self).map(\.spec)
        let files = try await host.files(specs.compactMap { HostFile($0.name) })
        let statuses = specs.compactMap { spec -> EtcFileStatus? in
            let name = spec.name
            guard let file = HostFile(name), case .file(let text, let mode) = files[file]?.content,
                text == spec.contents.text, let contents = FileContents(text),
                let mode = FileMode(bits: UInt16(mode & 0o777))
            else { return nil }
            var status = EtcFileStatus()
            (status.name, status.contents, status.mode) = (name, contents, mode)
            return status
        }
        return (statuses, nil)
    }
}

/// The settings that are kept as KernelParamStatus.
public enum KernelParamProjection: HostProjection {
    /// The settings that were asked for.
    public static let sources = [KernelParamSpec.typeName]
    /// What became of them: the values of before are known then.
    public static let signals = [ApplyStatus.typeName]
    /// Links bring settings of their own along.
    public static let topics: KernelTopics = [.links]

    /// Each with its value now and before.
    public static func statuses(
        _ host: HostSystem, _ resources: StoredSpecs, _ store: ResourceStore
    ) async throws(ControllerError) -> (statuses: [KernelParamStatus], nextLook: Duration?) {
        let ledger: [LedgerEntry]
        do throws(StoreError) {
            ledger = try store.ledger(KernelParamObject.kind)
        } catch {
            throw .store(error)
        }
        let originals = Dictionary(ledger.map { ($0.object, $0.originalValue ?? "") }) { $1 }
        var statuses: [KernelParamStatus] = []
        for (id, spec) in resources.all(KernelParamSpec.self) {
            guard let parameter = KernelParameter(id) else { continue }
            var status = KernelParamStatus()
            status.name = spec.name
            status.default = originals[id] ?? ""
            do throws(KernelError) {
                let value = try await host.local.value(parameter)
                status.current = value ?? ""
                status.unsupported = value == nil
            } catch {
                // It is there, though nobody may read it.
                status.current = ""
            }
            statuses.append(status)
        }
        return (statuses, statuses.isEmpty ? nil : .seconds(5))
    }
}
