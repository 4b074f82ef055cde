import FlowSupport
import Testing

extension Flow {
    /// Fails the test when anything is written to the host's kernel while the body runs.
    ///
    /// Only the daemon may do anything on the host meanwhile: what others ask of its kernel counts too.
    func expectNoWrites(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async throws {
        let tap = try await NetlinkTap(host)
        let events = try await KernelEvents(host)
        _ = try await events.quiet(for: .milliseconds(500))
        _ = try tap.writes()
        try await body()
        _ = try await events.quiet(for: .milliseconds(500))
        let writes = try tap.writes()
        #expect(writes.isEmpty, "\(writes.joined(separator: "\n"))", sourceLocation: sourceLocation)
        try await tap.remove()
    }

    /// Lets another host put a link into this one and take it out again; waits until the daemon knows of both.
    func meetsNewcomer() async throws {
        let neighbour = try await Host()
        let status = "/v1/resources/network/LinkStatus/newcomer"
        try await neighbour.ip("link add far type veth peer name newcomer netns \(host.path)")
        try await host.eventually("the daemon knows the newcomer") { try await client.get(status).status == 200 }
        try await neighbour.ip("link delete far")
        try await host.eventually("the daemon forgot the newcomer") { try await client.get(status).status == 404 }
    }
}
