import Resources
import Store
import Testing

@Suite struct `A transaction` {
    private static let json = ["content-type": "application/json"]
    private static let one = "network-config/AddressSpec/eth0/192.0.2.1/24"
    private static let two = "network-config/addressspecs/eth0/192.0.2.2/24"

    @Test func `does all of its operations with one message`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put("/v1/resources/" + Self.two)
            let body = """
                {"message":"move","operations":[
                  {"op":"put","resource":"\(Self.one)","spec":{"priority":1},"metadata":{"labels":{"a":"b"}}},
                  {"op":"patch","resource":"\(Self.two)","patch":{"priority":2},"ifMatch":"\(daemon.store.entityTag(1))"},
                  {"op":"patch","resource":"\(Self.two)","patch":[{"op":"remove","path":"/spec/priority"}]},
                  {"op":"check","resource":"\(Self.one)","ifMatch":"*"},
                  {"op":"delete","resource":"\(Self.two)"},
                  {"op":"check","resource":"\(Self.two)","ifNoneMatch":"*"}]}
                """
            let reply = try await daemon.ask("POST", "/v1/transactions", Self.json, body)
            #expect(reply.status == 200)
            let results = reply.json["results"]?.elements ?? []
            #expect(
                results.map { $0["status"]?.text } == [
                    "created", "updated", "updated", "checked", "deleted", "checked",
                ])
            #expect(results.first?["etag"]?.text == daemon.store.entityTag(2))
            #expect(results.first?["resource"] == "network-config/AddressSpec/api/eth0/192.0.2.1/24")
            #expect(reply.json["revision"] == 5)
            let id = reply.json["transaction"]?.integer ?? 0
            let transaction = try await daemon.get("/v1/transactions/\(id)").json
            #expect(transaction["message"] == "move")
            #expect(transaction["changes"]?.elements?.count == 4)
            #expect(try await daemon.get("/v1/transactions/99").status == 404)
            #expect(try await daemon.get("/v1/transactions/x").status == 400)
        }
    }

    @Test func `does nothing when one operation fails, and tells every fault`() async throws {
        try await Daemon.run { daemon in
            let faulty = """
                {"confirm":{},"operations":[{"op":"put","resource":"\(Self.one)","spec":{"priority":-1}},{"op":"jump"},
                  {"op":"put","resource":"\(Self.two)","spec":{"x":1},"ifMatch":1},{"op":"delete","resource":"\(Self.one)","y":1},
                  {"op":"delete","resource":"a/b"},{"op":"patch","resource":"\(Self.one)","patch":[{"op":"no"}]},7]}
                """
            let reply = try await daemon.ask("POST", "/v1/transactions", Self.json, faulty)
            #expect(reply.status == 422)
            #expect(
                Set(reply.pointers) == [
                    "/confirm/timeout", "/operations/0/spec/priority", "/operations/1/op", "/operations/2/spec/x",
                    "/operations/3/y", "/operations/4/resource", "/operations/5/patch/0/op", "/operations/6",
                ])
            let late = """
                {"operations":[{"op":"put","resource":"\(Self.one)"},{"op":"check","resource":"\(Self.two)","ifMatch":"*"}]}
                """
            let failed = try await daemon.ask("POST", "/v1/transactions", Self.json, late)
            #expect(failed.status == 412)
            #expect(failed.pointers == ["/operations/1"])
            #expect(daemon.store.revision == 0)
            let foreign = #"{"operations":[{"op":"delete","resource":"network/AddressStatus/lo/127.0.0.1/8"}]}"#
            #expect(try await daemon.ask("POST", "/v1/transactions", Self.json, foreign).reason == "OWNER")
            #expect(try await daemon.ask("POST", "/v1/transactions", Self.json, "{}").status == 422)
            #expect(try await daemon.ask("POST", "/v1/transactions", Self.json, "[]").status == 422)
        }
    }

    @Test func `tells every fault of a long one, although its first operations are performed meanwhile`() async throws {
        try await Daemon.run { daemon in
            var operations = (0..<1500).map { number in
                #"{"op":"put","resource":"network-config/AddressSpec/eth0/10.0.\#(number / 250).\#(number % 250 + 1)/8"}"#
            }
            func send() async throws -> Reply {
                let body = #"{"operations":[\#(operations.joined(separator: ","))]}"#
                return try await daemon.ask("POST", "/v1/transactions", Self.json, body)
            }
            // What can't be performed is found first; what is wrong in itself says more.
            operations[1] = #"{"op":"check","resource":"\#(Self.one)","ifMatch":"*"}"#
            operations[1400] = #"{"op":"put","resource":"\#(Self.two)","spec":{"priority":-1}}"#
            operations[1499] = #"{"op":"jump"}"#
            let faulty = try await send()
            #expect(faulty.status == 422)
            #expect(faulty.pointers.sorted() == ["/operations/1400/spec/priority", "/operations/1499/op"])
            operations[1400] = #"{"op":"delete","resource":"\#(Self.two)"}"#
            operations.removeLast()
            let failed = try await send()
            #expect(failed.status == 412)
            #expect(failed.pointers == ["/operations/1"])
            operations[1] = #"{"op":"put","resource":"\#(Self.one)"}"#
            let late = try await send()
            #expect(late.status == 404)
            #expect(late.pointers == ["/operations/1400"])
            #expect(daemon.store.revision == 0)
            operations.removeLast(98 + 1)
            let done = try await send()
            #expect(done.status == 200)
            #expect(daemon.store.revision == 1400)
            #expect(done.json["results"]?.elements?.count == 1400)
        }
    }

    @Test func `asks its conditions of what is stored, also after new resources`() async throws {
        try await Daemon.run { daemon in
            let third = "network-config/RouteSpec/inet4/192.0.2.1/203.0.113.0/24/1"
            let first = #"{"operations":[{"op":"put","resource":"\#(third)"}]}"#
            #expect(try await daemon.ask("POST", "/v1/transactions", Self.json, first).status == 200)
            func news(_ last: String) -> String {
                #"{"operations":[{"op":"put","resource":"\#(Self.one)"},{"op":"put","resource":"\#(Self.two)"},\#(last)]}"#
            }
            let anew = #"{"op":"put","resource":"\#(third)","ifNoneMatch":"*"}"#
            let refused = try await daemon.ask("POST", "/v1/transactions", Self.json, news(anew))
            #expect(refused.status == 412)
            #expect(refused.pointers == ["/operations/2"])
            #expect(daemon.store.revision == 1)
            let patch = #"{"op":"patch","resource":"\#(third)","ifMatch":"*","patch":{"spec":{"mtu":1400}}}"#
            let done = try await daemon.ask("POST", "/v1/transactions", Self.json, news(patch))
            #expect(done.status == 200, "\(done)")
            #expect(daemon.store.revision == 4)
            let wrong = #"{"op":"patch","resource":"\#(third)","patch":[{"op":"add","path":"/spec/mtu","value":-1}]}"#
            let fault = try await daemon.ask(
                "POST", "/v1/transactions", Self.json, #"{"operations":[\#(anew),\#(wrong)]}"#)
            #expect(fault.status == 412)
            let alone = try await daemon.ask("POST", "/v1/transactions", Self.json, #"{"operations":[\#(wrong)]}"#)
            #expect(alone.status == 422)
            #expect(alone.pointers == ["/operations/0/patch/spec/mtu"])
        }
    }

    @Test func `plans in a dry run and repeats its answer by key`() async throws {
        try await Daemon.run { daemon in
            let body = #"{"dryRun":true,"operations":[{"op":"put","resource":"\#(Self.one)"}]}"#
            let dry = try await daemon.ask("POST", "/v1/transactions", Self.json, body)
            #expect(dry.status == 200)
            #expect(dry.json["dryRun"] == true)
            #expect(dry.json["plan"]?.elements?.count == 1)
            #expect(dry.json["results"]?.elements?.first?["status"] == "created")
            #expect(daemon.store.revision == 0)
            let real = #"{"operations":[{"op":"put","resource":"\#(Self.one)"}]}"#
            let headers = Self.json.merging(["idempotency-key": "a"]) { $1 }
            let first = try await daemon.ask("POST", "/v1/transactions", headers, real)
            let again = try await daemon.ask("POST", "/v1/transactions", headers, real)
            #expect(again.body == first.body)
            #expect(daemon.store.revision == 1)
            let nothing = try await daemon.ask("POST", "/v1/transactions", Self.json, real)
            #expect(nothing.json["transaction"] == .null)
            #expect(nothing.json["results"]?.elements?.first?["status"] == "unchanged")
        }
    }

    @Test func `holds 10,000 routes`() async throws {
        try await Daemon.run { daemon in
            let operations = (0..<10_000).map { number in
                #"{"op":"put","resource":"network-config/RouteSpec/inet4//10.\#(number / 256).\#(number % 256).0/24/1024","spec":{"outLinkName":"eth0"}}"#
            }
            let body = #"{"operations":["# + operations.joined(separator: ",") + "]}"
            let reply = try await daemon.ask("POST", "/v1/transactions", Self.json, body)
            #expect(reply.status == 200)
            #expect(reply.json["results"]?.elements?.count == 10_000)
            #expect(daemon.store.revision == 10_000)
        }
    }

    @Test func `a dry run of several names no transaction and no revision but those that are there`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            let operations = [
                #"{"op":"put","resource":"network-config/AddressSpec/eth0/192.0.2.10/24"}"#,
                #"{"op":"put","resource":"network-config/AddressSpec/eth0/192.0.2.11/24"}"#,
            ].joined(separator: ",")
            let many = try await daemon.ask(
                "POST", "/v1/transactions?dryRun=true", Self.json, #"{"operations":[\#(operations)]}"#)
            func expectNoNumbers(_ reply: Reply, _ revisions: [JSON?]) {
                #expect(reply.status == 200 && reply.json["dryRun"] == true, "\(reply.text)")
                #expect(reply.json["transaction"] == nil && reply.json["revision"] == nil, "\(reply.text)")
                let results = reply.json["results"]?.elements ?? []
                #expect(results.map { $0["revision"] } == revisions, "\(reply.text)")
            }
            expectNoNumbers(many, [1, nil])
            #expect(many.json["results"]?.elements?.map { $0["etag"] != nil } == [true, false])
            expectNoNumbers(try await daemon.ask("POST", "/v1/rollback?to=0&dryRun=true"), [nil])
            let first = try #require(
                try await daemon.get("/v1/history").json["items"]?.elements?.first?["transaction"]?.integer)
            expectNoNumbers(try await daemon.ask("POST", "/v1/transactions/\(first)/revert?dryRun=true"), [nil])
            #expect(daemon.store.revision == 1)
        }
    }
}

