import FlowSupport
import Resources
import Testing

/// What somebody does to an object of ours that is to be adopted, and the intent afterwards.
struct Takeover: Sendable, CustomTestStringConvertible {
    let name: String
    /// Type and id.
    let resource: String
    var spec: JSON = [:]
    /// `ip` commands.
    let doing: [String]
    /// The type and id that speak of it afterwards; `nil` for none.
    let successor: String?
    /// What the intent says then.
    var members: JSON = [:]
    var isTold = true

    var testDescription: String { name }

    private static let route = "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100"

    static let all = [
        Takeover(
            name: "an address' metric", resource: "AddressSpec/eth0/192.0.2.10/24", spec: ["priority": 50],
            doing: ["address change 192.0.2.10/24 dev eth0 metric 70"], successor: "AddressSpec/eth0/192.0.2.10/24",
            members: ["priority": 70]),
        Takeover(
            name: "an address that is deleted", resource: "AddressSpec/eth0/192.0.2.10/24",
            doing: ["address delete 192.0.2.10/24 dev eth0"], successor: nil),
        Takeover(
            name: "an address that is deleted and comes otherwise", resource: "AddressSpec/eth0/192.0.2.10/24",
            doing: [
                "address delete 192.0.2.10/24 dev eth0", "address add 192.0.2.10/24 dev eth0 scope link",
            ], successor: "AddressSpec/eth0/192.0.2.10/24", members: ["scope": "link"]),
        Takeover(
            name: "a route's gateway", resource: route, spec: ["outLinkName": "eth0"],
            doing: ["route replace 198.51.100.0/24 via 10.0.0.2 dev eth0 metric 100"],
            successor: "RouteSpec/inet4/10.0.0.2/198.51.100.0/24/100", members: ["gateway": "10.0.0.2"]),
        Takeover(
            name: "a route's MTU", resource: route, spec: ["outLinkName": "eth0"],
            doing: ["route replace 198.51.100.0/24 via 10.0.0.1 dev eth0 metric 100 mtu 1300"],
            successor: route, members: ["mtu": 1300]),
        Takeover(
            name: "a route that is deleted", resource: route, spec: ["outLinkName": "eth0"],
            doing: ["route delete 198.51.100.0/24"], successor: nil),
        Takeover(
            name: "a rule", resource: "RoutingRuleSpec/inet4/01000", spec: ["src": "192.0.2.0/24", "table": "100"],
            doing: ["rule delete priority 1000", "rule add from 192.0.2.0/24 table 200 priority 1000"],
            successor: "RoutingRuleSpec/inet4/01000", members: ["table": "200"]),
        Takeover(
            name: "a link's MTU", resource: "LinkSpec/eth0", spec: ["mtu": 1400], doing: ["link set eth0 mtu 1300"],
            successor: "LinkSpec/eth0", members: ["mtu": 1300], isTold: false),
        Takeover(
            name: "a link's state", resource: "LinkSpec/eth0", spec: ["up": true], doing: ["link set eth0 down"],
            successor: "LinkSpec/eth0", members: ["up": false], isTold: false),
        Takeover(
            name: "a bridge's spanning tree", resource: "LinkSpec/br0",
            spec: ["kind": "bridge", "up": true, "bridgeMaster": ["stp": ["enabled": true]]],
            doing: ["link set br0 type bridge stp_state 0"], successor: "LinkSpec/br0",
            isTold: false),
        Takeover(
            name: "a link that is deleted", resource: "LinkSpec/br0", spec: ["kind": "bridge"],
            doing: ["link delete br0"], successor: nil, isTold: false),
    ]
}

extension Flows {
    @Suite struct Adopting {
        private static func adopting(_ spec: JSON) -> JSON {
            ["metadata": ["annotations": ["drift": "adopt"]], "spec": spec]
        }

