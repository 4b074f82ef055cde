import NetworkTypes
public import Resources

/// Time servers (Talos' TimeServerConfigController).
public enum TimeServerLayers: LayerRule {
    /// The servers.
    public typealias Spec = TimeServerSpec

    /// That of Talos' profile, those of the command line and of documents.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<TimeServerSpec>] {
        var specs: [LayeredSpec<TimeServerSpec>] = []
        func add(_ servers: [String], nts: Bool, _ layer: ConfigurationLayer, _ source: DocumentSource? = nil) {
            var spec = TimeServerSpec()
            (spec.timeServers, spec.useNTS) = (servers.compactMap { NetworkHost($0) }, nts)
            if !spec.timeServers.isEmpty { specs.append(LayeredSpec(spec, layer, from: source)) }
        }
        if sources.hasTalosDefaults { add(["time.cloudflare.com"], nts: true, .default) }
        if let spec = sources.commandLine.timeServerSpec { specs.append(LayeredSpec(spec, .cmdline)) }
        specs += sources.platform(\.timeServers)
        for document in sources.configuration?.documents ?? [] {
            if let time = document.network as? TimeSyncConfig, time.enabled != false {
                add(time.ntp?.servers ?? [], nts: time.ntp?.useNTS ?? false, .configuration, document.source.at("ntp"))
            } else if document.label == LegacyDocument.label, let time = sources.configuration?.legacy?.machine.time,
                time.disabled != true
            {
                let source = document.source.at("machine", "time", "servers")
                add(time.servers, nts: false, .configuration, source)
            }
        }
        return specs
    }
}
