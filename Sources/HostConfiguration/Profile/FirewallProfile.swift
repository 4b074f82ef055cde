public import NetworkTypes
public import Resources

/// A ready firewall for a node: documents that block what comes in but for the access that Talos recommends.
public struct FirewallProfile: Sendable {
    /// What the node is.
    public enum Role: String, CaseIterable, Sendable {
        /// A node of the control plane.
        case controlPlane = "control-plane"
        /// A node that only runs pods.
        case worker
    }

    /// What the node is.
    public var role: Role
    /// The networks of all nodes.
    public var cluster: [IPPrefix]
    /// The nodes of the control plane.
    public var controlPlane: [IPAddress] = []
    /// The port over which the nodes' pods reach each other; 4789 for Flannel and Calico, 8472 for Cilium, `nil` for none.
    public var tunnelPort: UInt16? = 4789
    /// From where the host's own ssh is reached; Talos has none.
    public var ssh: [IPPrefix] = []
    /// Services that are open to the cluster besides.
    public var further: [ClusterService] = []

    /// A profile of a role, in networks.
    public init(_ role: Role, cluster: [IPPrefix]) { (self.role, self.cluster) = (role, cluster) }

    /// The documents as YAML.
    public var text: String {
        var documents = ["kind: NetworkDefaultActionConfig\ningress: block\n"]
        for service in ClusterService.allCases {
            guard let sources = sources(of: service), !sources.isEmpty else { continue }
            documents.append(rule("\(service.rawValue)-ingress", "\(service.ports)", "tcp", sources))
        }
        if let tunnelPort { documents.append(rule("cni-vxlan", "\(tunnelPort)", "udp", cluster)) }
        if !ssh.isEmpty { documents.append(rule("ssh-ingress", "22", "tcp", ssh)) }
        return documents.map { "apiVersion: v1alpha1\n" + $0 }.joined(separator: "---\n")
    }

    /// Who reaches a service of the node; `nil` where it isn't its service.
    private func sources(of service: ClusterService) -> [IPPrefix]? {
        if role == .worker {
            // On a worker the cluster alone administers.
            return [.apid, .kubelet].contains(service) || further.contains(service) ? cluster : nil
        }
        switch service.access {
        case .everybody: return AddressFamily.allCases.map { .everything($0) }
        case .cluster: return cluster
        case .controlPlane: return controlPlane.map { IPPrefix(host: $0) }
        case .itself: return further.contains(service) ? cluster : nil
        }
    }

    private func rule(_ name: String, _ ports: String, _ transport: String, _ sources: [IPPrefix]) -> String {
        let lines = sources.map { "  - subnet: \"\($0.masked)\"\n" }.joined()
        return
            "kind: NetworkRuleConfig\nname: \(name)\nportSelector:\n  ports:\n    - \(ports)\n  protocol: \(transport)\n"
            + "ingress:\n\(lines)"
    }
}
