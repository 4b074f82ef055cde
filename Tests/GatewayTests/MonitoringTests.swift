import Gateway
import Metrics
import Resources
import Store
import Testing

@Suite struct `Monitoring` {
    @Test func `health, readiness, version and the first page`() async throws {
        try await Daemon.run { daemon in
            #expect(try await daemon.get("/healthz").text == "ok\n")
            #expect(try await daemon.get("/readyz").text == "ok\n")
            #expect(try await daemon.get("/readyz?verbose").json["checks"]?.elements?.first?["name"] == "kernel")
            #expect(try await daemon.get("/version").json["version"] == "1.2.3")
            let page = try await daemon.get("/").text
            let paths = page.split(separator: "'").filter { $0.hasPrefix("http://localhost/") }.map { $0.dropFirst(16) }
            #expect(paths.count == 3)
            for path in paths { #expect(try await daemon.get(String(path)).status == 200) }
        }
        try await Daemon.run(ready: false) { daemon in
            let reply = try await daemon.get("/readyz")
            #expect(reply.status == 503)
            #expect(reply.reason == "NOT_READY")
            #expect(reply.json["detail"]?.text?.contains("no netlink") == true)
        }
    }

    @Test func `metrics count requests, resources and cursors`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            _ = try await daemon.get(address)
            daemon.store.cursors.advance("AddressMergeController", to: 1)
            let text = try await daemon.get("/metrics").text
            let route = #"route="/v1/resources/{namespace}/{type}/{id}""#
            for line in [
                "netstrata_store_revision 1", #"netstrata_controller_cursor{controller="AddressMergeController"} 1"#,
                #"netstrata_resources{namespace="network-config",type="AddressSpec"} 1"#,
                #"netstrata_http_requests_total{method="PUT",\#(route),status="2xx"} 1"#,
                #"netstrata_http_request_duration_seconds_count{method="GET",\#(route)} 1"#, "netstrata_watches 0",
            ] {
                #expect(text.split(separator: "\n").contains { $0 == line }, "\(line)")
            }
        }
    }

    @Test func `the types say what a client needs`() async throws {
        try await Daemon.run { daemon in
            let types = try await daemon.get("/v1/types").json["items"]?.elements ?? []
            #expect(types.count == Daemon.catalog.types.count)
            for type in types {
                for member in [
                    "name", "plural", "aliases", "namespaces", "summary", "idForm", "columns", "schema", "example",
                ] {
                    #expect(type[member] != nil)
                }
            }
            #expect(try await daemon.get("/v1/types?output=table").text.hasPrefix("NAME"))
        }
    }

    @Test func `the description has every route and every example is valid`() async throws {
        let document = OpenAPIDocument.generate(catalog: Daemon.catalog)
        try await Daemon.run { daemon in
            #expect(try await daemon.get("/openapi.json").json == document)
            for (path, methods) in document["paths"]?.members ?? [:] {
                let concrete = path.replacing("{namespace}", with: "network").replacing("{type}", with: "links")
                    .replacing("{id}", with: "x").replacing("{revision}", with: "1").replacing(
                        "{transaction}", with: "1")
                let allow = try await daemon.ask("OPTIONS", concrete).headers["allow"] ?? ""
                let served = Set(allow.split(separator: ",").map { $0.drop { $0 == " " }.lowercased() })
                #expect(served.subtracting(["head", "options"]) == Set(methods.members.map { Array($0.keys) } ?? []))
            }
            for type in Daemon.catalog.types {
                let id = type.placement == .layered ? "api/" + type.example.id : type.example.id
                _ = try type.canonicalSpec(type.example.spec, id: id, at: .root)
                #expect(document["components"]?["schemas"]?[type.name]?["properties"] == type.schema["properties"])
                guard type.isWrittenAlone, let namespace = type.placement.namespaces.first else { continue }
                let path = "/v1/resources/\(namespace)/\(type.name)/\(type.example.id)"
                #expect(try await daemon.put(path, type.example.spec.canonical).status == 201)
            }
        }
    }

    @Test func `other modules' metrics are written as Prometheus wants them`() async throws {
        let registry = PrometheusRegistry()
        Counter(label: "kernel.requests", dimensions: [("kind", "a\"b")], factory: registry).increment(by: 3)
        Metrics.Timer(label: "pass", factory: registry).recordNanoseconds(2_000_000)
        Meter(label: "links", factory: registry).set(4)
        Recorder(label: "batch", factory: registry).record(7)
        let text = registry.text
        #expect(text.contains("# TYPE kernel_requests counter\nkernel_requests{kind=\"a\\\"b\"} 3\n"))
        #expect(text.contains("pass_bucket{le=\"0.002\"} 1\n"))
        #expect(text.contains("pass_sum 0.002\n"))
        #expect(text.contains("links 4.0\n"))
        #expect(text.contains("batch_count 1\n"))
    }
}
