public import NetworkTypes

/// A service of a Kubernetes cluster that has its own port, by the name that may stand for the port.
public enum ClusterService: String, CaseIterable, Sendable {
    /// Talos' API.
    case apid
    /// Where nodes get their certificates.
    case trustd
    /// Kubernetes' API.
    case kubernetesAPI = "kubernetes-api"
    /// The cluster's database, for its clients and its members.
    case etcd
    /// What runs a node's pods.
    case kubelet
    /// The scheduler's metrics.
    case kubeScheduler = "kube-scheduler"
    /// The controller manager's metrics.
    case kubeControllerManager = "kube-controller-manager"
    /// The metrics of what carries out services.
    case kubeProxyMetrics = "kube-proxy-metrics"

    /// Who is recommended to reach it, on the nodes of a control plane.
    public enum Access: String, Sendable {
        /// Whoever administers the cluster, from wherever that is.
        case everybody
        /// The cluster's nodes.
        case cluster
        /// The nodes of the control plane.
        case controlPlane = "control-plane"
        /// The node itself.
        case itself
    }

    /// The ports, as Talos and Kubernetes have them where nobody says otherwise; all of TCP.
    public var ports: PortRange {
        switch self {
        case .apid: PortRange(50_000)
        case .trustd: PortRange(50_001)
        case .kubernetesAPI: PortRange(6443)
        case .etcd: PortRange(2379, 2380) ?? PortRange(2379)
        case .kubelet: PortRange(10_250)
        case .kubeScheduler: PortRange(10_259)
        case .kubeControllerManager: PortRange(10_257)
        case .kubeProxyMetrics: PortRange(10_249)
        }
    }

    /// Who is recommended to reach it, on the nodes of a control plane.
    public var access: Access {
        switch self {
        case .apid, .kubernetesAPI: .everybody
        case .trustd, .kubelet: .cluster
        case .etcd: .controlPlane
        case .kubeScheduler, .kubeControllerManager, .kubeProxyMetrics: .itself
        }
    }
}

extension PortRange {
    /// Reads a port, two with a hyphen between them, or the name of a service.
    public init?(orService text: String) {
        guard let range = PortRange(text) ?? ClusterService(rawValue: text)?.ports else { return nil }
        self = range
    }
}
