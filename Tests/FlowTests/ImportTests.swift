import FlowSupport
import Resources
import TestSupport
import Testing

extension Flows {
    @Suite struct KernelImport {
        /// What stands in place of physical links, and what another program makes.
        private static func wire(_ host: Host, _ far: Host, makesBridge: Bool) async throws {
            try await host.wire("eth0", address: "02:00:00:00:00:01", to: far)
            try await host.wire("eth1", address: "02:00:00:00:00:02", to: far)
            guard makesBridge else { return }
            try await host.ip("link add br0 address 02:00:00:00:00:03 up type bridge")
            try await host.ip("link set eth1 master br0")
        }

        /// What documents can say.
        private static let script = [
            "link set eth0 mtu 1450", "address add 10.6.0.1/24 brd + scope link dev eth0",
            "address add 10.8.0.1/24 brd 10.8.0.99 noprefixroute dev eth0", "address add 192.0.2.10/24 dev eth0",
            "address add 2001:db8::10/64 dev eth0", "-6 address add 2001:db8:e::11/64 nodad dev eth0",
            "-6 route add 2001:db8:b::/48 via 2001:db8:e::1 src 2001:db8:e::11 metric 5",
            "address add 10.1.0.1/24 brd + metric 70 dev br0", "address add 198.51.100.1/32 dev lo",
            "route add default via 192.0.2.1",
            "route add 10.20.0.0/16 via 192.0.2.1 metric 1024 mtu 1300 src 192.0.2.10",
            "route add 10.21.0.0/16 dev eth0 metric 7", "route add default via 192.0.2.1 table 100 proto static",
            "route add blackhole 10.30.0.0/16", "-6 route add default via 2001:db8::1",
            "-6 route add 2001:db8:7::/48 dev eth0 metric 9", "-6 route add blackhole 2001:db8:f::/48",
            "rule add from 192.0.2.0/24 lookup 100 priority 1000", "-6 rule add fwmark 7 lookup 100 priority 1001",
            "rule add fwmark 8/255 lookup 100 priority 1002", "-6 rule add fwmark 8/255 lookup 100 priority 1002",
            "rule add to 10.99.0.0/16 prohibit priority 1003",
        ]

        /// What they can't, or what others look after, with words of the remark on each.
        private static let unsaid = [
            ("address add 10.9.0.1 peer 10.9.0.2 dev eth0", "10.9.0.2"),
            ("address add 10.7.0.1/24 valid_lft 900 preferred_lft 800 dev eth0", "10.7.0.1/24: it has a lifetime"),
            ("address add 10.5.0.1/24 brd + label eth0:5 dev eth0", "label eth0:5"),
            ("route add 10.40.0.0/16 nexthop via 192.0.2.1 nexthop via 192.0.2.2", "several next hops"),
            ("route add 10.41.0.0/16 via 172.30.0.1 dev eth0 onlink", "'onlink'"),
            ("route add 10.42.0.0/16 via 192.0.2.1 proto dhcp", "its protocol is dhcp"),
            ("route add unreachable 10.43.0.0/16", "type unreachable"),
            ("route add 10.44.0.0/16 tos 4 via 192.0.2.1", "'tos'"),
            ("route add 10.45.0.0/16 via 192.0.2.1 hoplimit 9", "its hoplimit"),
            ("-6 route add 2001:db8:44::/48 via 2001:db8::1 expires 900", "'expires'"),
            ("rule add lookup main suppress_prefixlength 0 priority 1004", "'suppress_prefixlength'"),
            ("rule add not from 10.0.0.0/8 lookup 100 priority 1005", "'not'"),
            ("rule add uidrange 7-7 lookup 100 priority 1006", "'uidrange'"),
            ("-6 rule add from 2001:db8::/32 lookup 100 priority 1000", "2001:db8::/32"),
            ("link add docker0 up type bridge", "docker0"),
            ("address add 172.17.0.1/16 dev docker0", "172.17.0.1/16"),
            ("route add 172.20.0.0/16 via 172.17.0.9", "172.20.0.0/16"),
        ]

        private static func withHost(
            makesBridge: Bool, further: [String] = [], _ body: @Sendable (Flow, Host) async throws -> Void
        ) async throws {
            let far = try await Host()
            try await Flow.run(startsDaemon: false) { host in
                try await wire(host, far, makesBridge: makesBridge)
            } _: { flow in
                if !makesBridge {
                    try await flow.host.ip("link add br0 address 02:00:00:00:00:03 up type bridge")
                    try await flow.host.ip("link set eth1 master br0")
                }
                for line in script + further { try await flow.host.ip(line) }
                try makeRoot(flow)
                try flow.root.write("etc/resolv.conf", "nameserver 192.0.2.53\nsearch example.com\n")
                try await flow.daemon.start(on: flow.host)
                try await body(flow, far)
            }
        }

