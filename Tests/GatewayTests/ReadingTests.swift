import Resources
import Store
import Testing

@Suite struct `Reading` {
    @Test func `a resource comes back as it was put, with its ETag`() async throws {
        try await Daemon.run { daemon in
            let made = try await daemon.put(address)
            #expect(made.status == 201)
            #expect(made.headers["location"] == "/v1/resources/network-config/AddressSpec/api/eth0/192.0.2.10/24")
            let read = try await daemon.get(address)
            #expect(read.status == 200)
            #expect(read.body == made.body)
            #expect(read.body.last == 0x0A)
            #expect(read.etag == made.etag)
            #expect(read.etag == "\"\(daemon.store.entityTag(1))\"")
            #expect(read.json["metadata"]?["id"] == "api/eth0/192.0.2.10/24")
            #expect(read.json["spec"]?["scope"] == "global")
        }
    }

    @Test func `what the client has already isn't sent again, and HEAD is GET without a body`() async throws {
        try await Daemon.run { daemon in
            let made = try await daemon.put(address)
            let same = try await daemon.get(address, ["if-none-match": "\"x\", \(made.etag)"])
            #expect(same.status == 304)
            #expect(same.etag == made.etag)
            #expect(same.body.isEmpty)
            let other = try await daemon.get(address, ["if-none-match": "\"0-1\""])
            #expect(other.status == 200)
            let head = try await daemon.ask("HEAD", address)
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == String(made.body.count))
            #expect(head.etag == made.etag)
        }
    }

    @Test(arguments: ["AddressSpec", "addressspecs", "addressspec", "ADDRESSSPECS"])
    func `a type answers to its names`(name: String) async throws {
        try await Daemon.run { daemon in
            let made = try await daemon.put("/v1/resources/network-config/\(name)/eth0/192.0.2.10/24")
            #expect(made.status == 201)
            #expect(made.json["metadata"]?["type"] == "AddressSpec")
        }
    }

    @Test func `an ambiguous alias names its candidates, and an unknown one is a 404`() async throws {
        try await Daemon.run { daemon in
            let ambiguous = try await daemon.get("/v1/resources/network/rs")
            #expect(ambiguous.status == 400)
            #expect(ambiguous.reason == "AMBIGUOUS_TYPE")
            #expect(ambiguous.json["candidates"]?.elements?.isEmpty == false)
            #expect(try await daemon.get("/v1/resources/network/nonsense").reason == "UNKNOWN_TYPE")
            #expect(try await daemon.get("/v1/resources/elsewhere/AddressSpec").reason == "WRONG_NAMESPACE")
        }
    }

    @Test func `empty segments of ids stay, and percent-encoding is decoded once`() async throws {
        try await Daemon.run { daemon in
            let path = "/v1/resources/network-config/RouteSpec/inet4/10.5.0.1//1024"
            let made = try await daemon.put(path, #"{"outLinkName":"eth0"}"#)
            #expect(made.status == 201)
            #expect(made.json["metadata"]?["id"] == "api/inet4/10.5.0.1//1024")
            let encoded = "/v1/resources/network%2Dconfig/RouteSpec/api%2Finet4/10.5.0.1%2F%2F1024"
            #expect(try await daemon.get(encoded).body == made.body)
            #expect(
                try await daemon.get("/v1/resources/network-config/RouteSpec/inet4/10.5.0.1%252F/1024").status == 404)
            for odd in ["%", "%zz", "%ff", "%c3%28"] {
                let reply = try await daemon.get("/v1/resources/network-config/RouteSpec/\(odd)")
                #expect(reply.status == 400)
                #expect(reply.isProblem)
            }
        }
    }

    @Test func `a revision shows what was then`() async throws {
        try await Daemon.run { daemon in
            let first = try await daemon.put(address, #"{"priority":1}"#)
            _ = try await daemon.put(address, #"{"priority":2}"#)
            _ = try await daemon.ask("DELETE", address)
            #expect(try await daemon.get(address).status == 404)
            #expect(try await daemon.get(address + "?revision=1").body == first.body)
            #expect(try await daemon.get(address + "?revision=2").json["spec"]?["priority"] == 2)
            #expect(try await daemon.get(address + "?revision=3").status == 404)
            #expect(try await daemon.get(address + "?revision=" + daemon.store.entityTag(1)).body == first.body)
            let list = "/v1/resources/network-config/AddressSpec?revision=2"
            #expect(try await daemon.get(list).json["items"]?.elements?.count == 1)
            let future = try await daemon.get(address + "?revision=4")
            #expect(future.status == 400)
            #expect(future.json["currentRevision"] == 3)
            for odd in ["-1", "", "1-", "--1", "0x1", "ABCD-1", "1-2-3", "+1", "99999999999999999999"] {
                let reply = try await daemon.get(address + "?revision=" + odd)
                #expect(reply.status == 400, "\(odd)")
                #expect(reply.reason == "BAD_PARAMETER")
            }
            let other = try await daemon.get(address + "?revision=00000000-1")
            #expect(other.status == 410)
            #expect(other.json["oldestRevision"] != nil)
        }
    }

    @Test func `a list is a snapshot in pages`() async throws {
        try await Daemon.run { daemon in
            for number in 1...5 {
                let path = "/v1/resources/network-config/AddressSpec/eth0/192.0.2.\(number)/24"
                let labels = #"{"metadata":{"labels":{"odd":"\#(number % 2 == 1)"}},"spec":{}}"#
                #expect(try await daemon.put(path, labels).status == 201)
            }
            let base = "/v1/resources/network-config/AddressSpec"
            let all = try await daemon.get(base)
            #expect(all.json["items"]?.elements?.count == 5)
            #expect(all.json["metadata"]?["revision"] == 5)
            let first = try await daemon.get(base + "?limit=2")
            #expect(first.json["items"]?.elements?.count == 2)
            let token = first.json["metadata"]?["nextPageToken"]?.text ?? ""
            #expect(first.headers["link"] == "<\(base)?limit=2&pageToken=\(token)>; rel=\"next\"")
            _ = try await daemon.put("/v1/resources/network-config/AddressSpec/eth0/192.0.2.200/24")
            let second = try await daemon.get(base + "?limit=2&pageToken=" + token)
            #expect(second.json["metadata"]?["revision"] == 5)
            let last = second.json["metadata"]?["nextPageToken"]?.text ?? ""
            let third = try await daemon.get(base + "?limit=2&pageToken=" + last)
            #expect(third.json["items"]?.elements?.count == 1)
            #expect(third.json["metadata"]?["nextPageToken"] == nil)
            #expect(try await daemon.get(base + "?labelSelector=odd=true&pageToken=" + token).status == 400)
            let odd = try await daemon.get(base + "?labelSelector=odd%3Dtrue&limit=2")
            #expect(odd.json["items"]?.elements?.count == 2)
            #expect(odd.json["metadata"]?["nextPageToken"] != nil)
            #expect(try await daemon.get(base + "?labelSelector=(").status == 400)
            let empty = try await daemon.get(base + "?labelSelector=odd,%20,even")
            #expect(empty.status == 400)
            #expect(empty.json["detail"]?.text?.hasPrefix("labelSelector: term 2 is empty; ") == true)
            let same = try await daemon.get(base, ["if-none-match": try await daemon.get(base).etag])
            #expect(same.status == 304)
        }
    }

    @Test(
        arguments: [
            ("AddressSpec/eth0/2001:DB8::1/64", "api/eth0/2001:db8::1/64"),
            ("AddressSpec/api/eth0/::1.2.3.4/128", "api/eth0/::102:304/128"),
            ("RouteSpec/main/inet4//198.51.100.7/24/01", "api/inet4//198.51.100.0/24/1"),
            ("RouteSpec/inet4/192.0.2.1/0.0.0.0/0/1024", "api/inet4/192.0.2.1//1024"),
            ("RoutingRuleSpec/INET4/1000", "api/inet4/01000"), ("AddressSpec/eth0/010.0.0.1/24", nil),
            ("RouteSpec/inet4/192.0.2.1//+5", nil), ("RoutingRuleSpec/inet4/+1000", nil),
        ] as [(String, String?)])
    func `an id that is written otherwise is told how it has to be`(path: String, canonical: String?) async throws {
        try await Daemon.run { daemon in
            let path = "/v1/resources/network-config/" + path
            let member = canonical.map { JSON.string($0) }
            for (method, suffix) in [("GET", ""), ("GET", "?revisions"), ("GET", "?revision=0"), ("DELETE", "")] {
                let reply = try await daemon.ask(method, path + suffix)
                #expect(reply.status == 404)
                #expect(reply.json["canonicalId"] == member)
                #expect(reply.json["detail"]?.text?.contains(canonical ?? "has the form") == true)
            }
            let body = #"{"table":"100","gateway":null,"outLinkName":"eth0"}"#
            let put = try await daemon.put(path, path.contains("Address") ? "{}" : body)
            #expect(put.status == 422)
            #expect(put.json["canonicalId"] == member)
            #expect(canonical == nil || put.json["detail"]?.text?.contains("has to be spelled") == true)
            let type = ["content-type": "application/merge-patch+json", "if-match": "*"]
            let patch = try await daemon.ask("PATCH", path, type, "{}")
            #expect(patch.status == (canonical == nil ? 404 : 422))
            #expect(patch.json["canonicalId"] == member)
            #expect(daemon.store.revision == 0)
        }
    }

    @Test func `tables and YAML have a stable form`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            let table = try await daemon.get(address, ["accept": "text/plain"])
            #expect(table.headers["content-type"] == "text/plain; charset=utf-8")
            let lines = table.text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(
                lines == [
                    ["ID", "VERSION", "ADDRESS", "LINK", "LAYER", "STATE"],
                    ["api/eth0/192.0.2.10/24", "1", "192.0.2.10/24", "eth0", "api"],
                ])
            try await daemon.control { transaction throws(StoreError) in
                let key = ResourceKey("network", "ApplyStatus", "AddressSpec/eth0/192.0.2.10/24")
                try transaction.create(Resource(Metadata(key, owner: "c"), spec: #"{"state":"refused"}"#))
            }
            #expect(try await daemon.get(address + "?output=wide").text.contains("refused"))
            let yaml = try await daemon.get(address, ["accept": "application/yaml"])
            #expect(yaml.headers["content-type"] == "application/yaml")
            #expect(yaml.text.hasPrefix("metadata:\n  created: \""))
            #expect(yaml.text.contains("\n  address: \"192.0.2.10/24\"\n"))
            #expect(yaml.body.last == 0x0A)
            let back = try await daemon.ask("PUT", address, ["content-type": "application/yaml"], yaml.text)
            #expect(back.status == 200)
            #expect(daemon.store.revision == 2)
            #expect(try await daemon.get(address + "?output=xml").status == 400)
        }
    }

    @Test func `the revision of a page of history is not older than its rows`() async throws {
        try await Daemon.run { daemon in
            let writer = Task {
                var number = 0
                while !Task.isCancelled {
                    number += 1
                    let spec = "{\"number\":\(number)}"
                    try await daemon.control { transaction throws(StoreError) in
                        let key = ResourceKey("network", "AddressStatus", "eth0/192.0.2.10/24")
                        try transaction.modify(Resource(Metadata(key, owner: "c"), spec: "{}")) {
                            (resource: inout Resource) throws(StoreError) in resource.spec = spec
                        }
                    }
                }
            }
            defer { writer.cancel() }
            var pages = 0
            while pages < 300 {
                let page = try await daemon.get("/v1/history?limit=3").json
                guard let newest = page["items"]?.elements?.first?["revision"]?.integer else { continue }
                pages += 1
                #expect(page["metadata"]?["revision"]?.integer ?? 0 >= newest)
            }
        }
    }
}
