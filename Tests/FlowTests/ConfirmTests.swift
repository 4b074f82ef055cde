import FlowSupport
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// Changes that are put back in the kernel unless somebody confirms them.
    @Suite struct Confirm {
        @Test func `a change that nobody confirms is put back in the kernel at its deadline`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "3s", "&wait=applied")
                #expect(try await flow.isChanged)
                let window = try await flow.ended(id)
                #expect(window["reason"] == "it wasn't confirmed within 3s", "\(window.canonical)")
                try await flow.expect("as before", try await flow.isBase)
                try await flow.expectReverted(id, "at the deadline")
            }
        }

        @Test func `a change that is confirmed stays, also after a crash and a reboot`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "60s", "&wait=applied")
                #expect(try await flow.client.ask(.POST, "/v1/confirmations/\(id)/confirm").status == 200)
                try await flow.crashAndStart()
                #expect(try await flow.isChanged)
                let rebooted = try await flow.rebooted()
                #expect(try await rebooted.isChanged)
                #expect(try await rebooted.window(id)["state"] == "confirmed")
            }
        }

        @Test func `a cancelled change is put back at once`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "10m", "&wait=applied")
                let done = try await flow.client.ask(.POST, "/v1/confirmations/\(id)/cancel")
                #expect(done.json["state"] == "reverted", "\(done.text)")
                try await flow.expect("as before", try await flow.isBase)
            }
        }

        @Test func `who leaves the question with Ctrl-C is told what becomes of the change`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let file = flow.folder + "/spec.yaml"
                let spec = "type: AddressSpec\nid: eth0/192.0.2.77/24\nspec: {}\n"
                _ = try await flow.host.run(["sh", "-c", "printf %s \"$0\" > \"$1\"", spec, file])
                let left = try await flow.onTerminal(
                    "apply", "-f", file, "--confirm", "1h", until: "s left", typing: "\\003")
                #expect(left.status == 130, "\(left)")
                let windows = try await flow.client.get("/v1/confirmations").items
                let id = try #require(windows.first?["id"]?.text)
                #expect(windows.first?["state"] == "pending")
                #expect(left.output.contains("interrupted: window \(id) stays open until 20"), "\(left.output)")
                #expect(left.output.contains("then the change is put back by itself"))
                #expect(left.output.contains("netstrata confirm \(id) keeps it"))
                #expect(left.output.contains("netstrata cancel \(id) puts it back now"))
                #expect(try await flow.cli("cancel", id).status == 0)
            }
        }

        @Test func `the same again says that the first is still to be confirmed`() async throws {
            try await Flow.run { flow in
                let spec = "type: AddressSpec\nid: eth0/192.0.2.77/24\nspec: {}\n"
                func apply(_ arguments: String...) async throws -> String {
                    let reply = try await flow.cli(["apply", "-f", "-"] + arguments, input: spec)
                    #expect(reply.status == 0, "\(reply.errors)")
                    return reply.output
                }
                _ = try await apply("--confirm", "1h")
                let id = try #require(try await flow.client.get("/v1/confirmations").items.first?["id"]?.text)
                let again = try await apply("--confirm", "1h")
                #expect(again.contains("unchanged"), "\(again)")
                #expect(
                    again.contains("nothing was changed; window \(id) of uid:0(root) is still open, until 20"),
                    "\(again)")
                #expect(again.contains("netstrata confirm \(id)    keeps it"))
                #expect(again.contains("netstrata cancel \(id)     puts it back now"))
                #expect(try await !apply("--confirm", "1h", "--dry-run").contains("window"))
                #expect(try await flow.cli("confirm", id).status == 0)
                #expect(try await !apply("--confirm", "1h").contains("window"))
            }
        }

        @Test func `what the kernel refuses is put back at once, with all that came with it`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let start = ContinuousClock.now
                let reply = try await flow.client.transact(
                    [
                        ("put", Flow.tried, [:]),
                        ("put", "RouteSpec/inet4/203.0.113.1/198.51.100.0/24/100", ["outLinkName": "eth0"]),
                    ], "?confirm=10m")
                let id = reply.json["confirmation"]?["id"]?.text ?? ""
                let window = try await flow.ended(id)
                #expect(window["reason"]?.text?.contains("ENETUNREACH") == true, "\(window.canonical)")
                #expect(ContinuousClock.now - start < .seconds(30))
                try await flow.expect("as before", try await flow.isBase)
                // What was refused before the window opened doesn't end it.
                let route = "RouteSpec/inet4/203.0.113.1/198.51.100.0/24/100"
                _ = try await flow.client.put(route, ["outLinkName": "eth0"])
                try await flow.client.status(route) { $0["state"] == "refused" }
                let next = try await flow.change(confirm: "4s", "&wait=applied")
                let other = try await flow.ended(next)
                #expect(other["reason"] == "it wasn't confirmed within 4s", "\(other.canonical)")
            }
        }

        @Test func `what a sqlite3 shell changed in the same place is put back and named, elsewhere it stays`()
            async throws
        {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "10m", "&wait=applied")
                try await flow.sql(
                    "UPDATE resource SET spec = json_set(spec, '$.mtu', 1350, '$.promiscuous', json('true')) "
                        + "WHERE namespace = 'network-config' AND type = 'LinkSpec'")
                try await flow.host.eventually("the kernel has the shell's MTU") {
                    try await flow.host.json("link show eth0").first?["mtu"] == 1350
                }
                let done = try await flow.client.ask(.POST, "/v1/confirmations/\(id)/cancel").json
                #expect(done["overridden"]?.elements?.map { $0["pointer"] } == ["/spec/mtu"], "\(done.canonical)")
                try await flow.expect("as before", try await flow.isBase)
                let spec = try await flow.client.get(Client.path("LinkSpec/eth0")).json["spec"]
                #expect(spec?["promiscuous"] == true && spec?["mtu"] == 1400)
                let revision = done["overridden"]?.elements?.first?["revision"]?.integer ?? 0
                let then = try await flow.client.get(Client.path("LinkSpec/eth0") + "?revision=\(revision)").json
                #expect(then["spec"]?["mtu"] == 1350, "the history has it")
            }
        }

        @Test func `a gateway that is reached as before confirms a change, and one that isn't puts it back`()
            async throws
        {
            try await Flow.run(prepare: { _ in }) { flow in
                let router = try await Host()
                try await flow.host.wire("eth0", address: "02:00:00:00:00:0a", to: router)
                try await router.ip("address add 192.0.2.1/24 dev eth0p")
                try await flow.makeBase()
                try await flow.client.apply("RouteSpec/inet4/192.0.2.1//100", ["outLinkName": "eth0"])
                try await router.ip("link set eth0p mtu 1400")
                let probes = "&probe=gateway&probe=dns:localhost&probe=tcp:192.0.2.1:9&autoConfirm"
                let good = try await flow.change(confirm: "60s", probes)
                let kept = try await flow.ended(good)
                #expect(kept["state"] == "confirmed", "\(kept.canonical)")
                #expect(kept["reason"]?.text?.contains("gateway") == true)
                let tcp = kept["probes"]?.elements?.first { $0["probe"] == "tcp:192.0.2.1:9" }
                #expect(tcp?["required"] == false, "nobody listens there, before or after")
                #expect(try await flow.isChanged)

                // Over IPv6 the gateway's address means nothing without the link.
                try await flow.client.apply("RouteSpec/eth0/inet6/fe80::ff//100")
                try await router.ip("address add fe80::ff/64 dev eth0p nodad")
                try await flow.host.ip("route delete default via 192.0.2.1")
                let six = try await flow.client.put("LinkSpec/eth0", ["mtu": 1280], "?confirm=60s&probe=gateway")
                #expect(six.json["confirmation"]?["probes"]?.elements?.first?["required"] == true, "\(six.text)")
                #expect(try await flow.cli("cancel").status == 0)
                try await flow.client.remove("RouteSpec/eth0/inet6/fe80::ff//100")
                try await flow.expect("as changed before", try await flow.isChanged)

                let bad = try await flow.client.ask(
                    .DELETE, Client.path(Flow.tried) + "?confirm=10s&probe=gateway&autoConfirm")
                let id = bad.json["confirmation"]?["id"]?.text ?? ""
                let window = try await flow.ended(id)
                #expect(window["state"] == "reverted", "\(window.canonical)")
                #expect(window["reason"]?.text?.contains("not reached any more: gateway") == true)
                try await flow.expect("as changed before", try await flow.isChanged)
            }
        }
    }

    /// The daemon is killed at each step of a window; it ends confirmed or put back, and never between.
    @Suite struct ConfirmCrash {
        @Test func `killed when the window is stored and the kernel isn't changed yet`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                // Nothing comes into the kernel, so that the daemon is killed surely before it does.
                try await flow.client.manage("observe")
                let id = try await flow.change(confirm: "10m")
                #expect(try await flow.isBase)
                try await flow.crashAndStart()
                try await flow.expectReverted(id, "before the kernel")
                try await flow.client.manage("enforce")
                try await flow.client.apply("AddressSpec/lo/198.51.100.1/32")
                try await flow.expect("as before", try await flow.isBase)
            }
        }

        @Test func `killed when the kernel is changed`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "10m", "&wait=applied")
                #expect(try await flow.isChanged)
                try await flow.crashAndStart()
                #expect(try await flow.isBase, "before the daemon says that it is ready")
                try await flow.expectReverted(id, "after the kernel")
                let reason = try await flow.window(id)["reason"]
                #expect(reason == "it wasn't confirmed when the daemon ended")
                let revision = try await flow.client.get("/v1/history?limit=1").json["metadata"]?["revision"]
                try await flow.crashAndStart()
                #expect(try await flow.isBase)
                let rows = try await flow.client.get("/v1/history?origin=confirmation&after=\(revision?.integer ?? 0)")
                #expect(rows.items.isEmpty, "once is enough")
            }
        }

        @Test func `killed at any instant of the change, the deadline and the putting back`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                var dice = Dice(seed: 11)
                for round in 1...24 {
                    // From before the change until after the deadline, mostly about the latter.
                    let instant = round % 4 == 0 ? dice.below(40) : 980 + dice.below(80)
                    async let opening = try? flow.change(confirm: "1s")
                    // The instant at which it is killed is what the test is about; nothing is waited for.
                    try await Task.sleep(for: .milliseconds(instant))
                    try await flow.daemon.crash()
                    _ = await opening
                    try await flow.daemon.start(on: flow.host)
                    #expect(try await flow.isBase, "round \(round): killed after \(instant) ms")
                    #expect(try await flow.isBaseStored(), "round \(round): killed after \(instant) ms")
                    let windows = try await flow.client.get("/v1/confirmations").items
                    #expect(windows.allSatisfy { $0["state"] == "reverted" }, "round \(round)")
                }
            }
        }

        @Test func `killed as soon as the putting back is stored`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "1s", "&wait=applied")
                try await flow.ended(id)
                try await flow.crashAndStart()
                #expect(try await flow.isBase)
                try await flow.expectReverted(id, "after the commit")
            }
        }

        @Test func `killed at any instant of a confirmation`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                var dice = Dice(seed: 12)
                var kept = 0
                for round in 1...24 {
                    let id = try await flow.change(confirm: "10m", "&wait=applied")
                    let instant = dice.below(12)
                    async let answer = try? flow.client.ask(.POST, "/v1/confirmations/\(id)/confirm")
                    // The instant at which it is killed is what the test is about; nothing is waited for.
                    try await Task.sleep(for: .milliseconds(instant))
                    try await flow.daemon.crash()
                    let isAcknowledged = await answer?.status == 200
                    try await flow.daemon.start(on: flow.host)
                    let state = try await flow.window(id)["state"]
                    #expect(state == "confirmed" || state == "reverted" && !isAcknowledged, "round \(round)")
                    if state == "confirmed" {
                        kept += 1
                        #expect(try await flow.isChanged, "round \(round)")
                        let back = try await flow.client.transact([
                            ("put", "LinkSpec/eth0", ["mtu": 1400]), ("put", Flow.kept, [:]),
                            ("delete", Flow.tried, [:]),
                        ])
                        #expect(back.isApplied == true, "\(back.text)")
                    } else {
                        #expect(try await flow.isBase, "round \(round)")
                        #expect(try await flow.isBaseStored(), "round \(round)")
                    }
                }
                #expect(kept > 0, "no confirmation came through in time to show anything")
            }
        }

        @Test func `killed as soon as the confirmation is stored`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "10m", "&wait=applied")
                #expect(try await flow.client.ask(.POST, "/v1/confirmations/\(id)/confirm").status == 200)
                try await flow.crashAndStart()
                #expect(try await flow.window(id)["state"] == "confirmed")
                #expect(try await flow.isChanged)
            }
        }

        @Test func `a reboot in the window ends it put back, before the first look at the kernel`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "10m", "&wait=applied")
                try await flow.daemon.crash()
                let host = try await Host()
                try await host.veth("eth0")
                // What comes and goes in between is seen.
                let events = try await KernelEvents(host)
                try await flow.daemon.start(on: host)
                let rebooted = flow.moved(to: host)
                #expect(try await rebooted.isBase)
                try await rebooted.expectReverted(id, "after a reboot")
                let text = try await events.text(events.all())
                #expect(text.contains("192.0.2.10") && !text.contains("192.0.2.11"), "\(text)")
            }
        }

        /// netopeer2#1345: it got stuck after a restart; NetworkManager makes the trial permanent.
        @Test func `an orderly end in the window ends it put back at the next start`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "10m", "&wait=applied")
                #expect(try await flow.daemon.stop() == 0)
                try await flow.daemon.start(on: flow.host)
                #expect(try await flow.isBase)
                try await flow.expectReverted(id, "after an orderly end")
                let next = try await flow.change(confirm: "1s")
                try await flow.ended(next)
            }
        }
    }
}
