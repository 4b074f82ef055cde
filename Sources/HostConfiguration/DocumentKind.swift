import Resources

/// A kind of document about the network, as the reader knows it.
struct DocumentKind: Sendable {
    let name: String
    let isNamed: Bool
    let isSupported: Bool
    /// Reads a document's members, without `apiVersion` and `kind`.
    let read: @Sendable (JSON, inout [Fault]) -> (any NetworkDocument)?

    private init<Document: NetworkDocument>(_: Document.Type) {
        name = Document.kind
        isNamed = Document.isNamed
        isSupported = Document.isSupported
        read = { json, faults in Document.decode(json, at: .root, &faults) }
    }

    /// Every kind about the network.
    static let network: [DocumentKind] = [
        DocumentKind(BGPInstanceConfig.self), DocumentKind(BlackholeRouteConfig.self), DocumentKind(BondConfig.self),
        DocumentKind(BridgeConfig.self), DocumentKind(DHCPv4Config.self), DocumentKind(DHCPv6Config.self),
        DocumentKind(DummyLinkConfig.self), DocumentKind(EthernetConfig.self), DocumentKind(HCloudVIPConfig.self),
        DocumentKind(HTTPProbeConfig.self), DocumentKind(HostnameConfig.self), DocumentKind(KubeSpanConfig.self),
        DocumentKind(KubeSpanEndpointsConfig.self), DocumentKind(Layer2VIPConfig.self),
        DocumentKind(LinkAliasConfig.self), DocumentKind(LinkConfig.self),
        DocumentKind(NetworkDefaultActionConfig.self), DocumentKind(NetworkRuleConfig.self),
        DocumentKind(ResolverConfig.self), DocumentKind(RoutingRuleConfig.self), DocumentKind(StaticHostConfig.self),
        DocumentKind(SysctlConfig.self), DocumentKind(TCPProbeConfig.self), DocumentKind(TimeSyncConfig.self),
        DocumentKind(VLANConfig.self), DocumentKind(VRFConfig.self), DocumentKind(VethConfig.self),
        DocumentKind(WireguardConfig.self),
    ]

    /// Kinds that are known, kept as they are, and not about the network.
    static let others: Set<String> = [
        "CRIBaseRuntimeSpecConfig", "CRICustomizationConfig", "ContainerConfig", "DiscoveryIdentityConfig",
        "DiscoveryServiceConfig", "EnvironmentConfig", "EtcFileConfig", "EventSinkConfig", "ExistingVolumeConfig",
        "ExtensionServiceConfig", "ExternalVolumeConfig", "FilesystemScrubConfig", "FilesystemTrimConfig",
        "ImageCacheConfig", "KernelModuleConfig", "KmsgLogConfig", "KubeAPIServerCAConfig", "KubeAPIServerConfig",
        "KubeAdmissionControlConfig", "KubeAggregatorCAConfig", "KubeAuditPolicyConfig", "KubeAuthenticationConfig",
        "KubeAuthorizerConfig", "KubeClusterConfig", "KubeControllerManagerConfig", "KubeCoreDNSConfig",
        "KubeCredentialProviderConfig", "KubeEtcdEncryptionConfig", "KubeExternalManifestConfig",
        "KubeFlannelCNIConfig", "KubeInlineManifestConfig", "KubeNetworkConfig", "KubeNodeConfig", "KubePrismConfig",
        "KubeProxyConfig", "KubeSchedulerConfig", "KubeServiceAccountConfig", "KubeSpanEndpoints",
        "KubeStaticPodConfig", "KubeTalosAPIAccessConfig", "KubeletConfig", "LVMLogicalVolumeConfig",
        "LVMVolumeGroupConfig", "OOMConfig", "PCIDriverRebindConfig", "RAIDArrayConfig", "RawVolumeConfig",
        "RegistryAuthConfig", "RegistryMirrorConfig", "RegistryTLSConfig", "SecurityProfileConfig", "SideroLinkConfig",
        "SwapVolumeConfig", "SysfsConfig", "TrustedRootsConfig", "UdevRulesConfig", "UnattendedInstall",
        "UserVolumeConfig", "VolumeConfig", "WatchdogTimerConfig", "ZswapConfig",
    ]

    static let byName: [String: DocumentKind] = Dictionary(network.map { ($0.name, $0) }) { first, _ in first }

    /// The known kinds that are spelled almost so, the nearest first.
    static func near(_ name: String) -> [String] {
        guard name.utf8.count <= 64 else { return [] }
        let known = network.map(\.name) + others.sorted()
        let distances = known.map { ($0, EditDistance.between(name.lowercased(), $0.lowercased())) }
        return distances.filter { $0.1 <= 3 }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
    }
}

/// How many letters must be changed to make one word of another (Levenshtein).
enum EditDistance {
    static func between(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (index, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
