import Gateway
import Resources
import Store
import Testing

@Suite struct `Writing` {
    @Test func `an identical PUT is no change`() async throws {
        try await Daemon.run { daemon in
            let first = try await daemon.put(address)
            let again = try await daemon.put(address, #"{"linkName":"eth0"}"#)
            #expect(again.status == 200)
            #expect(again.etag == first.etag)
            let whole = try await daemon.put(address, first.text)
            #expect(whole.status == 200)
            #expect(daemon.store.revision == 1)
        }
    }

    @Test func `who wants no spec back gets the metadata alone`() async throws {
        try await Daemon.run { daemon in
            let minimal = try await daemon.put(address, "{}", ["prefer": "respond-async, return=minimal"])
            #expect(minimal.status == 201 && minimal.headers["preference-applied"] == "return=minimal")
            #expect(minimal.json["metadata"]?["version"] == 1 && minimal.json["spec"] == nil, "\(minimal.text)")
            let whole = try await daemon.put(address, #"{"priority":7}"#, ["prefer": "return=representation"])
            #expect(whole.json["spec"]?["priority"] == 7 && whole.headers["preference-applied"] == nil)
            let again = try await daemon.put(
                address, #"{"priority":8}"#, ["prefer": #"Return="minimal"; a=1, return=representation"#])
            #expect(again.json["spec"] == nil && again.etag != whole.etag)
        }
    }

    @Test func `conditions compare with what is stored`() async throws {
        try await Daemon.run { daemon in
            #expect(try await daemon.put(address, "{}", ["if-match": "*"]).status == 412)
            let first = try await daemon.put(address, "{}", ["if-none-match": "*"])
            #expect(first.status == 201)
            let taken = try await daemon.put(address, "{}", ["if-none-match": "*"])
            #expect(taken.status == 412)
            #expect(taken.reason == "PRECONDITION_FAILED")
            let second = try await daemon.put(address, #"{"priority":7}"#, ["if-match": first.etag])
            #expect(second.status == 200)
            let stale = try await daemon.put(address, "{}", ["if-match": first.etag])
            #expect(stale.status == 412)
            #expect(stale.etag == second.etag)
            #expect(stale.json["currentRevision"] == 2)
            #expect(try await daemon.put(address, "{}", ["if-match": "W/" + second.etag]).status == 412)
            #expect(try await daemon.put(address, "{}", ["if-match": "nonsense"]).status == 400)
            #expect(try await daemon.ask("DELETE", address, ["if-match": first.etag]).status == 412)
            #expect(try await daemon.ask("DELETE", address, ["if-match": second.etag]).status == 200)
        }
    }

    @Test func `labels stay with a bare body and follow a full one`() async throws {
        try await Daemon.run { daemon in
            let labelled = #"{"metadata":{"id":"eth0/192.0.2.10/24","labels":{"a":"b"}},"spec":{}}"#
            #expect(try await daemon.put(address, labelled).json["metadata"]?["labels"] == ["a": "b"])
            let bare = try await daemon.put(address, #"{"priority":3}"#)
            #expect(bare.json["metadata"]?["labels"] == ["a": "b"])
            let full = try await daemon.put(address, #"{"metadata":{},"spec":{}}"#)
            #expect(full.json["metadata"]?["labels"] == nil)
        }
    }

    @Test(
        arguments: [
            (#"{"labels":{"a b":"c"}}"#, ["/metadata/labels/a b"]), (#"{"labels":{"":"c"}}"#, ["/metadata/labels/"]),
            (
                #"{"labels":{"a":"-b","-a":"b","a/b/c":"d"}}"#,
                ["/metadata/labels/-a", "/metadata/labels/a", "/metadata/labels/a~1b~1c"]
            ),
            (
                #"{"labels":{"Example.net/a":"b","/a":"b","a/":"b"}}"#,
                ["/metadata/labels/Example.net~1a", "/metadata/labels/a~1", "/metadata/labels/~1a"]
            ),
            (
                #"{"labels":{"a":"b c"},"annotations":{"a b":"c","d":7}}"#,
                ["/metadata/annotations/a b", "/metadata/annotations/d", "/metadata/labels/a"]
            ),
            (#"{"annotations":{"a":"\u0007"}}"#, ["/metadata/annotations/a"]),
            (#"{"labels":["a"]}"#, ["/metadata/labels"]),
            (#"{"labels":{"a":"","example.net/A_b.c-1":"B_2.x"},"annotations":{"x-y.z/note":"free text: ü, {}"}}"#, []),
        ] as [(String, [String])])
    func `labels and annotations have names and values that selectors can say`(
        metadata: String, pointers: [String]
    ) async throws {
        try await Daemon.run { daemon in
            let reply = try await daemon.put(address, #"{"metadata":\#(metadata),"spec":{}}"#)
            #expect(reply.status == (pointers.isEmpty ? 201 : 422))
            #expect(reply.pointers.sorted() == pointers)
            let long = String(repeating: "x", count: 63)
            let limits = #"{"metadata":{"labels":{"\#(long)":"\#(long)","\#(long)y":"b","a":"\#(long)y"}},"spec":{}}"#
            #expect(
                try await daemon.put(address, limits).pointers == ["/metadata/labels/a", "/metadata/labels/\(long)y"])
        }
    }

    @Test(arguments: ["gzip", "identity, gzip", "x"])
    func `a compressed body is refused with what to do`(coding: String) async throws {
        try await Daemon.run { daemon in
            for (method, path) in [("PUT", address), ("PATCH", address), ("POST", "/v1/transactions")] {
                let reply = try await daemon.ask(
                    method, path, ["content-type": "application/json", "content-encoding": coding], "{}")
                #expect(reply.status == 415)
                #expect(reply.isProblem)
                #expect(reply.headers["accept-encoding"] == "identity")
                #expect(reply.json["detail"]?.text?.contains("without this header") == true)
            }
            #expect(try await daemon.put(address, "{}", ["content-encoding": "Identity"]).status == 201)
            #expect(try await daemon.ask("DELETE", address, ["content-encoding": coding]).status == 200)
        }
    }

    @Test func `what isn't there can't be changed, whatever the conditions`() async throws {
        try await Daemon.run { daemon in
            let headers = ["content-type": "application/merge-patch+json", "if-match": "*"]
            let patch = try await daemon.ask("PATCH", address, headers, "{}")
            #expect(patch.status == 404)
            let delete = try await daemon.ask("DELETE", address, ["if-match": "*"])
            #expect(delete.status == 404)
        }
    }

    @Test func `every fault is told at once with its place`() async throws {
        try await Daemon.run { daemon in
            let body =
                #"{"metadata":{"id":"other","colour":1,"labels":{"a":1}},"spec":{"priority":-1,"scope":9999,"x":1}}"#
            let reply = try await daemon.put(address, body)
            #expect(reply.status == 422)
            #expect(reply.isProblem)
            #expect(
                Set(reply.pointers) == [
                    "/metadata/id", "/metadata/colour", "/metadata/labels/a", "/spec/priority", "/spec/scope",
                    "/spec/x",
                ])
            #expect(try await daemon.put(address, #"{"address":"192.0.2.11/24"}"#).pointers == ["/address"])
            #expect(try await daemon.put(address, #"{"spec":{},"status":{}}"#).pointers == ["/status"])
            let odd = try await daemon.put("/v1/resources/network-config/AddressSpec/eth0/nonsense")
            #expect(odd.status == 422)
            let long = String(repeating: "x", count: 300)
            #expect(try await daemon.put("/v1/resources/network-config/LinkSpec/" + long).status == 422)
            #expect(daemon.store.revision == 0)
        }
    }

    @Test func `what isn't JSON says where`() async throws {
        try await Daemon.run { daemon in
            let reply = try await daemon.put(address, "{\n  \"a\": tru\n}")
            #expect(reply.status == 400)
            #expect(reply.reason == "MALFORMED_BODY")
            #expect(reply.json["line"] == 2)
            #expect(reply.json["column"] == 8)
            #expect(try await daemon.put(address, #"{"a":1,"a":2}"#).status == 400)
            #expect(try await daemon.put(address, "").status == 400)
            let form = try await daemon.ask(
                "PUT", address, ["content-type": "application/x-www-form-urlencoded"], "{}")
            #expect(form.status == 415)
            #expect(form.json["detail"]?.text?.contains("-H 'Content-Type: application/json'") == true)
            let yaml = try await daemon.ask("PUT", address, ["content-type": "application/yaml"], "a: [")
            #expect(yaml.status == 400)
        }
    }

    @Test func `YAML is read, but not what it could explode into`() async throws {
        var limits = Limits()
        limits.yamlNodes = 1000
        try await Daemon.run(limits: limits) { daemon in
            let type = ["content-type": "application/yaml"]
            let reply = try await daemon.ask(
                "PUT", address, type, "metadata:\n  labels: {a: 'yes'}\nspec:\n  priority: 5\n")
            #expect(reply.status == 201)
            #expect(reply.json["spec"]?["priority"] == 5)
            let bomb =
                "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
            let refused = try await daemon.ask("PUT", address, type, bomb)
            #expect(refused.status == 400)
            let deep = try await daemon.ask("PUT", address, type, String(repeating: "[", count: 5000))
            #expect(deep.status == 400)
            let mac = try await daemon.ask(
                "PUT", "/v1/resources/network-config/LinkSpec/eth9", type, "hardwareAddress: 10:20:30:40:50:55\n")
            #expect(mac.json["spec"]?["hardwareAddress"] == "10:20:30:40:50:55" || mac.status == 422)
        }
    }

    @Test func `DELETE gives the last state, or waits for finalizers`() async throws {
        try await Daemon.run { daemon in
            #expect(try await daemon.ask("DELETE", address).status == 404)
            _ = try await daemon.put(address)
            let gone = try await daemon.ask("DELETE", address)
            #expect(gone.status == 200)
            #expect(gone.json["metadata"]?["revision"] == 2)
            _ = try await daemon.put(address)
            try await daemon.control { transaction throws(StoreError) in
                try transaction.addFinalizer(
                    "f", to: ResourceKey("network-config", "AddressSpec", "api/eth0/192.0.2.10/24"))
            }
            let held = try await daemon.ask("DELETE", address)
            #expect(held.status == 202)
            #expect(held.json["metadata"]?["phase"] == "tearingDown")
            let phase = try await daemon.put(address, #"{"priority":9}"#)
            #expect(phase.status == 409)
            #expect(phase.reason == "PHASE")
        }
    }

    @Test(
        arguments: [
            ("network/AddressSpec/eth0/192.0.2.10/24", "network-config/AddressSpec/eth0/192.0.2.10/24"),
            (
                "network-config/AddressSpec/configuration/eth0/192.0.2.10/24",
                "network-config/AddressSpec/eth0/192.0.2.10/24"
            ),
            ("network/AddressStatus/eth0/192.0.2.10/24", "network-config/AddressSpec/eth0/192.0.2.10/24"),
            ("network/ApplyStatus/AddressSpec/x", nil),
        ] as [(String, String?)])
    func `what belongs to a controller isn't written`(path: String, instead: String?) async throws {
        try await Daemon.run { daemon in
            for method in ["PUT", "DELETE"] {
                let reply = try await daemon.ask(
                    method, "/v1/resources/" + path, ["content-type": "application/json"], method == "PUT" ? "{}" : "")
                #expect(reply.status == 409)
                #expect(reply.reason == "OWNER")
                #expect(reply.json["owner"]?.text?.isEmpty == false)
                #expect(reply.json["writeTo"]?.text == instead)
            }
        }
    }

    @Test func `a merge patch changes the spec or the whole`() async throws {
        try await Daemon.run { daemon in
            let type = ["content-type": "application/merge-patch+json"]
            #expect(try await daemon.ask("PATCH", address, type, "{}").status == 404)
            _ = try await daemon.put(address, #"{"priority":3}"#)
            let spec = try await daemon.ask("PATCH", address, type, #"{"priority":4}"#)
            #expect(spec.json["spec"]?["priority"] == 4)
            let labels = try await daemon.ask("PATCH", address, type, #"{"metadata":{"labels":{"a":"b"}}}"#)
            #expect(labels.json["metadata"]?["labels"] == ["a": "b"])
            #expect(labels.json["spec"]?["priority"] == 4)
            let removed = try await daemon.ask("PATCH", address, type, #"{"priority":null}"#)
            #expect(removed.json["spec"]?["priority"] == nil)
            let bad = try await daemon.ask("PATCH", address, type, #"{"priority":"many"}"#)
            #expect(bad.status == 422)
            #expect(bad.pointers == ["/spec/priority"])
            #expect(try await daemon.ask("PATCH", address, type, "[]").status == 422)
            #expect(try await daemon.ask("PATCH", address, type, #"{"metadata":{"id":"x"}}"#).status == 422)
        }
    }

    @Test func `a JSON patch is applied whole or not at all`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address, #"{"priority":3}"#)
            let type = ["content-type": "application/json-patch+json"]
            let done = try await daemon.ask(
                "PATCH", address, type,
                #"[{"op":"test","path":"/spec/priority","value":3},{"op":"add","path":"/metadata/labels/a","value":"b"},{"op":"replace","path":"/spec/priority","value":5}]"#
            )
            #expect(done.status == 200)
            #expect(done.json["spec"]?["priority"] == 5)
            #expect(done.json["metadata"]?["labels"] == ["a": "b"])
            let failed = try await daemon.ask(
                "PATCH", address, type, #"[{"op":"test","path":"/spec/priority","value":3}]"#)
            #expect(failed.status == 409)
            #expect(failed.reason == "PATCH_TEST_FAILED")
            let missing = try await daemon.ask("PATCH", address, type, #"[{"op":"remove","path":"/spec/nothing"}]"#)
            #expect(missing.status == 422)
            let malformed = try await daemon.ask("PATCH", address, type, #"[{"op":"jump"}]"#)
            #expect(malformed.status == 400)
            #expect(malformed.pointers == ["/0/op"])
            let other = try await daemon.ask("PATCH", address, ["content-type": "application/json"], "{}")
            #expect(other.status == 415)
            #expect(other.headers["accept-patch"]?.contains("merge-patch") == true)
            #expect(daemon.store.revision == 2)
        }
    }

    @Test func `who, why and by which request is kept`() async throws {
        try await Daemon.run { daemon in
            let reply = try await daemon.put(
                address, "{}", ["x-change-message": "new range", "x-request-id": "ticket-7"])
            #expect(reply.headers["x-request-id"] == "ticket-7")
            let change = try await daemon.get("/v1/history/1").json
            #expect(change["message"] == "new range")
            #expect(change["requestId"] == "ticket-7")
            #expect(change["origin"] == "api")
            let actor = change["actor"]?.text ?? ""
            #expect(actor.hasPrefix("uid:"))
            #expect(actor.contains(" login:4000000(4000000) via te_st["))
            let first = actor.split(separator: " ").first ?? ""
            #expect(try await daemon.get("/v1/history?actor=\(first)").json["items"]?.elements?.count == 1)
            let user = try #require(first.split(separator: "(").last?.dropLast())
            let names = ["\(user)", "4000000", actor.replacing(" ", with: "%20").replacing("[", with: "%5B")]
            let others = ["uid", "te_st", String(user.dropLast()), "(\(user))"]
            for (name, count) in names.map({ ($0, 1) }) + others.map({ ($0, 0) }) {
                let reply = try await daemon.get("/v1/history?actor=\(name)")
                #expect(reply.json["items"]?.elements?.count == count, "\(name)")
            }
            #expect(try await daemon.put(address, "{}", ["x-request-id": "a b"]).headers["x-request-id"] != "a b")
        }
    }

    @Test func `a repeated key gives the stored answer`() async throws {
        try await Daemon.run { daemon in
            let headers = ["idempotency-key": "k1"]
            let first = try await daemon.put(address, #"{"priority":1}"#, headers)
            _ = try await daemon.put(address, #"{"priority":2}"#)
            let replay = try await daemon.put(address, #"{"priority":1}"#, headers)
            #expect(replay.status == 201)
            #expect(replay.body == first.body)
            #expect(replay.etag == first.etag)
            #expect(replay.headers["idempotency-replayed"] == "true")
            #expect(daemon.store.revision == 2)
            let other = try await daemon.put(address, #"{"priority":3}"#, headers)
            #expect(other.status == 422)
            #expect(other.reason == "IDEMPOTENCY_KEY_REUSED")
        }
    }

    @Test func `a dry run answers as the write would, and keeps nothing`() async throws {
        try await Daemon.run { daemon in
            let reply = try await daemon.put(address + "?dryRun=true")
            #expect(reply.status == 201)
            #expect(reply.json["dryRun"] == true)
            #expect(reply.json["resource"]?["spec"]?["linkName"] == "eth0")
            #expect(reply.json["resource"]?["metadata"]?["version"] == 1)
            #expect(reply.json["resource"]?["metadata"]?["revision"] == nil)
            #expect(reply.json["plan"]?.elements?.first?["disruptive"] == true)
            #expect(try await daemon.get(address).status == 404)
            #expect(daemon.store.revision == 0)
            let key = ResourceKey("network-config", "AddressSpec", "api/eth0/192.0.2.10/24")
            #expect(daemon.planner.asked.first?.keys.first == key)
            #expect(try await daemon.put(address + "?dryRun=true", #"{"x":1}"#).status == 422)
            #expect(try await daemon.put(address + "?dryrun=true").reason == "UNKNOWN_PARAMETER")
            _ = try await daemon.put(address)
            let delete = try await daemon.ask("DELETE", address + "?dryRun=true")
            #expect(delete.status == 200)
            #expect(delete.json["resource"] == .null)
            #expect(daemon.planner.asked.last?[key] == .some(nil))
            #expect(daemon.store.revision == 1)
            let same = try await daemon.put(address + "?dryRun=true")
            #expect(same.json["resource"]?["metadata"]?["revision"] == 1, "what isn't changed has its own")
        }
    }
}
