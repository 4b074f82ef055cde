import HostConfiguration
import NetworkTypes
import Resources
import Testing

/// Ready firewalls of nodes, against the access that Talos' table recommends.
@Suite struct `Firewalls of nodes` {
    private static func verdicts(
        _ role: FirewallProfile.Role, _ change: (inout FirewallProfile) -> Void = { _ in }
    ) throws -> (String, String, NfTablesProtocol) throws -> Bool {
        var profile = FirewallProfile(role, cluster: [try #require(IPPrefix("172.20.0.0/24"))])
        profile.controlPlane = ["172.20.0.2", "172.20.0.3"].compactMap { IPAddress($0) }
        change(&profile)
        var sources = LayerSources()
        sources.configuration = try MachineConfiguration(text: profile.text)
        #expect(sources.configuration?.unsupported == [])
        let walk = FirewallWalk(FirewallRules(chains: FirewallLayers.specs(sources).map(\.spec)))
        return { source, service, number in
            let destination = source.contains(":") ? "2001:db8::1" : "172.20.0.9"
            var packet = TracedPacket(
                from: try #require(IPAddress(source)), to: try #require(IPAddress(destination)), number)
            packet.destinationPort = try #require(PortRange(orService: service)).lo
            packet.inputLink = "eth0"
            return walk.trace(packet, .input).verdict == .accept
        }
    }

    private static let (far, node, control) = ("203.0.113.5", "172.20.0.7", "172.20.0.3")

    @Test(
        arguments: [
            ("apid", [true, true, true]), ("kubernetes-api", [true, true, true]), ("kubelet", [false, true, true]),
            ("trustd", [false, true, true]), ("etcd", [false, false, true]), ("kube-scheduler", [false, false, false]),
            ("kube-controller-manager", [false, false, false]), ("kube-proxy-metrics", [false, false, false]),
            ("22", [false, false, false]),
        ] as [(String, [Bool])])
    func `a control plane`(_ service: String, _ isOpen: [Bool]) throws {
        let verdict = try Self.verdicts(.controlPlane)
        #expect(try [Self.far, Self.node, Self.control].map { try verdict($0, service, .tcp) } == isOpen)
        #expect(try verdict("2001:db8:9::1", service, .tcp) == isOpen[0])
    }

    @Test(
        arguments: [
            ("apid", [false, true]), ("kubelet", [false, true]), ("kubernetes-api", [false, false]),
            ("trustd", [false, false]), ("etcd", [false, false]),
        ] as [(String, [Bool])])
    func `a worker`(_ service: String, _ isOpen: [Bool]) throws {
        let verdict = try Self.verdicts(.worker)
        #expect(try [Self.far, Self.node].map { try verdict($0, service, .tcp) } == isOpen)
    }

    @Test func `tunnels, ssh and further services are open where that is said`() throws {
        let verdict = try Self.verdicts(.worker) { profile in
            profile.tunnelPort = 8472
            profile.ssh = ["203.0.113.0/24"].compactMap { IPPrefix($0) }
            profile.further = [.kubeProxyMetrics]
        }
        #expect(try verdict(Self.node, "8472", .udp) && !verdict(Self.node, "4789", .udp))
        #expect(try verdict(Self.far, "22", .tcp) && !verdict(Self.node, "22", .tcp))
        #expect(try verdict(Self.node, "kube-proxy-metrics", .tcp))
    }

    @Test func `a service's name stands for its ports in documents and in chains`() throws {
        let text = """
            apiVersion: v1alpha1
            kind: NetworkRuleConfig
            name: etcd
            portSelector: {ports: [etcd, 80], protocol: tcp}
            ingress: [{subnet: 10.0.0.0/8}]
            """
        var sources = LayerSources()
        sources.configuration = try MachineConfiguration(text: text)
        let rule = try #require(FirewallLayers.specs(sources).first?.spec.rules.last)
        #expect(rule.matchLayer4?.matchDestinationPort?.ranges.map(\.description) == ["80", "2379-2380"])
        var faults: [Fault] = []
        let match = NfTablesPortMatch.decode(["ranges": ["kubelet"]], at: .root, &faults)
        #expect(match?.ranges == [PortRange(10_250)] && faults.isEmpty)
    }
}
