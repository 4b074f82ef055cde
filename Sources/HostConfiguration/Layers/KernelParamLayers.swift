public import Resources

/// Parameters of the kernel (Talos' KernelParamConfigController and KernelParamDefaultsController).
public enum KernelParamLayers: LayerRule {
    /// Parameters.
    public typealias Spec = KernelParamSpec

    /// Those of Talos' profile, as far as they are about the network, and those of documents.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<KernelParamSpec>] {
        var specs = (sources.hasTalosDefaults ? talos : [:]).compactMap { spec($0, $1, ignoresErrors: true) }
            .map { LayeredSpec($0, .default) }
        for document in sources.configuration?.documents ?? [] {
            let isLegacy = document.label == LegacyDocument.label
            let given =
                isLegacy ? sources.configuration?.legacy?.machine.sysctls : (document.network as? SysctlConfig)?.params
            let source = isLegacy ? document.source.at("machine", "sysctls") : document.source.at("params")
            specs += (given ?? [:]).compactMap { key, value in
                spec(key, value, ignoresErrors: false).map { LayeredSpec($0, .configuration, from: source.at(key)) }
            }
        }
        return specs
    }

    private static let talos = [
        "net.ipv4.ip_forward": "1", "net.ipv4.icmp_ignore_bogus_error_responses": "1",
        "net.ipv4.icmp_echo_ignore_broadcasts": "1", "net.ipv4.conf.all.send_redirects": "0",
        "net.ipv4.conf.default.send_redirects": "0", "net.ipv4.ip_local_reserved_ports": "50000,50001",
        "net.ipv6.conf.default.forwarding": "1", "net.ipv6.conf.default.accept_ra": "2",
    ]

    private static func spec(_ key: String, _ value: String, ignoresErrors: Bool) -> KernelParamSpec? {
        var spec = KernelParamSpec()
        (spec.name, spec.value, spec.ignoreErrors) = (KernelParamName(sysctl: key), value, ignoresErrors)
        return spec.name == nil ? nil : spec
    }
}
