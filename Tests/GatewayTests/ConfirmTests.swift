import Gateway
import NIOHTTP1
import Resources
import Store
import Synchronization
import Testing

private let base = "/v1/resources/network-config/"
private let link = base + "LinkSpec/eth0"
private let windows = "/v1/confirmations"
private let json = ["content-type": "application/json"]

/// Two people who are not root.
private let tokens = "alice alices-token-0123456789\nbob bobs-token-0123456789\n"

@Suite struct `A change that has to be confirmed` {
    @Test func `is put back when nobody does, and nothing else is`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            let before = daemon.store.revision
            let id = try await daemon.open(1300, "3s")
            try await daemon.control("Merge") { transaction throws(StoreError) in
                let key = ResourceKey("network", "LinkSpec", "eth0")
                try transaction.create(Resource(Metadata(key, owner: "Merge"), spec: "{}"))
            }
            #expect(try await daemon.mtu() == 1300)
            let window = try await daemon.ended(id)
            #expect(window["state"] == "reverted")
            #expect(window["reason"] == "it wasn't confirmed within 3s")
            #expect(window["baseRevision"] == .integer(before))
            #expect(try await daemon.mtu() == 1400)
            #expect(try await daemon.get("/v1/resources/network/LinkSpec/eth0").status == 200)
            let rows = try await daemon.get("/v1/history?origin=confirmation").json["items"]?.elements ?? []
            #expect(Set(rows.map { $0["type"]?.text }) == ["LinkSpec", "ConfirmWindow"])
            #expect(Set(rows.map { $0["transaction"]?.integer }).count == 1, "one transaction of its own")
            #expect(rows.allSatisfy { $0["actor"] == "netstrata" && $0["cause"]?.integer != nil })
            // The window's own history is history like any other.
            let states = try await daemon.get("/v1/resources/management/confirmations/\(id)?revisions")
            #expect(states.json["items"]?.elements?.map { $0["object"]?["spec"]?["state"] } == ["reverted", "pending"])
        }
    }

    @Test func `stays when it is confirmed, and who missed the answer may ask again`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            let id = try await daemon.open()
            let done = try await daemon.ask("POST", "\(windows)/\(id)/confirm", ["x-change-message": "ping works"])
            #expect(done.headers["x-audit-head"] != nil)
            #expect(done.status == 200 && done.json["state"] == "confirmed", "\(done.text)")
            #expect(try await daemon.ask("POST", "\(windows)/\(id)/confirm").status == 200)
            for verb in ["cancel", "extend"] {
                let late = try await daemon.ask("POST", "\(windows)/\(id)/\(verb)")
                #expect(late.status == 409 && late.reason == "CONFIRMATION_ENDED", "\(late.text)")
            }
            #expect(try await daemon.mtu() == 1300)
            let rows = try await daemon.get("/v1/history?type=ConfirmWindow&limit=1").json["items"]?.elements
            #expect(rows?.first?["message"] == "ping works")
            #expect(try await daemon.ask("POST", "\(windows)/999/confirm").status == 404)
            #expect(try await daemon.get("\(windows)/x").status == 404)
            // The next change opens another one.
            #expect(try await daemon.open(1200) != id)
        }
    }

    @Test func `keeps others from changing intent, and takes in what its holder changes`() async throws {
        try await Daemon.run(tokens: tokens, listens: true) { daemon in
            let opened = try await daemon.ask(as: "alice", "PUT", link + "?confirm=60s", #"{"mtu":1300}"#)
            let id = try #require(opened.json["confirmation"]?["id"]?.text, "\(opened.text)")
            let first = try await daemon.window(id)
            #expect(first["holder"] == "token:alice")

            let address = base + "AddressSpec/eth0/192.0.2.1/24"
            for query in ["", "?dryRun", "?confirm=60s", "?confirm=none"] {
                let refused = try await daemon.ask(as: "bob", "PUT", address + query, "{}")
                #expect(refused.status == 409 && refused.reason == "CONFIRMATION_PENDING", "\(refused.text)")
                #expect(refused.json["holder"] == "token:alice")
                #expect(refused.json["deadline"] == first["deadline"])
                #expect(refused.json["url"]?.text == "\(windows)/\(id)")
                #expect((Int(refused.headers["retry-after"] ?? "") ?? 0) > 30)
            }
            let config = "version: v1alpha1\nmachine: {network: {hostname: a}}\n"
            let yaml = ["content-type": "application/yaml"]
            #expect(try await daemon.ask(as: "bob", "PUT", "/v1/config", config, yaml).reason == "CONFIRMATION_PENDING")
            #expect(try await daemon.ask("POST", "/v1/rollback?to=0").reason == "CONFIRMATION_PENDING", "root's too")
            // Names for revisions and controllers go on, and everybody reads.
            let tag = "/v1/resources/management/RevisionTag/before"
            #expect(try await daemon.ask(as: "bob", "PUT", tag, #"{"revision":1}"#).status == 201)
            #expect(try await daemon.ask(as: "bob", "GET", link).status == 200)
            #expect(try await daemon.window(id)["revision"] == first["revision"])

            // What is refused or a dry run changes nothing about it.
            #expect(try await daemon.ask(as: "alice", "PUT", link, #"{"mtu":-1}"#).status == 422)
            let stale = try await daemon.ask(as: "alice", "PUT", link, "{}", ["if-match": "\"x-1\""])
            #expect(stale.status == 412)
            #expect(try await daemon.ask(as: "alice", "PUT", address + "?dryRun", "{}").status == 201)
            #expect(try await daemon.ask(as: "alice", "PUT", link, #"{"mtu":1300}"#).status == 200, "unchanged")
            #expect(try await daemon.window(id)["revision"] == first["revision"])

            let joined = try await daemon.ask(as: "alice", "PUT", address + "?confirm=none", "{}")
            #expect(joined.json["confirmation"]?["id"]?.text == id, "\(joined.text)")
            let second = try await daemon.window(id)
            #expect(second["transactions"]?.elements?.count == 2)
            #expect(try #require(second["bootDeadline"]?.integer) > (try #require(first["bootDeadline"]?.integer)))
            let longer = try await daemon.ask(as: "alice", "PUT", link + "?confirm=1h", #"{"mtu":1200}"#)
            #expect(longer.json["confirmation"]?["timeout"] == "1h0m0s", "\(longer.text)")

            let cancelled = try await daemon.ask(as: "alice", "POST", "\(windows)/\(id)/cancel")
            #expect(cancelled.json["state"] == "reverted", "\(cancelled.text)")
            #expect(try await daemon.get(link).status == 404)
            #expect(try await daemon.get(address).status == 404)
            #expect(try await daemon.get(tag).status == 200)
            #expect(try await daemon.ask(as: "alice", "POST", "\(windows)/\(id)/cancel").status == 200)
            #expect(try await daemon.ask(as: "bob", "PUT", address + "?confirm=none", "{}").status == 201)
        }
    }

    /// A page load confirmed OpenWrt's changes, without a login (GHSA-76w2-p5qr-9vjv).
    @Test func `is ended by nobody but its holder and root, and by no page load`() async throws {
        try await Daemon.run(tokens: tokens, listens: true) { daemon in
            let opened = try await daemon.ask(as: "alice", "PUT", link + "?confirm=60s", #"{"mtu":1300}"#)
            let id = try #require(opened.json["confirmation"]?["id"]?.text)
            for verb in ["confirm", "cancel", "extend"] {
                let path = "\(windows)/\(id)/\(verb)"
                for method in ["GET", "HEAD", "PUT"] {
                    #expect(try await daemon.ask(method, path).status == 405)
                }
                let bob = try await daemon.ask(as: "bob", "POST", path)
                #expect(bob.status == 403 && bob.reason == "NOT_HOLDER", "\(bob.text)")
                let nobody = try await RawConnection.ask(.tcp(daemon.port ?? 0), "POST", path, [:], [])
                #expect(nobody.status == 401)
                let page = try await daemon.ask(as: "alice", "POST", path, "", ["origin": "http://evil.example"])
                #expect(page.status == 403 && page.reason == "FORBIDDEN_ORIGIN")
            }
            #expect(try await daemon.get(windows).json["items"]?.elements?.count == 1)
            #expect(try await daemon.get("/").status == 200)
            #expect(try await daemon.window(id)["state"] == "pending")
            let resource = "/v1/resources/management/ConfirmWindow/\(id)"
            #expect(try await daemon.put(resource, #"{"state":"confirmed"}"#).reason == "OWNER")
            #expect(try await daemon.ask("DELETE", resource).reason == "OWNER")
            let root = try await daemon.ask("POST", "\(windows)/\(id)/confirm")
            #expect(root.status == 200 && root.json["state"] == "confirmed", "\(root.text)")
            #expect(root.json["reason"]?.text?.contains("uid:") == true)
        }
    }

    @Test func `gets so much time from now on, as long as it is open`() async throws {
        try await Daemon.run { daemon in
            let id = try await daemon.open(1300, "5s")
            let longer = try await daemon.ask("POST", "\(windows)/\(id)/extend?timeout=10m")
            #expect(longer.status == 200 && longer.json["timeout"] == "10m0s", "\(longer.text)")
            let second = try #require(longer.json["bootDeadline"]?.integer)
            // From now on, and not from its deadline on.
            #expect((540_000...600_000).contains(second - BootClock.milliseconds))
            let day = try await daemon.ask("POST", "\(windows)/\(id)/extend?timeout=1d")
            #expect(day.json["timeout"] == "24h0m0s", "\(day.text)")
            let shorter = try await daemon.ask("POST", "\(windows)/\(id)/extend?timeout=1s")
            #expect(shorter.status == 200)
            #expect(try await daemon.ended(id)["state"] == "reverted")
            for bad in ["timeout=0s", "timeout=x", "timeout=25h", "timeout=2d", "confirm=3s"] {
                #expect(try await daemon.ask("POST", "\(windows)/\(id)/extend?\(bad)").status == 400, "\(bad)")
            }
        }
    }

    @Test func `may be a transaction, a configuration, a rollback or a revert`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            let yaml = ["content-type": "application/yaml"]
            let text = "version: v1alpha1\nmachine: {token: first-word, network: {hostname: a}}\n"
            _ = try await daemon.ask("PUT", "/v1/config", yaml, text)
            let then = daemon.store.revision
            func cancel(_ reply: Reply, _ what: String) async throws {
                let id = try #require(reply.json["confirmation"]?["id"]?.text, "\(what): \(reply.text)")
                let done = try await daemon.ask("POST", "\(windows)/\(id)/cancel")
                #expect(done.json["state"] == "reverted", "\(what): \(done.text)")
                let open = try await daemon.get("/v1/diff?from=\(then)&intent").json["items"]
                #expect(open == [], "\(what): \(open?.canonical ?? "")")
                #expect(try await daemon.get("/v1/config").text == text.replacing("first-word", with: "REDACTED"))
            }
            let one = "network-config/AddressSpec/eth0/192.0.2.1/24"
            let document = """
                {"confirm":{"timeout":"60s"},"operations":[{"op":"put","resource":"\(one)"},
                  {"op":"delete","resource":"network-config/LinkSpec/eth0"}]}
                """
            try await cancel(try await daemon.ask("POST", "/v1/transactions", json, document), "transaction")
            let other = text.replacing("hostname: a", with: "hostname: b").replacing("first", with: "second")
            try await cancel(try await daemon.ask("PUT", "/v1/config?confirm=60s", yaml, other), "PUT config")
            let patch = "machine: {network: {hostname: c}}\n"
            try await cancel(try await daemon.ask("PATCH", "/v1/config?confirm=60s", yaml, patch), "PATCH config")
            try await cancel(try await daemon.ask("DELETE", "/v1/config?confirm=60s"), "DELETE config")
            try await cancel(try await daemon.ask("DELETE", link + "?confirm=60s"), "DELETE")
            let merge = ["content-type": "application/merge-patch+json"]
            try await cancel(
                try await daemon.ask("PATCH", link + "?confirm=60s", merge, #"{"mtu":1200}"#), "PATCH")
            try await cancel(try await daemon.ask("POST", "/v1/rollback?to=0&confirm=60s"), "rollback")
            try await cancel(try await daemon.ask("POST", "/v1/transactions/1/revert?confirm=60s"), "revert")
        }
    }

    @Test func `has to be said so that it can be understood`() async throws {
        try await Daemon.run { daemon in
            for query in [
                "confirm=abc", "confirm=0s", "confirm=25h", "confirm=", "probe=gateway", "autoConfirm",
                "confirm=60s&autoConfirm", "confirm=60s&probe=icmp:x", "confirm=60s&probe=http:https://a/",
                "confirm=none&probe=gateway", "confirm=60s&probe=tcp:a", "confirm=60s&probe=dns:",
                "confirm=1s&confirm=2s",
            ] {
                let reply = try await daemon.put(link + "?" + query)
                #expect(reply.status == 400 && reply.reason == "BAD_PARAMETER", "\(query): \(reply.text)")
            }
            func transact(_ confirm: String, _ query: String = "") async throws -> Reply {
                let operation = #"{"op":"put","resource":"network-config/LinkSpec/eth0"}"#
                let body = #"{"confirm":\#(confirm),"operations":[\#(operation)]}"#
                return try await daemon.ask("POST", "/v1/transactions" + query, json, body)
            }
            for (confirm, pointer) in [
                ("{}", "/confirm/timeout"), (#"{"timeout":"1ms"}"#, "/confirm/timeout"), ("7", "/confirm"),
                (#"{"timeout":"60s","x":1}"#, "/confirm/x"),
                (#"{"timeout":"60s","probes":["x"]}"#, "/confirm/probes/0"),
                (#"{"timeout":"60s","autoConfirm":true}"#, "/confirm/autoConfirm"),
            ] {
                let reply = try await transact(confirm)
                #expect(reply.status == 422 && reply.pointers == [pointer], "\(confirm): \(reply.text)")
            }
            #expect(try await transact(#"{"timeout":"60s"}"#, "?confirm=60s").status == 400)
            #expect(daemon.store.revision == 0)
            #expect(try await transact(#""none""#).json["confirmation"] == nil)
        }
    }

    /// netopeer2#1826: a commit that failed left its timer running; IncusOS#1011: a window that nobody could clear.
    @Test func `leaves no window behind when it is refused, or changes nothing`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            #expect(try await daemon.put(link + "?confirm=1s", #"{"mtu":-1}"#).status == 422)
            #expect(try await daemon.put(link + "?confirm=1s", #"{"mtu":1300}"#, ["if-match": "\"x-1\""]).status == 412)
            #expect(try await daemon.put(link + "?confirm=1s", #"{"mtu":1400}"#).json["confirmation"] == nil)
            #expect(try await daemon.put(link + "?confirm=1s&dryRun", #"{"mtu":1300}"#).status == 200)
            let late = """
                {"confirm":{"timeout":"1s"},"operations":[{"op":"put","resource":"network-config/LinkSpec/eth0","spec":{"mtu":1}},
                  {"op":"check","resource":"network-config/LinkSpec/eth9","ifMatch":"*"}]}
                """
            #expect(try await daemon.ask("POST", "/v1/transactions", json, late).status >= 400)
            #expect(try await daemon.get(windows).json["items"] == [])
            #expect(daemon.store.revision == 1)
        }
    }

    @Test func `is answered once more for the same idempotency key, and opens no second window`() async throws {
        try await Daemon.run { daemon in
            let operation = #"{"op":"put","resource":"network-config/LinkSpec/eth0"}"#
            let body = #"{"confirm":{"timeout":"60s"},"operations":[\#(operation)]}"#
            let headers = json.merging(["idempotency-key": "k"]) { $1 }
            let first = try await daemon.ask("POST", "/v1/transactions", headers, body)
            let second = try await daemon.ask("POST", "/v1/transactions", headers, body)
            #expect(first.json["confirmation"] != nil && first.json == second.json)
            #expect(try await daemon.get(windows).json["items"]?.elements?.count == 1)
        }
    }

    @Test func `follows from what is set for changes from elsewhere`() async throws {
        try await Daemon.run(tokens: tokens, listens: true) { daemon in
            let host = "/v1/resources/management/ManagementSpec/host"
            #expect(try await daemon.put(host, #"{"confirm":{"default":"1ms"}}"#).status == 422)
            #expect(try await daemon.put(host, #"{"confirm":{"default":"45s"}}"#).status == 201)
            let session = ["x-ssh-connection": "192.0.2.7 51000 192.0.2.1 22"]
            #expect(try await daemon.put(link, #"{"mtu":1400}"#).json["confirmation"] == nil, "from this host")
            let none = try await daemon.ask(as: "alice", "PUT", link + "?confirm=none", #"{"mtu":1300}"#)
            #expect(none.status == 200 && none.json["confirmation"] == nil)
            let remote = try await daemon.ask(as: "alice", "PUT", link, #"{"mtu":1200}"#)
            #expect(remote.json["confirmation"]?["timeout"] == "45s", "\(remote.text)")
            let id = remote.json["confirmation"]?["id"]?.text ?? ""
            #expect(try await daemon.ask(as: "alice", "POST", "\(windows)/\(id)/cancel").status == 200)
            let shell = try await daemon.put(link, #"{"mtu":1100}"#, session)
            #expect(shell.json["confirmation"]?["timeout"] == "45s", "\(shell.text)")
            let other = shell.json["confirmation"]?["id"]?.text ?? ""
            #expect(try await daemon.ask("POST", "\(windows)/\(other)/confirm").status == 200)
            let longer = try await daemon.put(link + "?confirm=1d", #"{"mtu":1000}"#, session)
            #expect(longer.json["confirmation"]?["timeout"] == "24h0m0s", "\(longer.text)")
        }
    }
}

@Suite struct `What is put back` {
    @Test func `leaves what others changed elsewhere, and names what they changed in the same place`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400,"up":true}"#)
            let made = base + "AddressSpec/eth0/192.0.2.1/24"
            let id = try await daemon.open(1300)
            _ = try await daemon.put(made)
            try await daemon.shell { transaction throws(StoreError) in
                func set(_ id: String, _ type: String, _ member: String, _ value: JSON) throws(StoreError) {
                    let key = ResourceKey("network-config", type, id)
                    try transaction.modify(Resource(Metadata(key), spec: "{}")) { resource throws(StoreError) in
                        var spec = (try? JSON(parsing: resource.spec)) ?? [:]
                        spec[member] = value
                        resource.spec = spec.canonical
                    }
                }
                try set("api/eth0", "LinkSpec", "mtu", 1250)
                try set("api/eth0", "LinkSpec", "promiscuous", true)
                try set("api/eth0/192.0.2.1/24", "AddressSpec", "priority", 7)
            }
            let theirs = daemon.store.revision
            let done = try await daemon.ask("POST", "\(windows)/\(id)/cancel")
            #expect(done.status == 200, "\(done.text)")
            let spec = try await daemon.get(link).json["spec"]
            #expect(spec?["mtu"] == 1400, "what is known to have worked")
            #expect(spec?["promiscuous"] == true, "another place is another's")
            #expect(try await daemon.get(made).status == 404)
            let places = done.json["overridden"]?.elements ?? []
            let named = Set(places.map { "\($0["resource"]?.text ?? "") \($0["pointer"]?.text ?? "")" })
            #expect(
                named == [
                    "network-config/LinkSpec/api/eth0 /spec/mtu",
                    "network-config/AddressSpec/api/eth0/192.0.2.1/24 ",
                ])
            // Nothing is lost: the history has it.
            #expect(places.allSatisfy { ($0["revision"]?.integer ?? .max) <= theirs })
            #expect(try await daemon.get(link + "?revision=\(theirs)").json["spec"]?["mtu"] == 1250)
        }
    }

    @Test func `is worked out transaction by transaction`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"metadata":{"labels":{"a":"b"}},"spec":{"mtu":1400}}"#)
            let id = try await daemon.open(1300)
            _ = try await daemon.put(link, #"{"metadata":{"labels":{"c":"d"}},"spec":{"mtu":1200,"up":true}}"#)
            _ = try await daemon.ask("DELETE", link)
            _ = try await daemon.put(link, #"{"mtu":1100}"#)
            _ = try await daemon.ask("DELETE", link)
            #expect(try await daemon.window(id)["transactions"]?.elements?.count == 5)
            let done = try await daemon.ask("POST", "\(windows)/\(id)/cancel")
            #expect(done.json["overridden"] == nil)
            let now = try await daemon.get(link).json
            #expect(now["spec"]?["mtu"] == 1400 && now["spec"]?["up"] == nil)
            #expect(now["metadata"]?["labels"] == ["a": "b"])
        }
    }

    @Test func `is what was found open at a start, whatever the clocks say`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            let id = try await daemon.open(1300, "1h")
            await ConfirmWindows(daemon.store, logger: quietLogger).recover()
            let window = try await daemon.ended(id)
            #expect(window["state"] == "reverted")
            #expect(window["reason"] == "it wasn't confirmed when the daemon ended")
            #expect(try await daemon.mtu() == 1400)
            // Nothing more is done at the next one.
            let revision = daemon.store.revision
            await ConfirmWindows(daemon.store, logger: quietLogger).recover()
            #expect(daemon.store.revision == revision)
        }
    }

    @Test func `doesn't depend on a clock that is set`() async throws {
        try await Daemon.run { daemon in
            let id = try await daemon.open(1300, "1h")
            // As a window looks when the clock was set a day on after it was opened.
            try await daemon.edit(id) { $0["deadline"] = "2020-01-01T00:00:00.000Z" }
            let kept = try await daemon.ask("POST", "\(windows)/\(id)/extend?timeout=30m")
            #expect(kept.json["state"] == "pending", "\(kept.text)")
            try await daemon.edit(id) { $0["bootDeadline"] = 1 }
            #expect(try await daemon.ended(id)["state"] == "reverted")
            let other = try await daemon.open(1200, "1h")
            try await daemon.edit(other) { $0["boot"] = "00000000-0000-0000-0000-000000000000" }
            #expect(try await daemon.ended(other)["state"] == "reverted", "another boot is over")
        }
    }

    /// IncusOS#1011: a window that couldn't be read couldn't be cleared either.
    @Test func `can be put back although somebody made the window unreadable`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            let id = try await daemon.open()
            try await daemon.edit(id) { $0 = ["nonsense": true] }
            #expect(try await daemon.window(id)["state"] == "pending")
            let done = try await daemon.ask("POST", "\(windows)/\(id)/cancel")
            #expect(done.json["state"] == "reverted", "\(done.text)")
            #expect(try await daemon.mtu() == 1400)
        }
    }
}
