import ArgumentParser
import HostConfiguration
import NetworkTypes
import Resources

/// Merges a ready firewall into the machine configuration.
struct FirewallProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Block what comes in but for what a node of a cluster needs.",
        discussion: """
            EXAMPLES
              netstrata firewall profile worker --cluster 172.20.0.0/24 --dry-run
              netstrata firewall profile control-plane --cluster 172.20.0.0/24 \\
                --control-plane 172.20.0.2 --control-plane 172.20.0.3 --dry-run
              netstrata firewall profile worker --cluster 172.20.0.0/24 --print
              netstrata firewall profile worker --cluster 172.20.0.0/24 \\
                --ssh 172.20.9.0/24 --confirm 90s -m "only what a worker needs"

            On a control plane apid (50000) and the API of Kubernetes (6443) are open
            to everybody, kubelet (10250) and trustd (50001) to the cluster, etcd
            (2379-2380) to the control plane. On a worker kubelet and apid are open to
            the cluster. kube-scheduler (10259), kube-controller-manager (10257) and
            kube-proxy-metrics (10249) are reached by the node itself; --also opens
            one to the cluster. Pods reach each other through UDP port 4789 (Flannel,
            Calico) or --tunnel-port (8472 for Cilium; 0 for none). Nothing else comes
            in: what else runs on the node, ssh too, has to be named.

            The documents are merged into the machine configuration by their names.
            """)

    @Argument(help: "control-plane or worker.") var role: String

    @Option(
        help: ArgumentHelp("A network with all nodes of the cluster; may be given several times.", valueName: "net"))
    var cluster: [String]

    @Option(help: ArgumentHelp("The address of a node of the control plane; once for each.", valueName: "address"))
    var controlPlane: [String] = []

    @Option(help: ArgumentHelp("UDP port of the tunnels between nodes; 0 for none.", valueName: "port"))
    var tunnelPort: UInt16 = 4789

    @Option(help: ArgumentHelp("From where ssh is reached; may be given several times.", valueName: "net"))
    var ssh: [String] = []

    @Option(help: ArgumentHelp("A service that is open to the cluster besides.", valueName: "service"))
    var also: [String] = []

    @Flag(help: "Print the documents, and ask the daemon nothing.") var print = false

    @OptionGroup var options: WriteOptions

    @OptionGroup var connection: ConnectionOptions

    func validate() throws { _ = try profile() }

    private func profile() throws -> FirewallProfile {
        guard let role = FirewallProfile.Role(rawValue: role) else {
            throw ValidationError("The profile is control-plane or worker, not '\(role)'.")
        }
        var profile = FirewallProfile(role, cluster: try networks(cluster, "--cluster"))
        if profile.cluster.isEmpty { throw ValidationError("--cluster says in which network the nodes are.") }
        profile.controlPlane = try controlPlane.map { text in
            guard let address = IPAddress(text) else {
                throw ValidationError("--control-plane takes an address, not '\(text)'.")
            }
            return address
        }
        if role == .controlPlane, profile.controlPlane.isEmpty {
            throw ValidationError(
                "--control-plane says which nodes reach etcd: give the address of each, this one too.")
        }
        profile.tunnelPort = tunnelPort == 0 ? nil : tunnelPort
        profile.ssh = try networks(ssh, "--ssh")
        profile.further = try also.map { text in
            guard let service = ClusterService(rawValue: text) else {
                let known = ClusterService.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--also takes one of \(known), not '\(text)'.")
            }
            return service
        }
        return profile
    }

    private func networks(_ texts: [String], _ option: String) throws -> [IPPrefix] {
        try texts.map { text in
            guard let network = IPPrefix(text) else {
                throw ValidationError("\(option) takes a network such as 192.0.2.0/24, not '\(text)'.")
            }
            return network
        }
    }

    func run() async throws {
        let profile = try profile()
        if print {
            Terminal.output.write(profile.text)
            return
        }
        let client = connection.client
        let isThere = try await client.entityTag(of: MachineConfig.path) != nil
        let input = ConfigurationInput([("the profile \(profile.role.rawValue)", profile.text)])
        try await client.configure(ConfigurationWrite(input: input, isPatch: isThere), options)
    }
}
