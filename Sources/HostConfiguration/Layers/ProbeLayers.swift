import NetworkTypes
public import Resources

/// What the host should reach (Talos' ProbeConfigController).
public enum ProbeLayers: LayerRule {
    /// Probes.
    public typealias Spec = ProbeSpec

    /// Those of documents that are carried out: one with a secret in its URL would show it.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<ProbeSpec>] {
        sources.platform(\.probes)
            + (sources.configuration?.documents ?? []).compactMap { document in
                guard let network = document.network as? any ProbeDocument, network.unsupported.isEmpty else {
                    return nil
                }
                var spec = ProbeSpec()
                if network.interval != .zero { spec.interval = network.interval.clamped(to: ProbeSpec.intervals) }
                spec.failureThreshold = UInt32(clamping: min(network.failureThreshold, 1000))
                if let tcp = network as? TCPProbeConfig {
                    spec.tcp = ProbeSpec.TCP()
                    spec.tcp?.endpoint = Endpoint(tcp.endpoint)
                    if tcp.timeout != .zero { spec.tcp?.timeout = tcp.timeout.clamped(to: ProbeSpec.timeouts) }
                } else if let http = network as? HTTPProbeConfig {
                    spec.http = ProbeSpec.HTTP()
                    spec.http?.url = ProbeURL(http.url)
                    if http.timeout != .zero { spec.http?.timeout = http.timeout.clamped(to: ProbeSpec.timeouts) }
                }
                return spec.id.isEmpty ? nil : LayeredSpec(spec, .configuration, from: document.source)
            }
    }
}

extension GoDuration {
    /// The nearest duration that a probe may have.
    fileprivate func clamped(to range: ClosedRange<GoDuration>) -> GoDuration {
        max(range.lowerBound, min(range.upperBound, self))
    }
}
