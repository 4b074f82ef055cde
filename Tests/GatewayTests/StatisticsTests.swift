import Resources
import Store
import Testing

@Suite struct `Statistics of links` {
    private static let links = "/v1/resources/network/LinkStatus"

    private static func add(_ links: [String], to store: ResourceStore) async throws {
        _ = try await store.write(ChangeContext(actor: "test", origin: .controller)) { transaction throws(StoreError) in
            for link in links {
                let key = ResourceKey(Namespace.network, "LinkStatus", link)
                try transaction.create(Resource(Metadata(key, owner: "test"), spec: LinkStatus().canonical))
            }
        }
    }

    @Test func `stand beside what is stored, and only when somebody asks`() async throws {
        try await Daemon.run { daemon in
            try await Self.add(["eth0", "lo"], to: daemon.store)
            let one = try await daemon.get(Self.links + "/lo?stats")
            #expect(one.json["stats"]?["rx"]?["bytes"] == 4096)
            // What JSON can't say stays at the most that it can.
            #expect(one.json["stats"]?["tx"]?["packets"] == .integer(.max))
            #expect(one.json["spec"]?["mtu"] == 0)
            #expect(one.headers["etag"] == nil)
            let all = try await daemon.get(Self.links + "?stats")
            #expect(all.json["items"]?.elements?.map { $0["stats"] != nil } == [false, true])
            #expect(try await daemon.get(Self.links + "/lo").json["stats"] == nil)
            let first = try await daemon.get(Self.links + "?stats&limit=1")
            #expect(first.json["metadata"]?["nextPageToken"] != nil)
        }
    }

    @Test(arguments: ["LinkSpec?stats", "LinkStatus?stats&watch", "LinkStatus?stats&output=table"])
    func `are refused where there are none`(_ target: String) async throws {
        try await Daemon.run { daemon in
            let answer = try await daemon.get("/v1/resources/network/" + target)
            #expect(answer.status == 400)
        }
    }

    @Test func `are counters for Prometheus`() async throws {
        try await Daemon.run { daemon in
            let text = String(decoding: try await daemon.get("/metrics").body, as: UTF8.self)
            #expect(text.contains("# TYPE netstrata_link_receive_bytes_total counter\n"))
            #expect(text.contains("netstrata_link_receive_bytes_total{link=\"lo\"} 4096\n"))
        }
    }
}
