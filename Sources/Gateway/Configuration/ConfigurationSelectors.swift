import HostConfiguration
import Resources
import Store

/// What the selectors of a configuration find among the links that there are now.
enum ConfigurationSelectors {
    static func selections(
        _ configuration: MachineConfiguration, _ store: ResourceStore
    ) throws(StoreError) -> [LinkSelection] {
        var sources = LayerSources()
        sources.configuration = configuration
        sources.take(LinkStatus.typeName, try store.list(Namespace.network, LinkStatus.typeName).resources)
        return sources.linkSelections
    }
}
