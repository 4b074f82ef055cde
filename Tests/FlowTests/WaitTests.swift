import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    /// What `?wait=applied` answers when things happen one after the other.
    @Suite struct Waits {
        @Test func `a route right after its address has what it needs`() async throws {
            try await Flow.run { flow in
                for number in 1...15 {
                    let address = try await flow.client.put("AddressSpec/eth0/10.99.\(number).1/24")
                    try #require(address.status == 201)
                    let route = try await flow.client.put(
                        "RouteSpec/inet4/10.99.\(number).254/198.51.\(number).0/24/100", ["outLinkName": "eth0"],
                        "?wait=applied&timeout=20s")
                    #expect(route.isApplied == true, "\(route.reasons)")
                }
            }
        }

        @Test func `what stays refused is told long before the time is over`() async throws {
            try await Flow.run { flow in
                let start = ContinuousClock.now
                let route = try await flow.client.put(
                    "RouteSpec/inet4/10.99.0.254/198.51.100.0/24/100", ["outLinkName": "eth0"],
                    "?wait=applied&timeout=60s")
                #expect(route.isApplied == false)
                #expect(route.reasons.contains("ENETUNREACH"))
                #expect(ContinuousClock.now - start < .seconds(20))
            }
        }

        @Test func `what is deleted while somebody waits wasn't applied`() async throws {
            try await Flow.run { flow in
                let route = "RouteSpec/inet4/10.99.0.254/198.51.100.0/24/100"
                async let reply = flow.client.put(route, ["outLinkName": "missing"], "?wait=applied&timeout=20s")
                try await flow.client.status(route) { $0["state"] == "waiting" }
                #expect(try await flow.client.ask(.DELETE, Client.path(route)).status < 300)
                let answer = try await reply
                #expect(answer.isApplied == false)
                #expect(answer.reasons.contains("deleted meanwhile"))
            }
        }

        @Test func `what somebody else changes while one waits wasn't applied`() async throws {
            try await Flow.run { flow in
                let route = "RouteSpec/inet4/10.99.0.254/198.51.100.0/24/100"
                async let reply = flow.client.put(route, ["outLinkName": "missing"], "?wait=applied&timeout=20s")
                try await flow.client.status(route) { $0["state"] == "waiting" }
                try await flow.client.apply("AddressSpec/eth0/10.99.0.1/24")
                try await flow.client.apply(route, ["outLinkName": "eth0"])
                let answer = try await reply
                #expect(answer.isApplied == false)
                #expect(answer.reasons.contains("it was changed meanwhile, in revision"))
            }
        }
    }
}