@Suite struct `The history` {
    @Test func `shows who changed what, newest first, in pages`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            _ = try await daemon.put(address, #"{"priority":2}"#)
            _ = try await daemon.put("/v1/resources/network-config/LinkSpec/eth1")
            _ = try await daemon.ask("DELETE", address)
            let all = try await daemon.get("/v1/history").json
            #expect(
                all["items"]?.elements?.map { $0["operation"]?.text } == ["destroyed", "created", "updated", "created"])
            #expect(all["metadata"]?["revision"] == 4)
            let page = try await daemon.get("/v1/history?limit=3")
            let token = page.json["metadata"]?["nextPageToken"]?.text ?? ""
            #expect(page.headers["link"]?.contains(token) == true)
            let rest = try await daemon.get("/v1/history?limit=3&pageToken=" + token).json["items"]?.elements
            #expect(rest?.map { $0["revision"] } == [1])
            #expect(try await daemon.get("/v1/history?limit=3&type=links&pageToken=" + token).status == 400)
            let links = try await daemon.get("/v1/history?type=LinkSpec").json["items"]?.elements
            #expect(links?.count == 1)
            let own = try await daemon.get(address + "?revisions&prev").json["items"]?.elements
            #expect(own?.count == 3)
            #expect(own?.first?["oldObject"]?["spec"]?["priority"] == 2)
            #expect(own?.last?["oldObject"] == nil)
            let named = try await daemon.get(
                "/v1/history?namespace=network-config&type=addressspecs&id=eth0/192.0.2.10/24&operation=updated")
            #expect(named.json["items"]?.elements?.map { $0["revision"] } == [2])
            #expect(try await daemon.get("/v1/history?operation=broken").status == 400)
            #expect(try await daemon.get("/v1/history?since=2999-01-01").json["items"] == [])
            #expect(try await daemon.get("/v1/resources/network-config/LinkSpec/eth9?revisions").status == 404)
            let other = try await daemon.get(
                "/v1/history?namespace=network-config&type=AddressSpec&id=eth0/2001:DB8::1/64")
            #expect(other.status == 400)
            #expect(other.json["canonicalId"] == "api/eth0/2001:db8::1/64")
            #expect(try await daemon.get("/v1/history/2").json["oldObject"]?["metadata"]?["version"] == 1)
            #expect(try await daemon.get("/v1/history/9").status == 404)
            #expect(try await daemon.get("/v1/history?output=table").text.hasPrefix("REVISION"))
        }
    }

    @Test func `is cut at times, however they are written`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            _ = try await daemon.put(address, #"{"priority":2}"#)
            let times =
                try await daemon.get("/v1/history").json["items"]?.elements?.map { $0["time"]?.text ?? "" } ?? []
            let (last, first) = (try #require(times.first), try #require(times.last))
            func count(_ query: String) async throws -> Int? {
                try await daemon.get("/v1/history?" + query).json["items"]?.elements?.count
            }
            let moment = try #require(Moment(last))
            let hour = Moment(milliseconds: moment.milliseconds + 3_600_000).description.dropLast()
            for same in [
                last, last.lowercased(), "\(hour)+01:00", "\(hour)%2B01:00", last.replacing("Z", with: "000Z"),
            ] {
                #expect(try await count("since=\(same)") == (first == last ? 2 : 1), "\(same)")
                #expect(try await count("until=\(same)") == (first == last ? 0 : 1), "\(same)")
            }
            let finer = last.replacing("Z", with: "0001Z")
            #expect(try await count("since=\(finer)") == 0)
            #expect(try await count("until=\(finer)") == 2)
            #expect(try await count("since=\(last.prefix(10))") == 2)
            #expect(try await count("until=\(last.prefix(10))") == 0)
            for (name, odd) in [
                ("since", "yesterday"), ("until", "2026-02-30"), ("since", ""), ("until", "1763888790"),
            ] {
                let reply = try await daemon.get("/v1/history?\(name)=\(odd)")
                #expect(reply.status == 400)
                #expect(reply.reason == "BAD_PARAMETER")
                #expect(reply.json["detail"]?.text?.hasPrefix("\(name): a time such as 2026-11-23T09:06:30Z") == true)
            }
        }
    }
}
