public import Resources

/// Whether the network is ready (Talos' StatusController).
public enum NetworkStatusRule: Derivation {
    /// From what is there, and which files are asked for.
    public static let sources = [
        NodeAddress.typeName, RouteStatus.typeName, ProbeStatus.typeName, HostnameStatus.typeName,
        EtcFileSpec.typeName, EtcFileStatus.typeName,
    ]

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
        let current = resources.all(NodeAddress.self).first { $0.id == "current" }
        return current?.spec.addresses.isEmpty == false
            ? nil : "no link that is up has an address that others may reach"
    }

    /// Probes know best; without any, a way out is taken for connectivity.
    private static func missingConnectivity(_ resources: DerivationInput) -> String? {
        let probes = resources.all(ProbeStatus.self)
        if probes.isEmpty {
            // Of ten thousand routes only the default ones have to be decoded.
            let routes = resources.all(RouteStatus.self) { !$0.contains(#""dst":""#) }
            return routes.contains(where: \.spec.leadsOut)
                ? nil : "there is no default route with a gateway, and no probe"
        }
        let failing = probes.filter { !$0.spec.success }.map { probe in
            probe.spec.lastError.isEmpty ? probe.id : "\(probe.id): \(probe.spec.lastError)"
        }
        guard let first = failing.first else { return nil }
        return failing.count == 1 ? "a probe fails: \(first)" : "\(failing.count) probes fail, such as \(first)"
    }

    private static func missingHostname(_ resources: DerivationInput) -> String? {
        resources.all(HostnameStatus.self).contains { $0.spec.hostname != nil } ? nil : "the host's name isn't known"
    }

    private static func missingFiles(_ resources: DerivationInput, _ files: Set<String>) -> String? {
        let written = Set(resources.all(EtcFileStatus.self).map(\.id))
        let needed = files.union(resources.all(EtcFileSpec.self).map(\.id))
        let missing = needed.subtracting(written).sorted()
        return missing.isEmpty ? nil : "not written yet: \(missing.joined(separator: ", "))"
    }
}

extension RouteStatus {
    /// Whether it is a default route through a gateway.
    fileprivate var leadsOut: Bool {
        dst == nil && (gateway != nil || nextHops.contains { $0.gateway != nil })
    }
}
