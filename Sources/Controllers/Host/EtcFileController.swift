import Kernel
import NetworkTypes
import Resources
public import Store

/// Writes the intent for the host's files, while something asks for them, from what the host is called and whom it asks.
public final class EtcFileController: Controller {
    /// As it stands in history and as the owner of the rows.
    public let name = "EtcFileController"
    /// What the files follow from, what asks for them, and the rows, among which people may write, too.
    public let inputs =
        (sources + [NodeAddress.typeName]).map { ResourceKind(Namespace.network, $0) }
        + [ResourceKind(Namespace.config, EtcFileSpec.typeName)]
    /// A burst of changes becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 10)

    private let store: ResourceStore
    private let rows: OwnedRows

    private static let sources = [
        HostnameSpec.typeName, HostnameStatus.typeName, ResolverSpec.typeName, ResolverStatus.typeName,
        StaticHost.typeName,
    ]

    /// A controller over a store.
    public init(_ store: ResourceStore) {
        self.store = store
        let kind = ResourceKind(Namespace.config, EtcFileSpec.typeName)
        rows = OwnedRows(store, kind, prefixes: ["\(Self.layer.rawValue)/"], owner: name, leavesOthers: true)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        do throws(StoreError) {
            // The other lists of addresses may be long, and nobody here reads them.
            let key = ResourceKey(Namespace.network, NodeAddress.typeName, "default")
            var faults: [Fault] = []
            let address = try store.get(key).flatMap { NodeAddress.read($0.spec, &faults) }?.addresses.first?.address
            let files = Self.files(try StoredSpecs(store, Self.sources), address: address)
            try await rows.become { _ in Self.rows(files) }
        } catch {
            throw .store(error)
        }
        return nil
    }

    /// The files' rows, in the lowest layer: what people write counts before.
    private static func rows(_ files: [EtcFileSpec]) -> [String: String] {
        let rows = files.map { file in
            var spec = file
            spec.layer = layer
            return (LayeredID(layer, spec.id).description, spec.canonical)
        }
        return Dictionary(rows) { $1 }
    }

    private static let layer = ConfigurationLayer.default

    /// The files that something asks for, on a host for which an address stands; pure.
    static func files(_ resources: StoredSpecs, address: IPAddress?) -> [EtcFileSpec] {
        let hostname = resources.all(HostnameSpec.self).first?.spec
        let hosts = resources.all(StaticHost.self).map(\.spec)
        var files: [EtcFileSpec] = []
        func add(_ name: EtcFileSpec.Name, _ text: String) {
            guard let contents = FileContents(text) else { return }
            var spec = EtcFileSpec()
            (spec.name, spec.contents) = (name, contents)
            files.append(spec)
        }
        if hostname != nil || !hosts.isEmpty {
            let text = HostsText(
                hostname: resources.all(HostnameStatus.self).first?.spec, address: address, hosts: hosts)
            add(.hosts, FileOrigin.comment(from: [HostnameSpec.typeName, StaticHost.typeName]) + text.text)
        }
        if !resources.all(ResolverSpec.self).isEmpty, let status = resources.all(ResolverStatus.self).first?.spec,
            status.destination == ResolverDestination.file.rawValue, let text = ResolverText(status).file
        {
            add(.resolvers, FileOrigin.comment(from: [ResolverSpec.typeName]) + text)
        }
        if let name = hostname?.hostname {
            // The name comes first: not everybody who reads this file passes over comments, as hostname(5) says one may.
            add(.hostname, "\(name)\n" + FileOrigin.comment(from: [HostnameSpec.typeName]))
        }
        return files
    }
}
