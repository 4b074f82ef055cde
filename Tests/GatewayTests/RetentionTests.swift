import NIOHTTP1
import Resources
import Store
import Testing

private let specs = "/v1/resources/network-config/LinkSpec/eth0"
private let statuses = "/v1/resources/network/LinkStatus"

/// What is answered of a past that is gone.
@Suite struct `After pruning` {
    /// Ten changes of a spec and of a status, each with a short-lived status beside it; then all but the last three of a class go.
    private func run(
        _ kind: HistoryClass, _ body: @escaping @Sendable (Daemon, Int64) async throws -> Void
    ) async throws {
        try await Daemon.run { daemon in
            for step in 0..<10 {
                let spec = #"{"up":true,"mtu":\#(1400 + step / 9)}"#
                #expect(try await daemon.put(specs, spec, ["x-change-message": "step \(step)"]).status < 300)
                try await daemon.control { transaction throws(StoreError) in
                    let eth0 = Resource(Metadata(ResourceKey("network", "LinkStatus", "eth0"), owner: "C"), spec: "{}")
                    try transaction.modify(eth0) { $0.spec = #"{"mtu":\#(step)}"# }
                    let key = ResourceKey("network", "LinkStatus", "tap\(step)")
                    try transaction.create(Resource(Metadata(key, owner: "C"), spec: "{}"))
                    try transaction.destroy(key, owner: "C")
                }
                #expect(try await daemon.put(specs, #"{"up":false,"mtu":1400}"#).status < 300)
            }
            let pruner = HistoryPruner(daemon.store)
            let rule = Retention.Rule(age: nil, rows: 3)
            while try await pruner.step(kind, rule, now: Moment(milliseconds: 0)) != nil {}
            let type = kind == .specs ? "LinkSpec" : "LinkStatus"
            let oldest = daemon.store.oldestRevision(of: type)
            #expect(oldest > 20)
            try await body(daemon, oldest)
        }
    }

    private func isGone(_ daemon: Daemon, _ path: String, _ oldest: Int64) async throws {
        let reply = try await daemon.get(path)
        #expect(reply.status == 410, "\(path): \(reply.text)")
        #expect(reply.json["oldestRevision"] == .integer(oldest), "\(path)")
        #expect(reply.reason == "COMPACTED")
    }

    private func isThere(_ daemon: Daemon, _ path: String) async throws {
        let reply = try await daemon.get(path)
        #expect(reply.status == 200, "\(path): \(reply.text)")
    }

    @Test func `statuses are refused before their horizon, and specs are not`() async throws {
        try await run(.statuses) { daemon, oldest in
            let early = oldest - 1
            for path in [
                "\(statuses)/eth0?revision=\(early)", "\(statuses)?revision=\(early)",
                "\(statuses)?watch&revision=\(early)", "/v1/history?watch&revision=\(early)",
                "/v1/history?after=\(early)", "/v1/history?type=LinkStatus&after=\(early)",
                "/v1/diff?from=\(early)", "/v1/diff?from=\(early)&type=LinkStatus", "/v1/history/2",
            ] { try await isGone(daemon, path, oldest) }
            for path in [
                "\(statuses)/eth0?revision=\(oldest)", "\(statuses)?revision=\(oldest)", "\(specs)?revision=1",
                "/v1/resources/network-config/LinkSpec?revision=1", "/v1/history?type=LinkSpec&after=0",
                "/v1/history?namespace=network-config&after=0", "/v1/history?intent&after=0",
                "/v1/diff?from=\(oldest)", "/v1/diff?from=1&intent", "/v1/diff?from=1&type=LinkSpec",
                "/v1/history/1", "\(specs)?blame",
            ] { try await isThere(daemon, path) }
            let page = try await daemon.get("/v1/history?type=LinkStatus")
            #expect(page.json["metadata"]?["oldestRevision"] == .integer(oldest))
            #expect(try await daemon.get("/v1/history?type=LinkSpec").json["metadata"]?["oldestRevision"] == nil)
            let lost = try await daemon.get("\(statuses)/tap0?revisions")
            #expect(lost.status == 404)
            #expect(lost.text.contains("since revision \(oldest)"))
            // Whoever waits for news of long ago gets the present at once.
            #expect(try await daemon.get("\(statuses)/eth0?waitRevision=1").status == 200)
            let transaction = try await daemon.get("/v1/transactions/2")
            #expect(transaction.status == 410, "\(transaction.text)")
            #expect(try await daemon.get("/v1/transactions/9999").status == 404)
            let revert = try await daemon.ask("POST", "/v1/transactions/2/revert")
            #expect(revert.status == 410, "\(revert.text)")
            #expect(try await daemon.ask("POST", "/v1/rollback?to=1").status == 200, "specs are all there")
        }
    }

    @Test func `specs can go as well, and blame and trace say what they don't know`() async throws {
        try await run(.specs) { daemon, oldest in
            let early = oldest - 1
            for path in [
                "\(specs)?revision=\(early)", "/v1/diff?from=\(early)&intent", "/v1/history?intent&after=\(early)",
            ] {
                try await isGone(daemon, path, oldest)
            }
            let rollback = try await daemon.ask("POST", "/v1/rollback?to=\(early)")
            #expect(rollback.status == 410)
            #expect(rollback.json["oldestRevision"] == .integer(oldest))
            #expect(try await daemon.ask("POST", "/v1/transactions/1/revert").status == 410)
            try await isThere(daemon, "\(statuses)/eth0?revision=\(early)")

            let fields = try await daemon.get(specs + "?blame").json["fields"]?.elements ?? []
            func field(_ name: String) -> JSON? { fields.first { $0["pointer"]?.text == "/" + name } }
            #expect(field("up")?["actor"] != nil, "it changed since")
            let name = try #require(field("name"))
            #expect(name["beforeRevision"] != nil && name["actor"] == nil, "\(name)")
            #expect((name["beforeRevision"]?.integer ?? 0) <= oldest)

            try await daemon.control { transaction throws(StoreError) in
                let key = ResourceKey("network", "LinkStatus", "late")
                try transaction.create(Resource(Metadata(key, owner: "C"), spec: "{}"))
            }
            let last = daemon.store.revision
            #expect(try await daemon.get("/v1/history/\(last)?effects").status == 200)
        }
    }

    @Test func `tags of revisions that are gone are marked, and can be written back`() async throws {
        try await run(.specs) { daemon, oldest in
            let tags = "/v1/resources/management/RevisionTag"
            #expect(try await daemon.put(tags + "/late", #"{"revision":\#(oldest)}"#).status == 201)
            #expect(try await daemon.put(tags + "/early", #"{"revision":\#(oldest - 1)}"#).status == 201)
            let list = try await daemon.get(tags).json["items"]?.elements ?? []
            #expect(list.map { $0["metadata"]?["id"] } == ["early", "late"])
            #expect(list.map { $0["metadata"]?["pruned"] } == [true, nil])
            let table = try await daemon.get(tags + "?output=table").text.split(separator: "\n").map {
                $0.split(separator: " ").map(String.init)
            }
            #expect(table.map(\.last) == ["HISTORY", "pruned", "kept"], "\(table)")
            let early = try await daemon.get(tags + "/early")
            #expect(early.json["metadata"]?["pruned"] == true)
            #expect(try await daemon.get(tags + "/early?output=yaml").text.contains("pruned: true"))
            #expect(try await daemon.put(tags + "/early", early.text).status == 200)
        }
    }

    @Test func `of which nothing that people ask for is gone leaves tags as they are`() async throws {
        try await run(.statuses) { daemon, _ async throws in
            let tag = "/v1/resources/management/RevisionTag/early"
            #expect(try await daemon.put(tag, #"{"revision":1}"#).status == 201)
            #expect(try await daemon.get(tag).json["metadata"]?["pruned"] == nil)
        }
    }

    @Test func `a trace doesn't take something later for what followed`() async throws {
        try await Daemon.run { daemon in
            let put = "/v1/resources/network-config/AddressSpec/eth0/192.0.2.10/24"
            #expect(try await daemon.put(put).status == 201)
            let merged = ResourceKey("network", "AddressSpec", "eth0/192.0.2.10/24")
            let report = ResourceKey("network", "ApplyStatus", "AddressSpec/eth0/192.0.2.10/24")
            try await daemon.control { transaction throws(StoreError) in
                try transaction.create(Resource(Metadata(merged, owner: "M"), spec: "{}"))
            }
            for step in 0..<30 {
                try await daemon.control { transaction throws(StoreError) in
                    try transaction.modify(Resource(Metadata(report, owner: "S"), spec: "{}")) {
                        $0.spec = #"{"state":"waiting","specRevision":\#(step)}"#
                    }
                }
            }
            func effects() async throws -> JSON { try await daemon.get("/v1/history/2?effects").json }
            let before = try await effects()
            #expect(before["effects"]?.elements?.first?["revision"] == 3)
            #expect(before["oldestRevision"] == nil)
            let pruner = HistoryPruner(daemon.store)
            while try await pruner.step(.statuses, Retention.Rule(age: nil, rows: 5), now: Moment(milliseconds: 0))
                != nil
            {}
            let after = try await effects()
            #expect(after["effects"] == [], "\(after)")
            #expect(after["oldestRevision"] == .integer(daemon.store.oldestRevision(of: "ApplyStatus")))
        }
    }

    @Test func `rules that keep next to nothing are refused`() async throws {
        try await Daemon.run { daemon in
            let path = "/v1/resources/management/ManagementSpec/host"
            for (retention, pointer) in [
                (#"{"statuses":{"age":"59m"}}"#, "/retention/statuses/age"),
                (#"{"specs":{"age":"-1h"}}"#, "/retention/specs/age"),
                (#"{"specs":{"rows":999}}"#, "/retention/specs/rows"),
                (#"{"ledger":{}}"#, "/retention/ledger"),
            ] {
                let reply = try await daemon.put(path, #"{"mode":"enforce","retention":\#(retention)}"#)
                #expect(reply.status == 422, "\(retention)")
                #expect(reply.text.contains(pointer), "\(reply.text)")
            }
            let sound = #"{"mode":"enforce","retention":{"specs":{"age":"8760h"},"statuses":{"age":"24h","rows":0}}}"#
            #expect(try await daemon.put(path, sound).status == 201)
            let stored = try await daemon.get(path).json["spec"]?["retention"]
            #expect(stored == ["specs": ["age": "8760h0m0s"], "statuses": ["age": "24h0m0s", "rows": 0]])
            let days = #"{"mode":"enforce","retention":{"specs":{"age":"52w"},"statuses":{"age":"30d"}}}"#
            #expect(try await daemon.put(path, days).status == 200)
            let kept = try await daemon.get(path).json["spec"]?["retention"]
            #expect(kept == ["specs": ["age": "8736h0m0s"], "statuses": ["age": "720h0m0s"]])
        }
    }
}
