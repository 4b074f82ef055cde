import Controllers
import NetworkTypes
import Resources
import Testing

/// Policies, after the recipes of Kubernetes' documentation and of those who use it, by walking the chains to which they come.
@Suite struct `Network policies` {
    private static let pods: [(String, String, [String: String])] = [
        ("10.244.1.1", "default", ["app": "web"]), ("10.244.1.2", "default", ["app": "api", "role": "search"]),
        ("10.244.1.3", "default", ["app": "bookstore", "role": "api"]), ("10.244.2.1", "prod", ["type": "monitoring"]),
        ("10.244.2.2", "prod", ["app": "web"]), ("10.244.3.1", "other", [:]),
    ]
    private static let (web, api, store) = ("10.244.1.1", "10.244.1.2", "10.244.1.3")
    private static let (monitor, other, outside) = ("10.244.2.1", "10.244.3.1", "203.0.113.5")

    /// A recipe: the policy of the namespace `default`, and whether packets come through: from, to, port.
    struct Recipe: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let policy: JSON
        let packets: [(String, String, UInt16, Bool)]

        init(_ name: String, _ policy: JSON, _ packets: [(String, String, UInt16, Bool)]) {
            (testDescription, self.policy, self.packets) = (name, policy, packets)
        }
    }

    private static let isWeb: JSON = ["matchLabels": ["app": "web"]]

    static let recipes = [
        Recipe(
            "deny all traffic to an application", ["podSelector": isWeb, "ingress": []],
            [(api, web, 80, false), (outside, web, 80, false), (web, api, 80, true), (monitor, "10.244.2.2", 80, true)]),
        Recipe(
            "limit traffic to an application",
            [
                "podSelector": ["matchLabels": ["role": "api"]],
                "ingress": [["from": [["podSelector": ["matchLabels": ["role": "search"]]]]]],
            ],
            [(api, store, 80, true), (web, store, 80, false), (store, web, 80, true)]),
        Recipe(
            "allow all traffic to an application", ["podSelector": isWeb, "ingress": [[:]]],
            [(api, web, 80, true), (outside, web, 80, true)]),
        Recipe(
            "deny all in a namespace", ["podSelector": [:], "policyTypes": ["Ingress"]],
            [(web, api, 80, false), (outside, store, 80, false), (web, monitor, 80, true)]),
        Recipe(
            "deny traffic from other namespaces", ["podSelector": [:], "ingress": [["from": [["podSelector": [:]]]]]],
            [(web, api, 80, true), (monitor, api, 80, false), (outside, api, 80, false)]),
        Recipe(
            "allow traffic from all namespaces",
            ["podSelector": isWeb, "ingress": [["from": [["namespaceSelector": [:]]]]]],
            [(monitor, web, 80, true), (other, web, 80, true), (outside, web, 80, false)]),
        Recipe(
            "allow traffic from a namespace",
            [
                "podSelector": isWeb,
                "ingress": [["from": [["namespaceSelector": ["matchLabels": ["purpose": "production"]]]]]],
            ],
            [(monitor, web, 80, true), (other, web, 80, false), (api, web, 80, false)]),
        Recipe(
            "allow traffic from some pods in another namespace",
            [
                "podSelector": isWeb,
                "ingress": [
                    [
                        "from": [
                            [
                                "namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "prod"]],
                                "podSelector": ["matchLabels": ["type": "monitoring"]],
                            ]
                        ]
                    ]
                ],
            ], [(monitor, web, 80, true), ("10.244.2.2", web, 80, false), (api, web, 80, false)]),
        Recipe(
            "allow traffic only to a port",
            ["podSelector": isWeb, "ingress": [["ports": [["port": 5000], ["port": 8000, "endPort": 8010]]]]],
            [(api, web, 5000, true), (api, web, 5001, false), (api, web, 8010, true), (api, web, 8011, false)]),
        Recipe(
            "allow traffic using several selectors",
            [
                "podSelector": isWeb,
                "ingress": [
                    [
                        "from": [
                            [
                                "podSelector": [
                                    "matchExpressions": [["key": "app", "operator": "In", "values": ["api", "x"]]]
                                ]
                            ], ["ipBlock": ["cidr": "203.0.113.0/24", "except": ["203.0.113.8/29"]]],
                        ]
                    ]
                ],
            ],
            [(api, web, 80, true), (store, web, 80, false), (outside, web, 80, true), ("203.0.113.9", web, 80, false)]),
        Recipe(
            "deny egress from an application", ["podSelector": isWeb, "policyTypes": ["Egress"], "egress": []],
            [(web, api, 80, false), (web, outside, 443, false), (api, web, 80, true)]),
        Recipe(
            "limit egress to the cluster",
            ["podSelector": isWeb, "policyTypes": ["Egress"], "egress": [["to": [["namespaceSelector": [:]]]]]],
            [(web, api, 80, true), (web, monitor, 80, true), (web, outside, 443, false)]),
        Recipe(
            "both ways",
            [
                "podSelector": isWeb,
                "egress": [["to": [["ipBlock": ["cidr": "203.0.113.0/24"]]], "ports": [["port": 443]]]],
            ],
            [(web, outside, 443, true), (web, outside, 80, false), (api, web, 80, false)]),
    ]

    private static func spec(_ id: String, _ json: JSON) throws -> NetworkPolicySpec {
        var json = json
        for (name, value) in try #require(NetworkPolicySpec.members(fromID: id)) { json[name] = value }
        var faults: [Fault] = []
        let spec = NetworkPolicySpec.decode(json, at: .root, &faults)
        #expect(faults.isEmpty, "\(faults)")
        return try #require(spec)
    }

    private static func walk(_ policies: [NetworkPolicySpec]) -> FirewallWalk {
        let pods = pods.map { address, namespace, labels in
            PolicyChains.Pod(namespace: namespace, labels: labels, addresses: [address].compactMap { IPAddress($0) })
        }
        let chains = PolicyChains(policies, pods: pods, namespaces: ["prod": ["purpose": "production"]]).chains
        return FirewallWalk(FirewallRules(chains: chains))
    }

    private static func passes(_ walk: FirewallWalk, _ from: String, _ to: String, _ port: UInt16) throws -> Bool {
        var packet = TracedPacket(from: try #require(IPAddress(from)), to: try #require(IPAddress(to)), .tcp)
        (packet.destinationPort, packet.inputLink, packet.outputLink) = (port, "a", "b")
        return walk.trace(packet, .forward).verdict == .accept
    }

    @Test(arguments: recipes)
    func `a recipe`(_ recipe: Recipe) throws {
        let walk = Self.walk([try Self.spec("default/it", recipe.policy)])
        for (from, to, port, isAllowed) in recipe.packets {
            #expect(try Self.passes(walk, from, to, port) == isAllowed, "\(from) to \(to) port \(port)")
        }
    }

    @Test func `what one policy allows no other forbids, and a packet must be allowed at both ends`() throws {
        let closed = try Self.spec("default/closed", ["podSelector": [:], "policyTypes": ["Ingress", "Egress"]])
        let open = try Self.spec(
            "default/open", ["podSelector": Self.isWeb, "ingress": [["from": [["podSelector": [:]]]]]])
        #expect(try !Self.passes(Self.walk([closed, open]), Self.api, Self.web, 80), "api may not send")
        let sends = try Self.spec(
            "default/sends",
            ["podSelector": [:], "policyTypes": ["Egress"], "egress": [["to": [["podSelector": Self.isWeb]]]]])
        let walk = Self.walk([closed, open, sends])
        #expect(try Self.passes(walk, Self.api, Self.web, 80))
        #expect(try !Self.passes(walk, Self.web, Self.api, 80))
    }

    private static func pod(_ address: String, _ app: String, _ ports: [String: UInt32]) throws -> PolicyChains.Pod {
        let named = ports.map { name, number in
            var port = PodPort()
            (port.name, port.port) = (PodPortName(name), number)
            return port
        }
        return PolicyChains.Pod(
            namespace: "default", labels: ["app": app], addresses: [try #require(IPAddress(address))], ports: named)
    }

    @Test func `a port's name means what the pods to which packets go call so`() throws {
        let pods = [
            try Self.pod("10.0.0.1", "web", ["http": 8080]), try Self.pod("10.0.0.2", "web", ["http": 80]),
            try Self.pod("10.0.0.3", "web", [:]), try Self.pod("10.0.1.1", "api", ["http": 9000, "dns": 53]),
        ]
        func passes(_ policy: JSON, _ from: String, _ to: String, _ port: UInt16) throws -> Bool {
            let chains = PolicyChains([try Self.spec("default/it", policy)], pods: pods).chains
            return try Self.passes(FirewallWalk(FirewallRules(chains: chains)), from, to, port)
        }
        let ingress: JSON = [
            "podSelector": Self.isWeb,
            "ingress": [["from": [["podSelector": ["matchLabels": ["app": "api"]]]], "ports": [["port": "http"]]]],
        ]
        for (to, port, isAllowed) in [
            ("10.0.0.1", 8080, true), ("10.0.0.1", 80, false), ("10.0.0.2", 80, true), ("10.0.0.2", 8080, false),
            ("10.0.0.3", 80, false), ("10.0.0.3", 9000, false),
        ] as [(String, UInt16, Bool)] {
            #expect(try passes(ingress, "10.0.1.1", to, port) == isAllowed, "\(to) \(port)")
            #expect(try !passes(ingress, Self.outside, to, port), "\(to) \(port)")
        }
        func egress(_ to: [JSON], _ ports: [JSON]) -> JSON {
            ["podSelector": ["matchLabels": ["app": "api"]], "egress": [["to": .array(to), "ports": .array(ports)]]]
        }
        let block: JSON = ["ipBlock": ["cidr": "10.0.0.0/24", "except": ["10.0.0.2/32"]]]
        for (to, destination, port, isAllowed) in [
            ([], "10.0.0.1", 8080, true), ([], "10.0.0.2", 80, true), ([], "10.0.0.3", 80, false),
            ([block], "10.0.0.1", 8080, true), ([block], "10.0.0.2", 80, false), ([block], "10.0.0.9", 80, false),
            ([["podSelector": Self.isWeb]], "10.0.0.2", 80, true),
            ([["namespaceSelector": ["matchLabels": ["a": "b"]]]], "10.0.0.2", 80, false),
        ] as [([JSON], String, UInt16, Bool)] {
            let policy = egress(to, [["port": "http"]])
            #expect(try passes(policy, "10.0.1.1", destination, port) == isAllowed, "\(to) \(destination) \(port)")
        }
        // Numbers beside a name mean all of them.
        #expect(try passes(egress([], [["port": "http"], ["port": 53]]), "10.0.1.1", Self.outside, 53))
        // Of another protocol it is another port.
        #expect(try !passes(egress([], [["port": "dns", "protocol": "UDP"]]), "10.0.1.1", "10.0.1.1", 53))
    }

    @Test func `a name that no pod has means nothing, and the rules tell so`() throws {
        let pods = [try Self.pod("10.0.0.1", "web", ["http": 8080])]
        let policy = try Self.spec(
            "default/it", ["podSelector": Self.isWeb, "ingress": [["ports": [["port": "metrics"], ["port": 443]]]]])
        let chains = PolicyChains([policy], pods: pods).chains
        let rules = try #require(chains.first { $0.id == "netpol-ingress" }).rules
        #expect(
            rules.map(\.comment) == [
                "default/it 1: allowed", "default/it 2: no port metrics", "closed: what no policy allows",
            ])
        #expect(rules[1].families.isEmpty, "no packet matches it, so that the kernel has none of it")
        let walk = FirewallWalk(FirewallRules(chains: chains))
        #expect(try !Self.passes(walk, Self.outside, "10.0.0.1", 8080))
        #expect(try Self.passes(walk, Self.outside, "10.0.0.1", 443))
    }

    @Test func `without a policy there is no chain, and a policy without pods leaves all as it is`() throws {
        #expect(PolicyChains([], pods: []).chains.isEmpty)
        let policy = try Self.spec("default/it", ["podSelector": ["matchLabels": ["app": "nobody"]]])
        #expect(try Self.passes(Self.walk([policy]), Self.api, Self.web, 80))
    }

    @Test(
        arguments: [
            (["ingress": [["from": [[:]]]]], "/ingress/0/from/0"),
            (["ingress": [["ports": [["endPort": 5]]]]], "/ingress/0/ports/0/endPort"),
            (["ingress": [["ports": [["port": 9, "endPort": 5]]]]], "/ingress/0/ports/0/endPort"),
            (["ingress": [["ports": [["port": "80"]]]]], "/ingress/0/ports/0/port"),
            (["ingress": [["ports": [["port": "http", "endPort": 90]]]]], "/ingress/0/ports/0/endPort"),
            (["ingress": [["ports": [["port": 65536]]]]], "/ingress/0/ports/0/port"),
            (
                ["egress": [["to": [["ipBlock": ["cidr": "10.0.0.0/8", "except": ["11.0.0.0/8"]]]]]]],
                "/egress/0/to/0/ipBlock/except/0"
            ),
            (
                ["podSelector": ["matchExpressions": [["key": "a", "operator": "In"]]]],
                "/podSelector/matchExpressions/0/values"
            ),
            (["podSelector": ["matchLabels": ["a": 1]]], "/podSelector/matchLabels/a"),
        ] as [(JSON, String)])
    func `what is wrong is named where it stands`(_ json: JSON, _ place: String) throws {
        var json = json
        (json["namespace"], json["name"]) = ("default", "it")
        var faults: [Fault] = []
        #expect(NetworkPolicySpec.read(json.canonical, &faults) == nil)
        #expect(faults.map(\.pointer.description) == [place], "\(faults)")
    }
}
