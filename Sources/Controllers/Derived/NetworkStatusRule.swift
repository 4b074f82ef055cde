public import Resources

/// Whether the network is ready (Talos' StatusController).
public enum NetworkStatusRule: Derivation {
    /// From what is there, and which files are asked for.
    public static let sources: [any DerivationSource] = [addresses, routes, probes, names, files, writtenFiles]

    private static let addresses = FactSource(NodeAddress.self) { id, list in
        id == "current" && !list.addresses.isEmpty ? true : nil
    }
    /// The ways out: of ten thousand routes only the default ones have to be decoded.
    private static let routes = FactSource(RouteStatus.self, where: { !$0.contains(#""dst":""#) }) { _, route in
        route.leadsOut ? true : nil
    }
    private static let probes = FactSource(ProbeStatus.self) { $1 }
    private static let names = FactSource(HostnameStatus.self) { _, name in name.hostname == nil ? nil : true }
    private static let files = FactSource(EtcFileSpec.self) { _, _ in true }
    private static let writtenFiles = FactSource(EtcFileStatus.self) { _, _ in true }

    /// One status; on a host that isn't Talos only files that somebody asks for can be missing.
    public static func derive(
        _ resources: DerivationInput, previous: [String: NetworkStatus]
    ) -> [String: NetworkStatus] {
        let status = status(resources, needing: [])
        return [status.id: status]
    }

    /// The status of a host that always needs certain files.
    public static func status(_ resources: DerivationInput, needing files: Set<String>) -> NetworkStatus {
        var status = NetworkStatus()
        status.addressReason = missingAddress(resources) ?? ""
        status.connectivityReason = missingConnectivity(resources) ?? ""
        status.hostnameReason = missingHostname(resources) ?? ""
        status.etcFilesReason = missingFiles(resources, files) ?? ""
        status.addressReady = status.addressReason.isEmpty
        status.connectivityReady = status.connectivityReason.isEmpty
        status.hostnameReady = status.hostnameReason.isEmpty
        status.etcFilesReady = status.etcFilesReason.isEmpty
        return status
    }

    private static func missingAddress(_ resources: DerivationInput) -> String? {
        resources[addresses].isEmpty ? "no link that is up has an address that others may reach" : nil
    }

    /// Probes know best; without any, a way out is taken for connectivity.
    private static func missingConnectivity(_ resources: DerivationInput) -> String? {
        let probes = resources.sorted(probes)
        if probes.isEmpty {
            return resources[routes].isEmpty ? "there is no default route with a gateway, and no probe" : nil
        }
        let failing = probes.filter { !$0.fact.success }.map { probe in
            probe.fact.lastError.isEmpty ? probe.id : "\(probe.id): \(probe.fact.lastError)"
        }
        guard let first = failing.first else { return nil }
        return failing.count == 1 ? "a probe fails: \(first)" : "\(failing.count) probes fail, such as \(first)"
    }

    private static func missingHostname(_ resources: DerivationInput) -> String? {
        resources[names].isEmpty ? "the host's name isn't known" : nil
    }

    private static func missingFiles(_ resources: DerivationInput, _ needed: Set<String>) -> String? {
        let missing = needed.union(resources[files].keys).subtracting(resources[writtenFiles].keys).sorted()
        return missing.isEmpty ? nil : "not written yet: \(missing.joined(separator: ", "))"
    }
}

extension RouteStatus {
    /// Whether it is a default route through a gateway.
    fileprivate var leadsOut: Bool {
        dst == nil && (gateway != nil || nextHops.contains { $0.gateway != nil })
    }
}
