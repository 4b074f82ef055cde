import Resources
import Store

/// The rows of layers that follow from the machine configuration and its like.
struct ConfigurationRows: Sendable {
    private let backend: Backend
    /// The rows.
    let targets: [Target]

    /// The controllers that write them.
    var stages: Set<String> { backend.configurationStages }

    /// Those that are stored now.
    init(_ backend: Backend) throws(Problem) {
        self.backend = backend
        let prefixes = [ConfigurationLayer.default, .cmdline, .platform, .configuration].map { "\($0.rawValue)/" }
        var targets: [Target] = []
        for type in backend.catalog.types where type.placement == .layered {
            let rows = try answering { () throws(StoreError) in
                try backend.store.list(Namespace.config, type.name, prefixes: prefixes)
            }
            // Others keep rows in these layers too, such as the texts of files that follow from names.
            targets += rows.filter { backend.configurationStages.contains($0.metadata.owner) }
                .map { Target(type: type, key: $0.metadata.key) }
        }
        self.targets = targets
    }

    /// Those that are stored by now.
    func now() throws(Problem) -> ConfigurationRows { try ConfigurationRows(backend) }
}
