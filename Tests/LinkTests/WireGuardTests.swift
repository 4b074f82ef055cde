import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    /// Tunnels of WireGuard; `wg` is the witness.
    @Suite struct WireGuardLinks {
        private static let wg0 = "LinkSpec/wg0"
        private static let wgStatus = "/v1/resources/network/LinkStatus/wg0"

        /// Two hosts with a wire between them, the second one's tunnel made by `ip` and `wg`.
        private static func withPeer(_ body: @Sendable (Flow, WireGuardHosts) async throws -> Void) async throws {
            let other = try await Host()
            try await Flow.run(prepare: { host in
                try await host.wire("eth0", address: "02:00:00:00:00:01", to: other)
                try await host.ip("address add 192.0.2.1/24 dev eth0")
                try await other.ip("address add 192.0.2.2/24 dev eth0p")
            }) { flow in
                try await body(flow, try await WireGuardHosts(flow, other))
            }
        }

        @Test func `two ends shake hands, and what goes through arrives`() async throws {
            try await Self.withPeer { flow, hosts in
                let reply = try await flow.client.transact([
                    ("put", Self.wg0, hosts.spec), ("put", "AddressSpec/wg0/10.9.0.1/24", [:]),
                ])
                try #require(reply.isApplied == true, "\(reply.reasons) \(reply.text)")
                let publicKey = try await flow.client.watch("/v1/resources/network/LinkStatus?watch") { event in
                    event["object"]?[path: "spec", "wireguard", "publicKey"]?.text
                }
                try await hosts.meet(publicKey)
                // A first packet that is lost is tried again after five seconds (REKEY_TIMEOUT).
                let ping = try await flow.host.run(["ping", "-c", "3", "-i", "0.2", "-w", "25", "10.9.0.2"])
                #expect(ping.status == 0, "\(ping.output)")
                let peer = try await hosts.dump(flow.host)[1]
                #expect(peer[4] != "0", "no handshake: \(peer)")
                let stats = try await flow.client.get(Self.wgStatus + "?stats").json
                let said = try #require(stats[path: "stats", "peers"]?.elements?.first)
                #expect((said["handshakeAge"]?.integer).map { (0...60).contains($0) } == true, "\(said.canonical)")
                #expect((said["rxBytes"]?.integer ?? 0) > 300 && (said["txBytes"]?.integer ?? 0) > 300)
                // Where a peer is stays as it is while it speaks with us.
                #expect(try await flow.client.status(Self.wg0)["repairs"] ?? 0 == 0)
            }
        }

        @Test func `a peer with the link's own key is refused, and the others are there`() async throws {
            try await Self.withPeer { flow, hosts in
                var spec = hosts.spec
                spec["wireguard"]?["privateKey"] = nil
                try await flow.client.apply(Self.wg0, spec)
                let own = try await flow.host.run(["wg", "show", "wg0", "public-key"]).output.dropLast()
                let peers = spec[path: "wireguard", "peers"]?.elements ?? []
                spec["wireguard"]?["peers"] = .array(
                    peers + [["publicKey": .string(String(own)), "allowedIPs": ["10.0.0.0/24"]]])
                let reply = try await flow.client.put(Self.wg0, spec, "?wait=applied")
                #expect(reply.isApplied == false && reply.text.contains("own public key"), "\(reply.text)")
                let status = try await flow.client.status(Self.wg0) { $0["state"] == "refused" }
                #expect(status["reason"]?.text?.contains("own public key") == true, "\(status.canonical)")
                #expect(status["repairs"] ?? 0 == 0)
                #expect(try await hosts.dump(flow.host).count == 2)
            }
        }

        @Test func `a key that makes a peer the link itself is refused, by a dry run too`() async throws {
            try await Self.withPeer { flow, hosts in
                let key = "mPYJlRjsdrHfImAFIBO11EE5c9URc2JqNwW5fG/HMUs="
                try Files.write(key + "\n", to: flow.folder + "/key")
                let own = try await flow.host.run(["sh", "-c", "wg pubkey <\(flow.folder)/key"]).output.dropLast()
                var spec = hosts.spec
                spec["wireguard"]?["peers"] = [["publicKey": .string(String(own)), "allowedIPs": ["10.0.0.0/24"]]]
                try await flow.client.apply(Self.wg0, spec)
                spec["wireguard"]?["privateKey"] = .string(key)
                for query in ["?wait=applied", "?dryRun=true"] {
                    let reply = try await flow.client.put(Self.wg0, spec, query)
                    #expect(reply.status == 422 && reply.text.contains("it is this link's own"), "\(reply.text)")
                    #expect(!reply.text.contains(key))
                }
                // One that was kept before is known to nobody until it is to be set.
                var other = spec
                other["wireguard"]?["peers"] = nil
                try await flow.client.put("LinkSpec/wg7", other)
                let kept = try await flow.client.get("/v1/resources/network-config/LinkSpec/api/wg7").json
                spec["wireguard"]?["privateKey"] = kept[path: "spec", "wireguard", "privateKey"]
                let reply = try await flow.client.put(Self.wg0, spec, "?wait=applied")
                #expect(reply.isApplied == false && reply.text.contains("own public key"), "\(reply.text)")
            }
        }

        @Test func `keys, port, mark and peers are as asked, changed in place and repaired`() async throws {
            try await Self.withPeer { flow, hosts in
                try await flow.client.apply(Self.wg0, hosts.spec)
                let device = try await hosts.dump(flow.host)[0]
                #expect(device[0] == hosts.ownKey)
                #expect((device[2], device[3]) == ("51820", "0x2a"))
                let peer = try await hosts.dump(flow.host)[1]
                #expect(peer[0] == hosts.otherPublicKey)
                #expect(peer[1] == hosts.sharedKey)
                #expect((peer[2], peer[3], peer[7]) == ("192.0.2.2:51821", "10.9.0.2/32", "25"))
                let index = try await flow.host.json("link show wg0").first?["ifindex"]

                for drift in hosts.drifts {
                    let before = try await hosts.settled(flow.host)
                    let repairs = try await flow.client.status(Self.wg0)["repairs"]?.integer ?? 0
                    try await hosts.wg(flow.host, drift)
                    try await flow.host.eventually("\(drift) is repaired") {
                        try await hosts.settled(flow.host) == before
                    }
                    let status = try await flow.client.status(Self.wg0) { ($0["repairs"]?.integer ?? 0) > repairs }
                    #expect(status["state"] == "applied", "\(status.canonical)")
                    hosts.check(status.canonical)
                }

                var spec = hosts.spec
                spec["wireguard"]?["listenPort"] = 51_830
                spec["wireguard"]?["firewallMark"] = nil
                spec["wireguard"]?["peers"] = [
                    ["publicKey": .string(hosts.otherPublicKey), "allowedIPs": ["10.9.1.0/24", "2001:db8::/64"]]
                ]
                try await flow.client.apply(Self.wg0, spec)
                let (changed, lone) = (try await hosts.dump(flow.host)[0], try await hosts.dump(flow.host)[1])
                #expect((changed[2], changed[3]) == ("51830", "off"))
                #expect((lone[1], lone[7]) == ("(none)", "off"))
                #expect(Set(lone[3].split(separator: ",")) == ["10.9.1.0/24", "2001:db8::/64"])
                #expect(try await flow.host.json("link show wg0").first?["ifindex"] == index)
                try await flow.client.remove(Self.wg0)
                #expect(try await flow.host.json("link show type wireguard").isEmpty)
            }
        }

        @Test func `a key that nobody gave is made once, and stays through restart and reboot`() async throws {
            try await Self.withPeer { flow, hosts in
                try await flow.client.apply(
                    Self.wg0, ["kind": "wireguard", "up": true, "wireguard": ["listenPort": 51_820]])
                let key = try await hosts.dump(flow.host)[0][0]
                #expect(key != "(none)")
                let before = try await flow.host.ip("-d link show wg0")
                let revision = try await flow.client.get("/v1/resources/network/ApplyStatus/\(Self.wg0)").json
                let events = try await KernelEvents(flow.host)
                _ = try await events.quiet(for: .seconds(1))
                try await flow.restart()
                try await events.expectNone(try await events.quiet(for: .seconds(3)))
                #expect(try await flow.host.ip("-d link show wg0") == before)
                #expect(try await hosts.dump(flow.host)[0][0] == key)
                #expect(
                    try await flow.client.get("/v1/resources/network/ApplyStatus/\(Self.wg0)").json == revision)

                try await flow.daemon.stop()
                var rebooted = flow
                rebooted.host = try await Host()
                try await rebooted.daemon.start(on: rebooted.host)
                #expect(try await hosts.dump(rebooted.host)[0][0] == key)
                let text = try await rebooted.client.get("/v1/history?limit=1000").text
                #expect(!text.contains(key))
                #expect(try await hosts.leaks(flow, [key]) == [])
            }
        }

        @Test(.kernel(has: "NLMON"))
        func `one that is as it should be isn't written to, by nobody's change and at no restart`() async throws {
            try await Self.withPeer { flow, hosts in
                try await flow.client.apply(Self.wg0, hosts.spec)
                try await flow.expectNoWrites {
                    try await flow.meetsNewcomer()
                    try await flow.restart()
                    try await flow.meetsNewcomer()
                }
            }
        }

        @Test(.kernel(has: "NLMON"))
        func `of a hundred peers only the one that changes is written`() async throws {
            try await Self.withPeer { flow, hosts in
                var spec = hosts.spec
                let peers = try await hosts.peers(100)
                spec["wireguard"]?["peers"] = .array(peers)
                try await flow.client.apply(Self.wg0, spec)
                #expect(try await hosts.dump(flow.host).count == 101)
                var changed = peers
                changed[50]["persistentKeepaliveInterval"] = "7s"
                spec["wireguard"]?["peers"] = .array(changed)
                let tap = try await NetlinkTap(flow.host)
                try await flow.client.apply(Self.wg0, spec)
                let writes = try tap.writes().filter { $0.hasPrefix("wireguard") }
                #expect(writes.count == 1)
                // A header, the link's name and a peer: its key, flags and interval.
                #expect((writes.first ?? "").count < 300, "\(writes)")
                try await tap.remove()
                #expect(
                    try await hosts.dump(flow.host).dropFirst().map { $0[7] }.sorted() == ["7"]
                        + Array(repeating: "off", count: 99))
            }
        }

        @Test func `a host's name is looked up, and again while it leads elsewhere`() async throws {
            try await Self.withPeer { flow, hosts in
                var spec = hosts.spec
                let peer = "peer.example.com"
                try Files.write(Files.text("/etc/hosts") + "192.0.2.77 \(peer)\n", to: "/etc/hosts", mode: 0o644)
                spec["wireguard"]?["peers"] = [
                    ["publicKey": .string(hosts.otherPublicKey), "endpoint": .string("\(peer):5")]
                ]
                try await flow.client.apply(Self.wg0, spec)
                #expect(try await hosts.dump(flow.host)[1][2] == "192.0.2.77:5")
                let text = Files.text("/etc/hosts").replacing("192.0.2.77", with: "192.0.2.78")
                try Files.write(text, to: "/etc/hosts", mode: 0o644)
                try await flow.host.eventually("the new address is set", within: .seconds(45)) {
                    try await hosts.dump(flow.host)[1][2] == "192.0.2.78:5"
                }
                #expect(try await flow.client.status(Self.wg0)["repairs"] == nil)
            }
        }

        @Test func `somebody else's is taken over with its key, when that is said`() async throws {
            try await Self.withPeer { flow, hosts in
                try await flow.host.ip("link add wg5 type wireguard")
                try await hosts.wg(flow.host, "set wg5 listen-port 777 private-key /dev/stdin")
                let spec: JSON = ["kind": "wireguard", "wireguard": ["listenPort": 778]]
                try await flow.client.put("LinkSpec/wg5", spec)
                let status = try await flow.client.status("LinkSpec/wg5") { $0["state"] == "foreignConflict" }
                #expect(
                    status["reason"]?.text?.contains("listenPort 777 instead of 778") == true, "\(status.canonical)")
                #expect(try await hosts.dump(flow.host, "wg5")[0][2] == "777")
                try await flow.client.apply(
                    "LinkSpec/wg5", ["metadata": ["annotations": ["adopt": "true"]], "spec": spec])
                #expect(try await hosts.dump(flow.host, "wg5")[0][2] == "778")
                #expect(try await hosts.dump(flow.host, "wg5")[0][0] == hosts.otherKey)
            }
        }

        @Test func `no key is in a row but the secrets', in an answer, or in the log`() async throws {
            try await Self.withPeer { flow, hosts in
                let dry = try await flow.client.put(Self.wg0, hosts.spec, "?dryRun=true")
                hosts.check(dry.text)
                try await flow.client.apply(Self.wg0, hosts.spec)
                try await flow.looksAgain()
                try await hosts.wg(flow.host, "set wg0 listen-port 1234")
                try await flow.client.status(Self.wg0) { ($0["repairs"]?.integer ?? 0) >= 1 }
                try await flow.client.configure(hosts.document)
                #expect(try await hosts.dump(flow.host, "wg1")[0][0] == hosts.otherKey)
                let merge = try await flow.client.get("/v1/history?limit=1000&diff")
                for path in [
                    Client.path("LinkSpec"), "/v1/resources/network/LinkSpec", "/v1/resources/network/LinkStatus",
                    "/v1/resources/network/ApplyStatus", "/v1/config", "/v1/config?output=json", "/metrics",
                    "/v1/resources/network-config/LinkSpec/wg0?output=table",
                ] { hosts.check(try await flow.client.get(path).text) }
                hosts.check(merge.text)
                hosts.check(await flow.daemon.words)
                #expect(try await hosts.leaks(flow, hosts.secrets) == [])
            }
        }
    }
}
