import NetworkTypes
public import Resources

/// What the host should reach (Talos' ProbeConfigController).
public enum ProbeLayers: LayerRule {
    /// Probes.
    public typealias Spec = ProbeSpec

    /// Those of documents.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<ProbeSpec>] {
        (sources.configuration?.documents ?? []).compactMap { document in
            guard let network = document.network as? any ProbeDocument else { return nil }
            var spec = ProbeSpec()
            if network.interval != .zero { spec.interval = network.interval }
            spec.failureThreshold = UInt32(clamping: network.failureThreshold)
            if let tcp = network as? TCPProbeConfig {
                spec.tcp = ProbeSpec.TCP()
                spec.tcp?.endpoint = Endpoint(tcp.endpoint)
                if tcp.timeout != .zero { spec.tcp?.timeout = tcp.timeout }
            } else if let http = network as? HTTPProbeConfig {
                spec.http = ProbeSpec.HTTP()
                spec.http?.url = ProbeURL(http.url)
                if http.timeout != .zero { spec.http?.timeout = http.timeout }
            }
            return spec.id.isEmpty ? nil : LayeredSpec(spec, .configuration, from: document.source)
        }
    }
}
