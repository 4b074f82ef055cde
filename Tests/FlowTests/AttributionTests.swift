import FlowSupport
import Resources
import TestSupport
import Testing

/// Something of ours, and what somebody does to it over netlink.
struct Intrusion: Sendable, CustomTestStringConvertible {
    let name: String
    /// Type and id.
    let resource: String
    var spec: JSON = [:]
    /// An `ip` command.
    let harm: String
    /// What the history says was found.
    let finding: String
    /// What it says was done.
    let action: String
    /// Whether the kernel tells who it was.
    let isTold: Bool
    /// Whether `ip` has to be told that IPv6 is meant.
    var isIPv6 = false

    var testDescription: String { name }

    private static let route = "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100"

    static let all = [
        Intrusion(
            name: "an IPv4 address", resource: "AddressSpec/eth0/192.0.2.10/24",
            harm: "address delete 192.0.2.10/24 dev eth0", finding: "deleted",
            action: "add address eth0/192.0.2.10/24", isTold: true),
        Intrusion(
            name: "an IPv4 address' metric", resource: "AddressSpec/eth0/192.0.2.10/24", spec: ["priority": 50],
            harm: "address change 192.0.2.10/24 dev eth0 metric 70", finding: "priority 70 instead of 50",
            action: "change address eth0/192.0.2.10/24", isTold: true),
        Intrusion(
            name: "an IPv6 address", resource: "AddressSpec/eth0/2001:db8::10/64", spec: ["flags": "nodad"],
            harm: "address delete 2001:db8::10/64 dev eth0", finding: "deleted",
            action: "add address eth0/2001:db8::10/64", isTold: false),
        Intrusion(
            name: "an IPv4 route", resource: route, spec: ["outLinkName": "eth0"],
            harm: "route delete 198.51.100.0/24", finding: "deleted",
            action: "add route 198.51.100.0/24 via 10.0.0.1 dev eth0 metric 100", isTold: true),
        Intrusion(
            name: "an IPv4 route's gateway", resource: route, spec: ["outLinkName": "eth0"],
            harm: "route replace 198.51.100.0/24 via 10.0.0.2 dev eth0 metric 100 proto 117",
            finding: "gateway 10.0.0.2 instead of 10.0.0.1",
            action: "replace route 198.51.100.0/24 via 10.0.0.1 dev eth0 metric 100", isTold: true),
        Intrusion(
            name: "an IPv6 route", resource: "RouteSpec/eth0/inet6/fd00::1/2001:db8:1::/48/100",
            spec: ["outLinkName": "eth0"], harm: "route delete 2001:db8:1::/48 via fd00::1", finding: "deleted",
            action: "add route 2001:db8:1::/48 via fd00::1 dev eth0 metric 100", isTold: true),
        Intrusion(
            name: "an IPv4 rule", resource: "RoutingRuleSpec/inet4/01000",
            spec: ["src": "192.0.2.0/24", "table": "100"],
            harm: "rule delete priority 1000", finding: "deleted", action: "add rule inet4/01000", isTold: true),
        Intrusion(
            name: "an IPv6 rule", resource: "RoutingRuleSpec/inet6/01000",
            spec: ["src": "2001:db8::/32", "table": "100"], harm: "rule delete priority 1000", finding: "deleted",
            action: "add rule inet6/01000", isTold: true, isIPv6: true),
        Intrusion(
            name: "a member of a link", resource: "LinkSpec/eth0", spec: ["mtu": 1400],
            harm: "link set eth0 mtu 1300", finding: "mtu 1300 instead of 1400", action: "change link eth0",
            isTold: false),
        Intrusion(
            name: "a link", resource: "LinkSpec/br0", spec: ["kind": "bridge"], harm: "link delete br0",
            finding: "deleted", action: "add link br0", isTold: false),
    ]
}

extension Flows {
    @Suite struct Attribution {
        private static func prepare(_ host: Host) async throws {
            try await host.veth("eth0")
            try await host.ip("address add 10.0.0.9/24 dev eth0")
            try await host.ip("address add fd00::9/64 dev eth0 nodad")
        }

