import NIOHTTP1
import Resources
import Store
import Testing

private let base = "/v1/resources/network-config/"
private let link = base + "LinkSpec/eth0"

@Suite struct `What was can be seen` {
    @Test func `of each member who set it last, also where a controller wrote it`() async throws {
        try await Daemon.run { daemon in
            let first = try await daemon.put(link, #"{"up":true,"mtu":1400}"#, ["x-change-message": "first"])
            #expect(first.status == 201)
            #expect(
                try await daemon.put(link, #"{"up":true,"mtu":1300}"#, ["x-change-message": "smaller"]).status == 200)
            let cause = daemon.store.revision
            let key = ResourceKey("network-config", "LinkSpec", "configuration/eth0")
            let context = ChangeContext(actor: "LinkConfigController", origin: .controller, cause: cause)
            _ = try await daemon.store.write(context) { transaction throws(StoreError) in
                let spec = #"{"layer":"configuration","mtu":9000,"name":"eth0","promiscuous":true}"#
                try transaction.create(Resource(Metadata(key, owner: "LinkConfigController"), spec: spec))
            }
            let blame = try await daemon.get(link + "?blame").json["fields"]?.elements ?? []
            func field(_ name: String) -> JSON? { blame.first { $0["pointer"]?.text == "/" + name } }
            #expect(field("mtu")?["message"] == "smaller" && field("mtu")?["value"] == 1300)
            #expect(field("mtu")?["layer"] == "api", "the higher layer has the last word")
            #expect(field("up")?["message"] == "first" && field("up")?["revision"] == 1)
            #expect(field("promiscuous")?["message"] == "smaller", "what led to it counts")
            #expect(field("promiscuous")?["through"]?["actor"] == "LinkConfigController")
            #expect(field("layer") == nil)
            let below = try await daemon.get(base + "LinkSpec/configuration/eth0?blame").json["fields"]?.elements ?? []
            #expect(below.first { $0["pointer"] == "/mtu" }?["value"] == 9000)
            #expect(try await daemon.get(base + "LinkSpec/eth9?blame").status == 404)
            #expect(try await daemon.get(link + "?blame&watch").status == 400)
        }
    }

    @Test func `a long history is walked back as far as members need it`() async throws {
        try await Daemon.run { daemon in
            for mtu in 1000..<1200 {
                #expect(try await daemon.put(link, #"{"up":true,"mtu":\#(mtu)}"#).status < 300)
            }
            let blame = try await daemon.get(link + "?blame").json["fields"]?.elements ?? []
            #expect(blame.first { $0["pointer"] == "/up" }?["revision"] == 1)
            #expect(blame.first { $0["pointer"] == "/mtu" }?["revision"] == 200)
            _ = try await daemon.ask("DELETE", link)
            #expect(try await daemon.get(link + "?blame").status == 404)
            #expect(try await daemon.put(link, #"{"up":true}"#).status == 201)
            let anew = try await daemon.get(link + "?blame").json["fields"]?.elements ?? []
            #expect(anew.first { $0["pointer"] == "/up" }?["revision"] == 202)
        }
    }

    @Test func `two revisions differ in what was set, both ways, as patches and as text`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            _ = try await daemon.put(link, #"{"mtu":1300,"up":true}"#)
            _ = try await daemon.put(base + "AddressSpec/eth0/192.0.2.1/24")
            let forth = try await daemon.get("/v1/diff?from=1").json
            #expect(forth["to"] == 3)
            let items = forth["items"]?.elements ?? []
            #expect(items.map { $0["operation"] } == ["added", "changed"])
            let old = try JSON(
                parsing: try #require(
                    try daemon.store.get(ResourceKey("network-config", "LinkSpec", "api/eth0"), at: 1)
                ).spec)
            let patch = try JSONPatch(try #require(items[1]["patch"]))
            let patched = try patch.applied(to: ["spec": old])
            #expect(patched["spec"]?["mtu"] == 1300 && patched["spec"]?["up"] == true)
            #expect((JSON.object(["spec": old])).merged(with: try #require(items[1]["mergePatch"])) == patched)
            let back = try await daemon.get("/v1/diff?from=3&to=1&type=LinkSpec").json["items"]?.elements ?? []
            #expect(back.count == 1 && back[0]["mergePatch"]?["spec"] == ["mtu": 1400, "up": .null])
            let text = try await daemon.get("/v1/diff?from=1&to=2", ["accept": "text/plain"]).text
            #expect(text.contains("--- network-config/LinkSpec/api/eth0\trevision 1\n"), "\(text)")
            #expect(text.contains("\n-  mtu: 1400\n+  mtu: 1300\n"), "\(text)")
            #expect(try await daemon.get("/v1/diff?from=1&id=eth0/*").json["items"]?.elements?.count == 0)
            #expect(try await daemon.get("/v1/diff?from=1&id=*/eth0/*").json["items"]?.elements?.count == 1)
            #expect(try await daemon.get("/v1/diff").status == 400)
            #expect(try await daemon.get("/v1/diff?from=9").status == 400)
        }
    }

    @Test func `changes are found by pattern, cause, range and intent, and a time stands for a revision`() async throws
    {
        try await Daemon.run { daemon in
            _ = try await daemon.put(base + "AddressSpec/eth0/192.0.2.1/24")
            _ = try await daemon.put(base + "AddressSpec/eth1/192.0.2.1/24")
            let context = ChangeContext(actor: "Merge", origin: .controller, cause: 2)
            _ = try await daemon.store.write(context) { transaction throws(StoreError) in
                let key = ResourceKey("network", "AddressSpec", "eth1/192.0.2.1/24")
                try transaction.create(Resource(Metadata(key, owner: "Merge"), spec: "{}"))
            }
            func revisions(_ query: String) async throws -> [JSON?] {
                try await daemon.get("/v1/history?" + query).json["items"]?.elements?.map { $0["revision"] } ?? []
            }
            #expect(try await revisions("id=*eth1/*") == [3, 2])
            #expect(try await revisions("id=[a-z]*") == [], "only the star means more than itself")
            #expect(try await revisions("cause=2") == [3])
            #expect(try await daemon.get("/v1/history?cause=99").status == 404)
            #expect(try await daemon.get("/v1/history?cause=2&watch").status == 400)
            #expect(try await revisions("after=1&through=2") == [2])
            #expect(try await revisions("intent") == [2, 1])
            let times =
                try await daemon.get("/v1/history").json["items"]?.elements?.compactMap { $0["time"]?.text } ?? []
            let early = try await daemon.get(link + "?revision=2020-01-01T00:00:00Z")
            #expect(early.status == 404)
            let rollback = try await daemon.ask("POST", "/v1/rollback?to=2020-01-01T00:00:00Z")
            #expect(rollback.status == 410 && rollback.text.contains("to=0 means the empty beginning"))
            #expect(try await daemon.get(link + "?revision=2999-01-01T00:00:00Z").status == 400)
            let list = try await daemon.get(base + "AddressSpec?revision=" + (times.first ?? "")).json
            #expect(list["items"]?.elements?.count == 2)
        }
    }

    @Test func `what followed from a transaction is found from each of its changes, over several steps`() async throws {
        try await Daemon.run { daemon in
            let operations = ["eth0", "eth1"].map {
                #"{"op":"put","resource":"network-config/LinkSpec/\#($0)","spec":{"mtu":1400}}"#
            }
            let body = #"{"operations":[\#(operations.joined(separator: ","))]}"#
            let headers = ["content-type": "application/json"]
            #expect(try await daemon.ask("POST", "/v1/transactions", headers, body).status == 200)
            // A controller takes both at once and names the last; another follows it.
            for (type, prefix, cause) in [("LinkSpec", "", 2), ("ApplyStatus", "LinkSpec/", 4)]
                as [(String, String, Int64)]
            {
                let context = ChangeContext(actor: type, origin: .controller, cause: cause)
                _ = try await daemon.store.write(context) { transaction throws(StoreError) in
                    for link in ["eth0", "eth1"] {
                        let key = ResourceKey("network", type, prefix + link)
                        try transaction.create(Resource(Metadata(key, owner: type), spec: "{}"))
                    }
                }
            }
            _ = try await daemon.put(base + "LinkSpec/eth2")
            for cause in [1, 2] {
                let page = try await daemon.get("/v1/history?cause=\(cause)").json
                #expect(page["items"]?.elements?.map { $0["revision"] } == [6, 5, 4, 3], "of \(cause)")
                #expect(page["metadata"]?["isCut"] == nil)
            }
            let first = try await daemon.get("/v1/history?cause=1&type=ApplyStatus&limit=1").json
            #expect(first["items"]?.elements?.map { $0["revision"] } == [6])
            let token = first["metadata"]?["nextPageToken"]?.text ?? ""
            let next = try await daemon.get("/v1/history?cause=1&type=ApplyStatus&limit=1&pageToken=\(token)").json
            #expect(next["items"]?.elements?.map { $0["revision"] } == [5])
            #expect(try await daemon.get("/v1/history?cause=6").json["items"] == [])
            let context = ChangeContext(actor: "Many", origin: .controller, cause: 7)
            _ = try await daemon.store.write(context) { transaction throws(StoreError) in
                for index in 0...1000 {
                    let key = ResourceKey("network-config", "LinkSpec", "configuration/eth\(index)")
                    try transaction.create(Resource(Metadata(key, owner: "Many"), spec: "{}"))
                }
            }
            let cut = try await daemon.get("/v1/history?cause=7&limit=1").json
            #expect(cut["metadata"]?["isCut"] == true && cut["items"]?.elements?.map { $0["revision"] } == [1007])
        }
    }

    @Test func `what is gone is told with who removed it, and a name that nothing had isn't compared`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            _ = try await daemon.ask("DELETE", link)
            for path in [link, link + "?blame"] {
                let gone = try await daemon.get(path)
                #expect(gone.status == 404 && gone.text.contains(" removed it at "), "\(gone.text)")
                #expect(gone.text.contains(", in revision 2"), "\(gone.text)")
            }
            let scope = "&namespace=network-config&type=LinkSpec&id="
            #expect(try await daemon.get("/v1/diff?from=2" + scope + "api/eth0").json["items"] == [])
            let never = try await daemon.get("/v1/diff?from=1" + scope + "api/eth9")
            #expect(never.status == 404 && never.text.contains("there never was a"), "\(never.text)")
        }
    }

    @Test func `history can be followed, with who, when and why`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                let path = "/v1/history?watch&revision=1&type=LinkSpec&intent&prev"
                try await connection.send("GET \(path) HTTP/1.1\r\nhost: localhost\r\n\r\n")
                #expect(try await connection.head().status == 200)
                _ = try await daemon.put(base + "AddressSpec/eth0/192.0.2.1/24")
                _ = try await daemon.put(link, #"{"mtu":1300}"#, ["x-change-message": "smaller"])
                _ = try await daemon.ask("DELETE", link)
                let first = try await connection.event()
                #expect(first["type"] == "MODIFIED" && first["revision"] == 3)
                #expect(first["change"]?["message"] == "smaller" && first["change"]?["operation"] == "updated")
                #expect(first["object"]?["spec"]?["mtu"] == 1300 && first["oldObject"]?["spec"]?["mtu"] == 1400)
                let last = try await connection.event()
                #expect(last["type"] == "DELETED" && last["change"]?["operation"] == "destroyed")
            }
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                try await connection.send("GET /v1/history?watch&after=2 HTTP/1.1\r\nhost: localhost\r\n\r\n")
                #expect(try await connection.head().status == 200)
                #expect(try await connection.event()["revision"] == 3, "what came after it, and not what comes now")
            }
            #expect(try await daemon.get("/v1/history?watch&limit=3").status == 400)
            #expect(try await daemon.get("/v1/history?revision=3").status == 400)
        }
    }
}