        @Test(arguments: Takeover.all)
        func `what somebody else does becomes the intent, by a transaction of theirs`(_ takeover: Takeover) async throws
        {
            try await Flow.run(prepare: { host in
                try await host.veth("eth0")
                try await host.ip("address add 10.0.0.9/24 dev eth0")
            }) { flow in
                try await flow.client.apply(takeover.resource, Self.adopting(takeover.spec))
                try await flow.client.status(takeover.resource) { $0["state"] == "applied" }
                let outsider = try await Outsider.start(on: flow.host)
                for words in takeover.doing { try outsider.ip(words) }
                let who = takeover.isTold ? "process:ip[\(outsider.pid)] uid:0(root)" : "unknown"
                do {
                    try await flow.host.eventually("it is adopted", within: .seconds(10)) {
                        try await !flow.client.get("/v1/history?origin=kernel").items.isEmpty
                    }
                } catch {
                    throw FlowError("\(error): \(try await flow.client.status(takeover.resource).canonical)")
                }
                for row in try await flow.client.get("/v1/history?origin=kernel").items {
                    #expect(row["actor"]?.text == who, "\(row.canonical)")
                    #expect(row["message"]?.text?.hasPrefix("adopted from the kernel: ") == true, "\(row.canonical)")
                }
                guard let successor = takeover.successor else {
                    try await flow.host.eventually("nothing asks for it") {
                        try await flow.client.get("/v1/resources/network/ApplyStatus/\(takeover.resource)").status
                            == 404
                    }
                    #expect(try await flow.client.get(Client.path(takeover.resource)).status == 404)
                    return
                }
                try await flow.client.status(successor) { $0["state"] == "applied" }
                let spec = try await flow.client.get(Client.path(successor)).json["spec"] ?? .null
                #expect(spec.merged(with: takeover.members) == spec, "\(spec.canonical)")
                if successor != takeover.resource {
                    #expect(try await flow.client.get(Client.path(takeover.resource)).status == 404)
                }
                let status = try await flow.client.status(successor)
                #expect(status["repairs"] == nil, "\(status.canonical)")
                #expect(status["state"] == "applied", "\(status.canonical)")
            }
        }

        @Test func `what another layer asks for can't be removed so, and the condition says why`() async throws {
            try await Flow.run { flow in
                try await flow.client.configure(
                    "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\naddresses:\n  - address: 192.0.2.10/24\n")
                try await flow.client.status("AddressSpec/eth0/192.0.2.10/24") { $0["state"] == "applied" }
                try await flow.mode(["AddressSpec": "adopt"])
                let outsider = try await Outsider.start(on: flow.host)
                try outsider.ip("address delete 192.0.2.10/24 dev eth0")
                let status = try await flow.client.status("AddressSpec/eth0/192.0.2.10/24") { $0["state"] == "drifted" }
                let conditions = status["conditions"]?.elements ?? []
                #expect(conditions.compactMap { $0["type"]?.text } == ["Drifted", "AdoptionRefused"])
                #expect(conditions.last?["reason"]?.text?.contains("configuration") == true, "\(status.canonical)")
                #expect(status[path: "drift", "by", "who"]?.text == "ip[\(outsider.pid)] uid:0(root)")
                #expect(try await !flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
                // Back to enforcing, it is put right.
                try await flow.mode([:])
                try await flow.client.status("AddressSpec/eth0/192.0.2.10/24") { $0["repairs"] == 1 }
            }
        }

        @Test func `a change of what another layer says goes into a row of its own`() async throws {
            try await Flow.run { flow in
                try await flow.client.configure(
                    "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\nmtu: 1400\nup: true\n")
                try await flow.client.status("LinkSpec/eth0") { $0["state"] == "applied" }
                try await flow.mode(["LinkSpec/eth0": "adopt"])
                let outsider = try await Outsider.start(on: flow.host)
                try outsider.ip("link set eth0 mtu 1300")
                let path = Client.path("LinkSpec/eth0")
                try await flow.host.eventually("the row is there") { try await flow.client.get(path).status == 200 }
                #expect(
                    try await flow.client.get(path).json["spec"]
                        == ["name": "eth0", "mtu": 1300, "layer": "api"])
            }
        }
    }
}
