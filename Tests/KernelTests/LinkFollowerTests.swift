import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct `Following links` {
        private let ip = IPTool()

        @Test(
            arguments: [
                "link set dev left0 mtu 1400", "link set dev left0 alias here", "link set dev left0 name renamed0",
                "link property add dev left0 altname other", "link add br7 type bridge", "link set dev left0 down",
            ])
        func `tells of each change what a dump would`(_ change: String) async throws {
            try await Pair.with { pair in
                let follower = try RouteNetlink(following: LinkFollowing(few: 0))
                let before = try await follower.latestLinkTable()
                try await ip(change)
                let (dump, after) = try await agreed(pair.netlink, follower)
                #expect(after.links == dump)
                #expect(after.differences(from: before) == LinkTable(dump).differences(from: before))
                for bridge in dump where bridge.kind == "bridge" {
                    _ = try await pair.netlink.apply([.deleteLink(index: bridge.index)])
                }
            }
        }

        @Test func `looks again where somebody suspects a change that wasn't told`() async throws {
            try await Pair.with { pair in
                try await ip("link set dev left0 down")
                let untold = UntoldChanges { _ in }
                let follower = try RouteNetlink(following: LinkFollowing(few: 0, untold: untold))
                _ = try await follower.linkTable()
                #expect(await follower.knowsLinkThatIsDown())
                try await ip("link property add dev left0 altname silent")
                let name = try name("silent")
                #expect(try await follower.latestLinkTable().link(name) == nil)
                untold.suspect()
                #expect(try await follower.latestLinkTable().link(name)?.index == pair.index)
            }
        }

        /// What a dump and the follower say; the other end's carrier is told a moment after a dump has it (`linkwatch`).
        private func agreed(
            _ netlink: RouteNetlink, _ follower: RouteNetlink
        ) async throws -> (dump: [KernelLink], after: LinkTable) {
            let deadline = ContinuousClock.now + .seconds(10)
            while true {
                let (dump, after) = (try await netlink.links(), try await follower.latestLinkTable())
                if after.links == dump || ContinuousClock.now > deadline { return (dump, after) }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}