        @Test(arguments: Intrusion.all)
        func `a repair is one row of history that says what was found, since when, who it was and what was done`(
            _ intrusion: Intrusion
        ) async throws {
            try await Flow.run(prepare: Self.prepare) { flow in
                try await flow.client.apply(intrusion.resource, intrusion.spec)
                try await flow.client.status(intrusion.resource) { $0["state"] == "applied" }
                let outsider = try await Outsider.start(on: flow.host, intrusion.isIPv6 ? ["-6"] : [])
                let history = "/v1/resources/network/ApplyStatus/\(intrusion.resource)?revisions"
                let before = try await flow.client.get(history).items.count
                try outsider.ip(intrusion.harm)
                let status = try await flow.client.status(intrusion.resource) { $0["repairs"] == 1 }
                let drift = try #require(status["drift"])
                #expect(drift["found"]?.text == intrusion.finding)
                #expect(drift["action"]?.text == intrusion.action)
                let since = try #require(drift["since"]?.text)
                #expect(since <= drift["time"]?.text ?? "")
                let by = try #require(drift["by"])
                if intrusion.isTold {
                    #expect(by["claimedPid"]?.integer == Int64(outsider.pid))
                    #expect(by["who"]?.text == "ip[\(outsider.pid)] uid:0(root)")
                    #expect(by["command"] == "ip")
                    #expect(by["commandLine"]?.text == "ip \(intrusion.isIPv6 ? "-6 " : "")-force -batch -")
                    #expect(by["uid"] == 0)
                    #expect(by["source"] == "netlink portid")
                    #expect(by["verified"] == true)
                } else {
                    #expect(by == ["who": "unknown"], "the kernel doesn't tell who it was")
                }
                let rows = try await flow.client.get(history).items
                #expect(rows.count == before + 1, "\(rows.map(\.canonical))")
                #expect(rows.first?[path: "object", "spec", "drift"] == drift)
            }
        }

        @Test func `who is gone before one looks is known by the number that it claims`() async throws {
            try await Flow.run { flow in
                let address = "AddressSpec/eth0/192.0.2.10/24"
                try await flow.client.apply(address)
                // Not even a quick look finds every program; this one's number is told by the shell.
                let outcome = try await flow.host.run([
                    "sh", "-c", "echo $$; exec ip address delete 192.0.2.10/24 dev eth0",
                ])
                let pid = try #require(Int64(outcome.output.split(separator: "\n").first ?? ""))
                let by = try #require(
                    try await flow.client.status(address) { $0["repairs"] == 1 }[path: "drift", "by"])
                #expect(by["claimedPid"]?.integer == pid)
                #expect(["claimed pid \(pid)", "ip[\(pid)] uid:0(root)"].contains(by["who"]?.text))
            }
        }

        @Test func `what we do ourselves is nobody else's doing`() async throws {
            try await Flow.run { flow in
                let address = "AddressSpec/eth0/192.0.2.10/24"
                try await flow.client.apply(address, ["priority": 50])
                try await flow.client.apply(address, ["priority": 60])
                #expect(try await flow.client.status(address)["drift"] == nil)
                // What a link takes along tells of nobody.
                try await flow.client.apply("RouteSpec/inet4//203.0.113.0/24/7", ["outLinkName": "eth0"])
                try await flow.host.ip("link set eth0 down")
                try await flow.host.ip("link set eth0 up")
                let status = try await flow.client.status("RouteSpec/inet4//203.0.113.0/24/7") {
                    $0["state"] == "applied" && $0["repairs"] == 1
                }
                #expect(status[path: "drift", "by", "who"] == "unknown", "\(status.canonical)")
            }
        }

        @Test func `somebody who has another's pid in a container isn't taken for that one`() async throws {
            try await Flow.run { flow in
                let address = "AddressSpec/eth0/192.0.2.10/24"
                try await flow.client.apply(address)
                // Pid 1 of a pid namespace, which lives while the test looks.
                let script = "ip address delete 192.0.2.10/24 dev eth0; sleep 2"
                async let outcome = flow.host.run(["unshare", "-p", "-f", "sh", "-c", "exec sh -c '\(script)'"])
                let by = try #require(
                    try await flow.client.status(address) { $0["repairs"] == 1 }[path: "drift", "by"])
                _ = try await outcome
                #expect(by["command"] == nil, "\(by.canonical)")
                #expect((1...9).contains(by["claimedPid"]?.integer ?? 0), "\(by.canonical)")
            }
        }
    }
}