        private static func makeRoot(_ flow: Flow) throws { try Root(path: flow.folder).makeFolders(for: "root/etc/x") }

        /// Describes the host and applies that; the kernel is neither told anything nor other than before.
        private static func takeOver(_ flow: Flow, _ options: [String]) async throws -> String {
            let events = try await KernelEvents(flow.host)
            _ = try await events.quiet(for: .milliseconds(500))
            let before = try await flow.host.snapshot()
            let words = ["import", "kernel", "--root", flow.root.path] + options
            let imported = try await flow.cli(words)
            #expect(imported.status == 0, "\(imported.errors)")
            let applied = try await flow.cli("apply", "-f", "-", "--wait", input: imported.output)
            #expect(applied.status == 0, "\(applied.errors)\n\(imported.output)")
            let during = try await events.quiet(for: .milliseconds(500))
            try await events.expectNone(during)
            #expect(try await flow.host.snapshot() == before)
            return imported.output
        }

        private static func documents(_ text: String) -> Substring {
            text[(text.firstRange(of: "---\n")?.lowerBound ?? text.endIndex)...]
        }

        @Test(arguments: [false, true])
        func `what ip made is taken over without a change, and made again after a reboot`(_ makesLinks: Bool)
            async throws
        {
            try await Self.withHost(makesBridge: !makesLinks) { flow, far in
                let options = makesLinks ? ["--made-links"] : []
                let text = try await Self.takeOver(flow, options)
                #expect(text.contains("kind: BridgeConfig") == makesLinks)
                #expect(text.contains("- address: \"2001:db8:e::11/64\"\n  flags: nodad\n"), "\(text)")
                #expect(Self.kept(flow.root.text("etc/resolv.conf")) == "nameserver 192.0.2.53 search example.com")

                let again = try await flow.cli(["import", "kernel", "--root", flow.root.path] + options).output
                #expect(Self.documents(again) == Self.documents(text))

                // Who made it and our mark differ; what packets meet doesn't.
                let marks = ["protocol", "ifalias", "link_netnsid", "link_index"]
                let before = try await flow.host.snapshot(without: marks)
                try await flow.daemon.stop()
                for name in ["eth0p", "eth1p"] { try await far.ip("link del \(name)") }
                let host = try await Host()
                try await Self.wire(host, far, makesBridge: !makesLinks)
                try await flow.daemon.start(on: host)
                try await host.eventually(shows: before) { try await host.snapshot(without: marks) }
                let later = try await flow.cli(["import", "kernel", "--root", flow.root.path]).output
                #expect(Self.documents(later) == Self.documents(text))
            }
        }

        @Test func `what documents can't say is left as it is and named, all of it`() async throws {
            try await Self.withHost(makesBridge: true, further: Self.unsaid.map(\.0)) { flow, _ in
                let text = try await Self.takeOver(flow, [])
                let comments = text.split(separator: "\n").filter { $0.hasPrefix("#") }.joined(separator: "\n")
                for (line, words) in Self.unsaid { #expect(comments.contains(words), "\(line)\n\(text)") }
            }
        }

        private static func kept(_ text: String) -> String {
            text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: " ")
        }

        @Test func `names are described when they are asked for, and a file of others' making is left to them`()
            async throws
        {
            try await Flow.run(startsDaemon: false) { flow in
                try Self.makeRoot(flow)
                let root = flow.root
                try root.write("etc/hosts", "127.0.0.1 localhost\n127.0.1.1 node-1\n192.0.2.99 printer # by the door\n")
                try root.write("etc/resolv.conf", "# Generated by NetworkManager\nnameserver 192.0.2.53\n")
                try root.write("proc/sys/kernel/hostname", "node-1\n")
                try await flow.daemon.start(on: flow.host)
                let plain = try await flow.cli("import", "kernel")
                for kind in ["HostnameConfig", "StaticHostConfig", "ResolverConfig"] {
                    #expect(!plain.output.contains("kind: \(kind)"))
                }
                #expect(plain.output.contains("NetworkManager"))
                let file = flow.folder + "/taken.yaml"
                let named = try await flow.cli("import", "kernel", "--names", "--root", root.path, "--output", file)
                #expect(named.output.isEmpty)
                try await flow.client.configure(Files.text(file))
                try await flow.host.eventually("the names are kept") {
                    let lines = root.text("etc/hosts").split(separator: "\n").map { $0.split(separator: " ") }
                    return lines.contains(["192.0.2.99", "printer"]) && root.text("etc/hostname").hasPrefix("node-1\n")
                }
            }
        }

        @Test func `without a daemon it says so`() async throws {
            try await Flow.run(startsDaemon: false) { flow in
                let outcome = try await flow.cli("import", "kernel")
                #expect(outcome.status == 3)
                #expect(outcome.output.isEmpty)
            }
        }
    }
}