@Suite struct `What was can be put back` {
    private func post(_ daemon: Daemon, _ path: String) async throws -> Reply {
        try await daemon.ask("POST", path, [:], "")
    }

    private func mtu(_ daemon: Daemon) async throws -> JSON? { try await daemon.get(link).json["spec"]?["mtu"] }

    @Test func `all that people ask for, as a change of its own`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"metadata":{"labels":{"a":"b"}},"spec":{"mtu":1400}}"#)
            let gone = base + "AddressSpec/eth0/192.0.2.1/24"
            _ = try await daemon.put(gone)
            let then = daemon.store.revision
            _ = try await daemon.put(link, #"{"metadata":{"labels":{}},"spec":{"mtu":1300}}"#)
            _ = try await daemon.ask("DELETE", gone)
            let new = base + "AddressSpec/eth0/192.0.2.2/24"
            _ = try await daemon.put(new)
            let before = daemon.store.revision
            let plan = try await post(daemon, "/v1/rollback?to=\(then)&dryRun")
            #expect(plan.status == 200)
            #expect(plan.json["results"]?.elements?.count == 3 && plan.json["plan"] != nil)
            #expect(daemon.store.revision == before, "a dry run changes nothing")
            let changes = plan.json["changes"]?.elements ?? []
            #expect(changes.map { $0["operation"] } == ["added", "removed", "changed"])
            #expect(changes[2]["mergePatch"]?["spec"] == ["mtu": 1400])
            let text = changes.compactMap { $0["diff"]?.text }.joined()
            let name = "network-config/LinkSpec/api/eth0"
            #expect(text.contains("--- \(name)\tnow\n+++ \(name)\trollback to revision \(then)\n"), "\(text)")
            #expect(text.contains("\n-  mtu: 1300\n+  mtu: 1400\n"), "\(text)")
            let done = try await post(daemon, "/v1/rollback?to=\(then)")
            #expect(done.status == 200, "\(done.text)")
            #expect(done.json["restored"] == .integer(then))
            #expect(try await mtu(daemon) == 1400)
            #expect(try await daemon.get(link).json["metadata"]?["labels"] == ["a": "b"])
            #expect(try await daemon.get(gone).status == 200)
            #expect(try await daemon.get(new).status == 404)
            let rows = try await daemon.get("/v1/history?origin=rollback").json["items"]?.elements ?? []
            #expect(rows.count == 3)
            #expect(rows.allSatisfy { $0["message"]?.text == "rollback to revision \(then)" })
            #expect(Set(rows.compactMap { $0["transaction"]?.integer }).count == 1)
            let again = try await post(daemon, "/v1/rollback?to=\(then)")
            #expect(again.json["results"] == [] && daemon.store.revision == before + 3)
            // What was rolled back can be rolled back to.
            #expect(try await post(daemon, "/v1/rollback?to=\(before)").status == 200)
            #expect(try await mtu(daemon) == 1300)
            #expect(try await daemon.get(new).status == 200)
        }
    }

    @Test func `one resource or type alone, and nothing that a controller owns`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            _ = try await daemon.put(base + "LinkSpec/eth1", #"{"mtu":1400}"#)
            try await daemon.control("Merge") { transaction throws(StoreError) in
                let key = ResourceKey("network", "LinkSpec", "eth0")
                try transaction.create(Resource(Metadata(key, owner: "Merge"), spec: "{}"))
            }
            let then = daemon.store.revision
            _ = try await daemon.put(link, #"{"mtu":1300}"#)
            _ = try await daemon.put(base + "LinkSpec/eth1", #"{"mtu":1300}"#)
            try await daemon.control("Merge") { transaction throws(StoreError) in
                try transaction.destroy(ResourceKey("network", "LinkSpec", "eth0"), owner: "Merge")
            }
            let one = try await post(daemon, "/v1/rollback?to=\(then)&namespace=network-config&type=LinkSpec&id=eth0")
            #expect(one.json["results"]?.elements?.count == 1, "\(one.text)")
            #expect(try await mtu(daemon) == 1400)
            #expect(try await daemon.get(base + "LinkSpec/eth1").json["spec"]?["mtu"] == 1300)
            let all = try await post(daemon, "/v1/rollback?to=\(then)")
            #expect(all.json["results"]?.elements?.map { $0["resource"] } == ["network-config/LinkSpec/api/eth1"])
            _ = try await daemon.put(link, #"{"mtu":1200}"#)
            let short = try await post(daemon, "/v1/rollback?to=\(then)&type=LinkSpec&id=eth0")
            #expect(short.json["results"]?.elements?.count == 1, "\(short.text)")
            #expect(try await post(daemon, "/v1/rollback?to=\(then)&type=LinkSpec&id=eth0").status == 200)
            #expect(try await post(daemon, "/v1/rollback?to=\(then)&type=LinkSpec&id=eth7").status == 404)
            #expect(try await post(daemon, "/v1/rollback?to=\(then)&type=LinkStatus&id=eth0").status == 400)
            #expect(try await post(daemon, "/v1/rollback").status == 400)
            #expect(try await post(daemon, "/v1/rollback?to=999").reason == "FUTURE_REVISION")
        }
    }

    @Test func `the machine configuration with its secrets`() async throws {
        try await Daemon.run { daemon in
            let text = "version: v1alpha1\nmachine: {token: first-word, network: {hostname: a}}\n"
            func put(_ text: String) async throws -> Int {
                try await daemon.ask("PUT", "/v1/config", ["content-type": "application/yaml"], text).status
            }
            #expect(try await put(text) == 201)
            let then = daemon.store.revision
            let other = text.replacing("first-word", with: "second-word").replacing("hostname: a", with: "hostname: b")
            #expect(try await put(other) == 200)
            let plan = try await post(daemon, "/v1/rollback?to=\(then)&dryRun")
            let change = plan.json["changes"]?.elements?.first
            #expect(change?["resource"] == "config/MachineConfig/v1alpha1", "\(plan.text)")
            let diff = change?["diff"]?.text ?? ""
            #expect(diff.contains("hostname: b}}\n+") && diff.contains("hostname: a}}\n"), "\(diff)")
            #expect(!plan.text.contains("-word"))
            #expect(plan.json["layers"] == [], "what follows from it stands beside what is put back")
            let done = try await post(daemon, "/v1/rollback?to=\(then)")
            #expect(done.status == 200, "\(done.text)")
            #expect(!done.text.contains("-word"))
            #expect(done.json["changes"]?.elements?.first?["diff"] == nil)
            #expect(try await daemon.get("/v1/config").text == text.replacing("first-word", with: "REDACTED"))
            let key = ResourceKey("config", "MachineConfig", "v1alpha1")
            #expect(try daemon.store.get(key)?.spec == daemon.store.get(key, at: then)?.spec)
        }
    }

    @Test func `a tag stands for a revision, and what is about Netstrata itself stays`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            let management = "/v1/resources/management/"
            #expect(try await daemon.put(management + "ManagementSpec/host", #"{"mode":"observe"}"#).status == 201)
            let then = daemon.store.revision
            _ = try await daemon.put(link, #"{"mtu":1300}"#)
            _ = try await daemon.put(management + "ManagementSpec/host", #"{"mode":"enforce"}"#)
            let tag = management + "RevisionTag/before-upgrade"
            #expect(try await daemon.put(tag, #"{"revision":\#(then)}"#).status == 201)
            let future = try await daemon.put(management + "RevisionTag/later", #"{"revision":9999}"#)
            #expect(future.reason == "FUTURE_REVISION")
            #expect(try await daemon.get(management + "RevisionTag/later").status == 404)
            for name in ["812", "abc-12", "2026-01-01", "Upper", "a/b", "-a"] {
                #expect(
                    try await daemon.put(management + "RevisionTag/" + name, #"{"revision":1}"#).status >= 400,
                    "\(name)")
            }
            #expect(try await daemon.get(link + "?revision=before-upgrade").json["spec"]?["mtu"] == 1400)
            let items = try await daemon.get("/v1/diff?from=before-upgrade&type=LinkSpec").json["items"]?.elements
            #expect(items?.count == 1)
            #expect(try await daemon.get(link + "?revision=no-such-tag").reason == "BAD_PARAMETER")
            #expect(try await post(daemon, "/v1/rollback?to=before-upgrade").status == 200)
            #expect(try await mtu(daemon) == 1400)
            #expect(try await daemon.get(tag).status == 200)
            #expect(try await daemon.get(management + "ManagementSpec/host").json["spec"]?["mode"] == "enforce")
            let own = try await post(daemon, "/v1/rollback?to=before-upgrade&namespace=management&type=ManagementSpec")
            #expect(own.json["results"]?.elements?.count == 1, "\(own.text)")
            #expect(try await daemon.get(management + "ManagementSpec/host").json["spec"]?["mode"] == "observe")
        }
    }

    @Test func `one transaction, where nobody changed it again`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(link, #"{"mtu":1400}"#)
            _ = try await daemon.put(link, #"{"mtu":1300}"#)
            let number =
                try await daemon.get("/v1/history?limit=1").json["items"]?.elements?[0]["transaction"]?.integer ?? 0
            _ = try await daemon.put(link, #"{"mtu":1300,"up":true}"#)
            let plan = try await post(daemon, "/v1/transactions/\(number)/revert?dryRun")
            let text = plan.json["changes"]?.elements?.first?["diff"]?.text ?? ""
            #expect(text.contains("\trevert of transaction \(number)\n"), "\(text)")
            #expect(text.contains("\n-  mtu: 1300\n+  mtu: 1400\n"), "\(text)")
            let done = try await post(daemon, "/v1/transactions/\(number)/revert")
            #expect(done.status == 200, "\(done.text)")
            #expect(try await daemon.get(link).json["spec"]?["up"] == true, "what came later stays")
            #expect(try await mtu(daemon) == 1400)
            _ = try await daemon.put(link, #"{"mtu":1200}"#)
            let late = try await post(daemon, "/v1/transactions/\(number)/revert")
            #expect(late.status == 409)
            #expect(
                late.json["conflicts"] == [["resource": "network-config/LinkSpec/api/eth0", "pointer": "/spec/mtu"]],
                "\(late.text)")
            #expect(try await mtu(daemon) == 1200)
            #expect(try await post(daemon, "/v1/transactions/9999/revert").status == 404)
            #expect(try await post(daemon, "/v1/transactions/x/revert").status == 400)
            #expect(try await daemon.get("/v1/transactions/\(number)/revert").status == 405)
            #expect(try await daemon.get("/v1/transactions/\(number)/other").status == 404)
        }
    }

    @Test(arguments: ["/v1/rollback?to=1", "/v1/transactions/1/revert", "/v1/transactions"])
    func `a condition that nobody would check is refused`(path: String) async throws {
        try await Daemon.run { daemon in
            #expect(try await daemon.put(link, #"{"mtu":1400}"#).status == 201)
            let headers = ["if-match": "\"x-1\"", "content-type": "application/json"]
            let refused = try await daemon.ask("POST", path, headers, path.hasSuffix("s") ? "{}" : "")
            #expect(refused.status == 400 && refused.json["detail"]?.text?.contains("If-Match") == true)
        }
    }
}
