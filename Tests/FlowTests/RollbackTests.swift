import FlowSupport
import Resources
import TestSupport
import Testing

extension Flows {
    /// Time travel in the kernel, with the command line.
    @Suite struct Rollbacks {
        private func mtu(_ flow: Flow) async throws -> JSON? {
            try JSON(parsing: try await flow.host.ip("-j link show eth0")).elements?.first?["mtu"]
        }

        private func addresses(_ flow: Flow) async throws -> [String] {
            let links = try JSON(parsing: try await flow.host.ip("-j -4 address show eth0")).elements ?? []
            return links.flatMap { $0["addr_info"]?.elements ?? [] }.compactMap { $0["local"]?.text }.sorted()
        }

        private let configuration = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            addresses:
              - address: 192.0.2.10/24

            """

        @Test
        func `what was asked for comes back into the kernel, and what came after stays in the history`() async throws {
            try await Flow.run { flow in
                let link = "type: LinkSpec\nid: eth0\nspec: {mtu: 1400}\n"
                #expect(try await flow.cli("apply", "-f", "-", "--wait", "-m", "first", input: link).status == 0)
                #expect(try await flow.cli("apply", "-f", "-", "--wait", input: configuration).status == 0)
                let page = try await flow.client.get("/v1/history?limit=1").json
                let then = String(page["metadata"]?["revision"]?.integer ?? 0)
                let smaller = link.replacing("1400", with: "1300")
                #expect(try await flow.cli("apply", "-f", "-", "--wait", "-m", "smaller", input: smaller).status == 0)
                let other = configuration.replacing("192.0.2.10", with: "192.0.2.11")
                #expect(try await flow.cli("apply", "-f", "-", "--wait", "-m", "moved", input: other).status == 0)
                let blame = try await flow.cli("blame", "LinkSpec/eth0").output
                #expect(blame.contains("smaller"), "\(blame)")
                let address = try await flow.cli("blame", "AddressSpec/eth0/192.0.2.11/24").output
                #expect(address.contains("moved"), "\(address)")
                let diff = try await flow.cli("diff", then, "--exit-code")
                #expect(diff.status == 1)
                #expect(diff.output.contains("\n-  mtu: 1400\n+  mtu: 1300\n"), "\(diff.output)")
                #expect(diff.output.contains("\n-  - address: 192.0.2.10/24\n+  - address: 192.0.2.11/24\n"))

                #expect(
                    try await flow.cli("tag", "before-smaller", then).output == "before-smaller is revision \(then)\n")
                let taken = try await flow.cli("tag", "before-smaller")
                #expect(taken.status == 5 && taken.errors.contains("--move"), "\(taken.errors)")
                #expect(
                    try await flow.cli("get", "LinkSpec", "--revision", "before-smaller").output
                        == flow.cli("get", "LinkSpec", "--revision", then).output)
                let few = try await flow.cli("history", "--limit", "1")
                #expect(few.errors.contains("There are older ones: --limit 4"), "\(few.errors)")
                #expect(try await flow.cli("tag", "before-smaller", then, "--move").status == 0)
                #expect(try await flow.cli("tag", "now").status == 0)
                #expect(try await flow.cli("tag", then, "the-same").output == "the-same is revision \(then)\n")
                let between = try await flow.cli("history", "--after", "the-same", "--through", "now", "-o", "json")
                let changes = try JSON(parsing: between.output)["items"]?.elements ?? []
                #expect(changes.count > 1, "\(between.errors)")
                #expect(changes.allSatisfy { ($0["revision"]?.integer ?? 0) > (Int64(then) ?? .max) })
                let transaction = try #require(changes.last?["transaction"]?.integer)
                let together = try await flow.cli("history", "--transaction", "\(transaction)", "-o", "json")
                let members = try JSON(parsing: together.output)["items"]?.elements ?? []
                #expect(!members.isEmpty && members.allSatisfy { $0["transaction"]?.integer == transaction })
                let tags = try await flow.cli("get", "tags").output.split(separator: "\n")
                #expect(tags.first?.hasSuffix("HISTORY") == true && tags.last?.hasSuffix("kept") == true, "\(tags)")
                #expect(tags.contains { $0.hasPrefix("before-smaller ") })
                let plan = try await flow.cli("rollback", "before-smaller", "--dry-run")
                #expect(plan.output.contains("link eth0  mtu 1300 → 1400"), "\(plan.output)")
                #expect(plan.output.contains("\n-  mtu: 1300\n+  mtu: 1400\n"), "\(plan.output)")
                #expect(plan.output.contains("\n-  - address: 192.0.2.11/24\n+  - address: 192.0.2.10/24\n"))
                #expect(plan.output.contains("\nlayers: 2 resources change\n"), "\(plan.output)")
                let json = try await flow.cli("rollback", "before-smaller", "--dry-run", "-o", "json")
                let planned = try JSON(parsing: json.output)
                #expect(planned["changes"]?.elements?.count == 2 && planned["plan"] != nil, "\(json.output)")
                #expect(try await mtu(flow) == 1300)
                let back = try await flow.cli("rollback", then, "--wait")
                #expect(back.status == 0, "\(back.errors)")
                #expect(try await mtu(flow) == 1400)
                #expect(try await addresses(flow) == ["192.0.2.10"])
                #expect(try await flow.cli("config", "get").output == configuration)
                #expect(try await flow.cli("diff", then, "--exit-code").status == 0)
                #expect(try await flow.cli("history", "--actor", "root").output.contains("smaller"))
                let again = try await flow.cli("rollback", then, "--wait")
                #expect(again.output == "all is as it was then\napplied\n", "\(again.output)")
            }
        }

        @Test func `a change is followed into the kernel, and a status back to the person`() async throws {
            try await Flow.run { flow in
                #expect(try await flow.cli("apply", "-f", "-", "--wait", input: configuration).status == 0)
                let path = "/v1/resources/network/"
                let (came, went) = ("local/inet4//192.0.2.11/32/0", "local/inet4//192.0.2.10/32/0")
                // What comes and goes between two looks is in no history.
                for place in ["AddressStatus/eth0/192.0.2.10/24", "RouteStatus/" + went] {
                    try await flow.host.eventually("\(place) is there") {
                        try await flow.client.get(path + place).status == 200
                    }
                }
                let other = configuration.replacing("192.0.2.10", with: "192.0.2.11")
                #expect(try await flow.cli("apply", "-f", "-", "--wait", "-m", "moved", input: other).status == 0)
                let status = "AddressStatus/eth0/192.0.2.11/24"
                for (place, wanted) in [
                    (status, 200), ("AddressStatus/eth0/192.0.2.10/24", 404), ("AddressSpec/eth0/192.0.2.10/24", 404),
                    ("RouteStatus/" + came, 200), ("RouteStatus/" + went, 404),
                ] {
                    try await flow.host.eventually("\(place) is \(wanted)") {
                        try await flow.client.get(path + place).status == wanted
                    }
                }
                let configured = try await flow.client.get("/v1/history?type=MachineConfig&limit=1").items
                let number = String(configured.first?["revision"]?.integer ?? 0)
                let trace = try await flow.cli("trace", number).output
                for line in [
                    "config/MachineConfig/v1alpha1 ", "├─ network-config/AddressSpec/configuration/eth0/192.0.2.10/24 ",
                    "│  └─ AddressSpec/eth0/192.0.2.10/24 ", "   └─ AddressSpec/eth0/192.0.2.11/24 ",
                    "      ├─ ApplyStatus/AddressSpec/eth0/192.0.2.11/24 ", "      └─ \(status) ",
                    "│     └─ AddressStatus/eth0/192.0.2.10/24 ",
                ] { #expect(trace.contains("\n\(line)"), "\(line): \(trace)") }
                #expect(
                    trace.split(separator: "\n").filter { $0.contains("AddressSpec/eth0/192.0.2.10/24 ") }.count >= 2)
                let rows = try await flow.client.get("/v1/resources/network/\(status)?revisions").items
                let seen = String(rows.last?["revision"]?.integer ?? 0)
                let back = try await flow.cli("trace", seen, "-o", "json")
                let causes = try JSON(parsing: back.output)["causes"]?.elements ?? []
                #expect(
                    causes.map { $0["type"]?.text } == ["AddressSpec", "AddressSpec", "MachineConfig"], "\(back.output)"
                )
                #expect(causes.last?["message"] == "moved")
                try await expectRoutes(came, went, trace, in: flow)
                let missing = try await flow.cli("trace", "99999")
                #expect(missing.status == 4 && missing.errors.contains(Self.numbers), "\(missing.errors)")
            }
        }

        /// What helps whoever names a number that there isn't.
        private static let numbers = "→ netstrata history -o wide shows revisions and transactions"

        /// What the kernel did by itself: the routes that come and go with an address.
        private func expectRoutes(_ came: String, _ went: String, _ trace: String, in flow: Flow) async throws {
            for (route, operation, indent) in [(came, "created", "         "), (went, "destroyed", "│        ")] {
                let line = trace.split(separator: "\n").first { $0.contains("RouteStatus/\(route) ") }
                #expect(
                    line?.contains(" \(operation) ") == true && line?.hasPrefix(indent) == true, "\(route): \(trace)")
                let rows = try await flow.client.get("/v1/history?type=RouteStatus&id=\(route)").items
                let change = rows.first { $0["operation"]?.text == operation }
                let revision = try #require(change?["revision"]?.integer)
                let back = try await flow.cli("trace", "\(revision)", "-o", "json")
                let causes = try JSON(parsing: back.output)["causes"]?.elements ?? []
                #expect(
                    causes.map { $0["type"]?.text }.prefix(2) == ["AddressStatus", "AddressSpec"], "\(back.output)")
                #expect(causes.last?["message"] == "moved")
            }
        }

        @Test func `routes follow from an address, whoever set it, and from none where the link went down and up`()
            async throws
        {
            try await Flow.run { flow in
                /// What led to the last change of a route, once there is one or none.
                func causes(_ id: String, isThere: Bool) async throws -> [String] {
                    let path = "/v1/resources/network/RouteStatus/" + id
                    try await flow.host.eventually("\(id) is there: \(isThere)") {
                        try await flow.client.get(path).status == (isThere ? 200 : 404)
                    }
                    let change = try await flow.client.get("/v1/history?type=RouteStatus&limit=1&id=" + id).items.first
                    let revision = try #require(change?["revision"]?.integer)
                    let trace = try await flow.client.get("/v1/history/\(revision)?effects").json
                    return (trace["causes"]?.elements ?? []).map {
                        "\($0["operation"]?.text ?? "") \($0["type"]?.text ?? "")/\($0["id"]?.text ?? "")"
                    }
                }
                let (own, subnet) = ("local/inet4//198.51.100.9/32/0", "inet4//198.51.100.0/24/0")
                let (second, late) = ("local/inet4//198.51.100.10/32/0", "local/eth0/inet6//2001:db8::9/128/0")
                // The controllers look once before anything happens.
                _ = try await causes("local/inet4//127.0.0.1/32/0", isThere: true)
                try await flow.host.ip("address add 198.51.100.9/24 dev eth0")
                for route in [own, subnet] {
                    let found = try await causes(route, isThere: true)
                    #expect(found == ["created AddressStatus/eth0/198.51.100.9/24"], "\(route)")
                }
                try await flow.host.ip("address add 198.51.100.10/24 dev eth0")
                #expect(try await causes(second, isThere: true) == ["created AddressStatus/eth0/198.51.100.10/24"])
                try await flow.host.ip("link set eth0 down")
                #expect(try await causes(subnet, isThere: false) == [])
                try await flow.host.ip("link set eth0 up")
                #expect(try await causes(subnet, isThere: true) == [])
                try await flow.host.ip("address del 198.51.100.10/24 dev eth0")
                #expect(try await causes(second, isThere: false) == ["destroyed AddressStatus/eth0/198.51.100.10/24"])
                // Others are asked for it first, and it is its own only when nobody has answered.
                try await flow.host.ip("address add 2001:db8::9/64 dev eth0")
                #expect(try await causes(late, isThere: true) == ["created AddressStatus/eth0/2001:db8::9/64"])
            }
        }

        @Test func `a transaction is undone, and what was changed again since then is named`() async throws {
            try await Flow.run { flow in
                let link = "type: LinkSpec\nid: eth0\nspec: {mtu: 1400}\n"
                #expect(try await flow.cli("apply", "-f", "-", "--wait", "-m", "first", input: link).status == 0)
                let rows = try await flow.client.get("/v1/history?type=LinkSpec&namespace=network-config").items
                let number = String(rows.first?["transaction"]?.integer ?? 0)
                let smaller = link.replacing("1400", with: "1300")
                #expect(try await flow.cli("apply", "-f", "-", "--wait", input: smaller).status == 0)
                let late = try await flow.cli("revert", number)
                #expect(late.status == 5)
                #expect(late.errors.contains("network-config/LinkSpec/api/eth0"), "\(late.errors)")
                let missing = try await flow.cli("revert", "99999")
                #expect(missing.status == 4 && missing.errors.contains(Self.numbers), "\(missing.errors)")
                #expect(try await flow.cli("apply", "-f", "-", "--wait", input: link).status == 0)
                let undone = try await flow.cli("revert", number, "--wait")
                #expect(undone.status == 0, "\(undone.errors)")
                #expect(try await mtu(flow) == 1500)
            }
        }
    }
}
