import FlowSupport
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// Policies from the resource to packets between pods, each in a namespace behind the host.
    @Suite struct NetworkPolicies {
        /// Pods by name: of the first two namespaces `default` and `prod`.
        private static let pods = [("web", "10.244.1.2"), ("api", "10.244.2.2"), ("monitor", "10.244.3.2")]

        private static func run(_ body: @Sendable (Flow, [String: Host]) async throws -> Void) async throws {
            var hosts: [String: Host] = [:]
            for (name, _) in pods { hosts[name] = try await Host() }
            let known = hosts
            try await Flow.run(
                prepare: { host in
                    try await host.set("ipv4/ip_forward", "1")
                    for (index, (name, address)) in pods.enumerated() {
                        guard let pod = known[name] else { continue }
                        let gateway = String(address.dropLast()) + "1"
                        try await host.wire(name, address: "02:00:00:00:01:0\(index)", to: pod)
                        try await host.ip("address add \(gateway)/24 dev \(name)")
                        try await pod.ip("address add \(address)/24 dev \(name)p")
                        try await pod.ip("route add default via \(gateway)")
                    }
                }, { flow in try await body(flow, known) })
        }

        private static func put(_ flow: Flow, _ resource: String, _ spec: JSON, labels: JSON = [:]) async throws {
            let reply = try await flow.client.put(
                resource, ["metadata": ["labels": labels], "spec": spec], "?wait=applied")
            try #require(reply.isApplied == true, "\(reply.text)")
        }

        private static func passes(
            _ hosts: [String: Host], _ from: String, _ to: String, _ ports: [UInt16], _ number: UInt16
        )
            async throws -> [Bool]
        {
            let addresses = Dictionary(pods) { $1 }
            let trial = PacketTrial(sender: try #require(hosts[from]), receiver: try #require(hosts[to]))
            return try await trial.arrivals(
                ports.map { port in
                    var packet = TrialPacket(source: addresses[from] ?? "", destination: addresses[to] ?? "")
                    (packet.destinationPort, packet.sourcePort) = (port, number)
                    return packet
                })
        }

        /// What dry runs of a policy, of a pod's labels and of the end of a policy foresee comes true.
        private static func foresees(_ flow: Flow) async throws {
            func plan(_ reply: Reply) -> Set<String> {
                Set(reply.plan.map { "\($0["operation"]?.text ?? "") \($0["object"]?.text ?? "")" })
            }
            let chains = "/v1/resources/network-config/NfTablesChainSpec"
            let before = try await flow.client.get(chains).items
            let (policy, pod) = ("NetworkPolicySpec/default/api-closed", "PodAddressSpec/default/api")
            let closed: JSON = ["podSelector": ["matchLabels": ["app": "api"]], "policyTypes": ["Ingress", "Egress"]]
            let relabelled: JSON = ["metadata": ["labels": ["app": "web"]], "spec": ["addresses": ["10.244.2.2"]]]
            let foreseen = try await flow.client.put(policy, closed, "?dryRun=true")
            #expect(
                plan(foreseen) == ["change chain netpol-egress", "change chain netpol-ingress"], "\(foreseen.text)")
            let rows = (foreseen.json["changes"]?.elements ?? []).compactMap { $0["resource"]?.text }
            #expect(
                rows == ["egress", "ingress"].map { "network-config/NfTablesChainSpec/operator/netpol-\($0)" })
            #expect(plan(try await flow.client.put(pod, relabelled, "?dryRun=true")) == ["change chain netpol-ingress"])
            let same = try await flow.client.put("PodNamespaceSpec/quiet", [:], "?dryRun=true")
            #expect(same.status == 201 && same.plan.isEmpty, "\(same.text)")
            let told = try await flow.cli(
                "apply", "-f", "-", "--dry-run",
                input: """
                    {"type": "NetworkPolicySpec", "id": "default/api-closed", "spec": \(closed.canonical)}
                    """)
            #expect(told.output.contains("netpol-egress"), "\(told.output)")
            #expect(try await flow.client.get(chains).items == before, "a dry run changes nothing")
            let ends = try await flow.client.transact(
                ["web-allow", "web-deny-all"].map { ("delete", "NetworkPolicySpec/default/\($0)", .null) },
                "?dryRun=true")
            #expect(
                plan(ends) == ["delete chain netpol", "delete chain netpol-egress", "delete chain netpol-ingress"],
                "\(ends.text)")
        }

        @Test func `pods reach each other as policies allow it`() async throws {
            try await Self.run { flow, hosts in
                for (name, address) in Self.pods {
                    let namespace = name == "monitor" ? "prod" : "default"
                    // What they call http differs.
                    let http: JSON = ["name": "http", "port": name == "web" ? 80 : 443]
                    try await Self.put(
                        flow, "PodAddressSpec/\(namespace)/\(name)",
                        ["addresses": [.string(address)], "ports": [http]], labels: ["app": .string(name)])
                }
                try await Self.put(flow, "PodNamespaceSpec/prod", [:], labels: ["purpose": "production"])
                #expect(try await Self.passes(hosts, "api", "web", [80], 1) == [true])
                try await Self.put(
                    flow, "NetworkPolicySpec/default/web-deny-all",
                    ["podSelector": ["matchLabels": ["app": "web"]], "policyTypes": ["Ingress"]])
                #expect(try await Self.passes(hosts, "api", "web", [80], 2) == [false])
                #expect(try await Self.passes(hosts, "web", "api", [80], 2) == [true])
                let from: JSON = [
                    "from": [
                        ["namespaceSelector": ["matchLabels": ["purpose": "production"]]],
                        ["ipBlock": ["cidr": "10.244.2.0/24", "except": ["10.244.2.128/25"]]],
                    ], "ports": [["port": "http"], ["port": 8000, "endPort": 8010]],
                ]
                try await Self.put(
                    flow, "NetworkPolicySpec/default/web-allow",
                    ["podSelector": ["matchLabels": ["app": "web"]], "ingress": [from]])
                #expect(
                    try await Self.passes(hosts, "monitor", "web", [80, 8005, 8011], 3) == [true, true, false])
                #expect(try await Self.passes(hosts, "api", "web", [80, 443], 3) == [true, false])
                try await Self.foresees(flow)
                let shown = try await flow.cli("get", "firewall").output
                #expect(shown.contains("default/web-allow 1"), "\(shown)")
                for name in ["web-allow", "web-deny-all"] {
                    try await flow.client.remove("NetworkPolicySpec/default/\(name)")
                }
                #expect(try await flow.host.run(["nft", "list", "tables"]).output.isEmpty)
            }
        }
    }
}
