import Resources
import Store

/// The rows of layers that follow from the machine configuration and its like.
struct ConfigurationRows: Sendable {
    private let backend: Backend
    /// The rows.
    let targets: [Target]
    /// The rows that the controllers themselves write; others follow from what these bring about, and come and go with that.
    let direct: Set<ResourceKey>

    /// The controllers that write them.
    var stages: Set<String> { backend.configurationStages }

    /// Those that are stored now.
    init(_ backend: Backend) throws(Problem) {
        self.backend = backend
        let prefixes = [ConfigurationLayer.default, .cmdline, .platform, .configuration].map { "\($0.rawValue)/" }
        var targets: [Target] = []
        var direct: Set<ResourceKey> = []
        for type in backend.catalog.types where type.placement == .layered {
            let rows = try answering { () throws(StoreError) in
                try backend.store.list(Namespace.config, type.name, prefixes: prefixes)
            }
            targets += rows.map { Target(type: type, key: $0.metadata.key) }
            let own = rows.filter { backend.configurationStages.contains($0.metadata.owner) }
            direct.formUnion(own.map(\.metadata.key))
        }
        self.targets = targets
        self.direct = direct
    }

    /// Those that are stored by now.
    func now() throws(Problem) -> ConfigurationRows { try ConfigurationRows(backend) }
}
