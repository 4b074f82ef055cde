import Glibc
import Kernel
import NetworkTypes
import Resources
import Store
import TestSupport
import Testing

@testable import Controllers

@Suite struct `What probes say` {
    private let start = ContinuousClock.now
    private static let words = "not connected: ECONNREFUSED"

    private func take(
        _ verdict: inout ProbeVerdict, _ failure: ProbeFailure?, after seconds: Int, threshold: UInt32 = 3
    ) {
        verdict.take(
            failure, threshold: threshold, took: .milliseconds(7), at: Moment(milliseconds: Int64(seconds) * 1000),
            start + .seconds(seconds))
    }

    private let refused = ProbeFailure.disconnected(errno: ECONNREFUSED)

    @Test
    func `a probe fails after as many failures in a row as the threshold says, and succeeds at the first success`() {
        var verdict = ProbeVerdict()
        take(&verdict, nil, after: 0)
        #expect(verdict.status?.success == true && verdict.status?.took == .milliseconds(7))
        for second in [1, 2] { take(&verdict, refused, after: second) }
        #expect(verdict.status?.success == true && verdict.status?.lastError == "")
        take(&verdict, nil, after: 3)
        for second in [4, 5] { take(&verdict, refused, after: second) }
        #expect(verdict.status?.success == true, "only failures in a row count")
        take(&verdict, refused, after: 6)
        #expect(verdict.status?.success == false && verdict.status?.lastError == Self.words)
        #expect(verdict.status?.since == Moment(milliseconds: 6000))
        take(&verdict, nil, after: 7)
        #expect(verdict.status?.success == true && verdict.status?.lastError == "")
        #expect(verdict.status?.since == Moment(milliseconds: 7000))
    }

    @Test func `one that never succeeded fails at once, and without a threshold every failure counts`() {
        var verdict = ProbeVerdict()
        take(&verdict, refused, after: 0)
        #expect(verdict.status?.success == false)
        take(&verdict, nil, after: 1, threshold: 0)
        take(&verdict, refused, after: 2, threshold: 0)
        #expect(verdict.status?.success == false)
    }

    @Test func `the first errors are said as they come, and those that come and go once a minute`() throws {
        var verdict = ProbeVerdict()
        var news = 0
        for second in 0..<240 {
            take(&verdict, second.isMultiple(of: 2) ? refused : .timedOut, after: second)
            guard verdict.isNews else { continue }
            news += 1
            let said = try #require(verdict.status)
            verdict.wrote(said.canonical)
        }
        #expect(news == 6, "three at once, and one in each minute after them")
        #expect(verdict.status?.since == Moment(milliseconds: 0), "it fails since the first failure")
        verdict.wrote("something else")
        #expect(!verdict.isNews)
    }
}

@Suite struct `Probes of real servers` {
    private func key(_ type: String, _ id: String) -> ResourceKey { ResourceKey("network", type, id) }

    private func put(_ id: String, _ spec: JSON, in store: ResourceStore) async throws {
        let text = try ResourceType(ProbeSpec.self).canonicalSpec(spec, id: "api/" + id, at: .root)
        let key = key("ProbeSpec", id)
        _ = try await store.write(ChangeContext(actor: "test", origin: .controller)) { transaction throws(StoreError) in
            try transaction.modify(Resource(Metadata(key), spec: text)) { resource throws(StoreError) in
                resource.spec = text
            }
        }
    }

    private func wait(
        for id: String, in store: ResourceStore, until condition: (JSON) -> Bool
    ) async throws -> JSON {
        let resource = try await store.wait(for: key("ProbeStatus", id)) { resource in
            (resource.flatMap { try? JSON(parsing: $0.spec) }).map(condition) ?? false
        }
        return try JSON(parsing: try #require(resource).spec)
    }

    @Test(.timeLimit(.minutes(1)))
    func `of TCP succeed where somebody listens, fail where nobody does, and history tells only the changes`()
        async throws
    {
        try await withStore { store, _ async throws in
            let server = try LoopbackServer()
            let controller = ProbeController(store)
            let id = "tcp:127.0.0.1:\(server.port)"
            try await put(id, ["interval": "100ms", "failureThreshold": 2], in: store)
            _ = try await controller.reconcile()
            let up = try await wait(for: id, in: store) { $0["success"] == true }
            #expect(up["lastError"] == "" && up["since"] != nil)
            let revision = store.revision
            for await _ in server.visits.prefix(6) {}
            #expect(store.revision == revision, "a success like the one before isn't written")
            server.stop()
            let down = try await wait(for: id, in: store) { $0["success"] == false }
            #expect(down["lastError"] == "not connected: ECONNREFUSED")
            #expect(store.revision == revision + 1)
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("HTTP/1.1 204 No Content\r\n\r\n", true, ""), ("HTTP/1.0 301\r\n\r\n", true, ""),
            ("HTTP/1.1 503 Service Unavailable\r\n\r\n", false, "the answer's status is 503, not one from 200 to 399"),
            ("SSH-2.0-OpenSSH\r\n", false, "the answer isn't HTTP/1"),
            ("HTTP/1.1 2x0 OK\r\n", false, "the answer isn't HTTP/1"),
            (String(repeating: "x", count: 10_000), false, "the answer isn't HTTP/1"),
        ])
    func `of HTTP look at the answer's status`(_ answer: String, _ success: Bool, _ error: String) async throws {
        try await withStore { store, _ async throws in
            let server = try LoopbackServer(says: answer)
            let controller = ProbeController(store)
            let id = "http:http://127.0.0.1:\(server.port)/health?x=1"
            try await put(id, ["interval": "30s"], in: store)
            _ = try await controller.reconcile()
            let status = try await wait(for: id, in: store) { _ in true }
            #expect(status["success"] == .bool(success))
            #expect(status["lastError"]?.text == error)
            var visits = server.visits.makeAsyncIterator()
            let request = try #require(await visits.next())
            #expect(request.hasPrefix("GET /health?x=1 HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
            #expect(request.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `end at their timeout, and others don't wait for them`() async throws {
        try await withStore { store, _ async throws in
            let (silent, quick) = (try LoopbackServer(), try LoopbackServer(says: "HTTP/1.1 200 OK\r\n\r\n"))
            let controller = ProbeController(store)
            for number in 0..<8 {
                let id = "http:http://127.0.0.1:\(silent.port)/\(number)"
                let spec: JSON = ["interval": "100ms", "http": ["timeout": "20s"]]
                try await put(id, spec, in: store)
            }
            let (slow, fast) = ("http:http://127.0.0.1:\(silent.port)/", "http:http://127.0.0.1:\(quick.port)/")
            try await put(slow, ["http": ["timeout": "200ms"]], in: store)
            try await put(fast, [:], in: store)
            let start = ContinuousClock.now
            _ = try await controller.reconcile()
            _ = try await wait(for: fast, in: store) { $0["success"] == true }
            let status = try await wait(for: slow, in: store) { _ in true }
            #expect(status["lastError"] == "no answer in time")
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a name without an address is said, and a name in the hosts file is found`() async throws {
        try await withStore { store, _ async throws in
            let server = try LoopbackServer()
            let controller = ProbeController(store)
            let (none, local) = ("tcp:nothing.invalid:80", "tcp:localhost:\(server.port)")
            try await put(none, ["interval": "30s"], in: store)
            try await put(local, ["interval": "30s"], in: store)
            _ = try await controller.reconcile()
            #expect(try await wait(for: local, in: store) { _ in true }["success"] == true)
            let status = try await wait(for: none, in: store) { _ in true }
            let error = status["lastError"]?.text ?? ""
            // Without a network the resolver itself may not answer in time.
            #expect(error.hasPrefix("nothing.invalid has no address: ") || error == "no answer in time")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `stop with their spec, whose status goes, and what somebody else writes is put right`() async throws {
        try await withStore { store, _ async throws in
            let server = try LoopbackServer(says: "HTTP/1.1 200 OK\r\n\r\n")
            let controller = ProbeController(store)
            let id = "http:http://127.0.0.1:\(server.port)/"
            try await put(id, ["interval": "100ms"], in: store)
            _ = try await controller.reconcile()
            let said = try await wait(for: id, in: store) { $0["success"] == true }
            let key = key("ProbeStatus", id)
            _ = try await store.write(ChangeContext(actor: "x", origin: .sqlite)) { transaction throws(StoreError) in
                try transaction.modify(Resource(Metadata(key, owner: "ProbeController"), spec: "{}")) {
                    resource throws(StoreError) in resource.spec = #"{"success":false}"#
                }
            }
            _ = try await controller.reconcile()
            #expect(try store.get(key)?.spec == said.canonical)
            let spec = self.key("ProbeSpec", id)
            _ = try await store.write(ChangeContext(actor: "test", origin: .controller)) {
                transaction throws(StoreError) in
                try transaction.destroy(spec)
            }
            _ = try await controller.reconcile()
            #expect(try store.get(key) == nil)
            // One try may be under way.
            try await Task.sleep(for: .milliseconds(300))
            let count = server.count
            try await Task.sleep(for: .milliseconds(500))
            #expect(server.count == count && count > 0, "nobody asks any more")
            #expect(try store.get(key) == nil)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `go on after a restart from what was said, and one too many is told so`() async throws {
        try await withStore { store, _ async throws in
            let server = try LoopbackServer()
            let id = "tcp:127.0.0.1:\(server.port)"
            try await put(id, ["interval": "100ms"], in: store)
            var controller = ProbeController(store)
            _ = try await controller.reconcile()
            let said = try await wait(for: id, in: store) { $0["success"] == true }
            controller = ProbeController(store)
            _ = try await controller.reconcile()
            for await _ in server.visits.prefix(6) {}
            #expect(try store.get(key("ProbeStatus", id))?.spec == said.canonical, "since then it succeeds")
            for port in 1...ProbeController.limit { try await put("tcp:[::1]:\(port)", ["interval": "1h"], in: store) }
            _ = try await controller.reconcile()
            let excess = try store.list("network", "ProbeStatus").resources.filter { $0.spec.contains("at most 100") }
            #expect(excess.map(\.metadata.key.id) == ["tcp:[::1]:99"], "the last by id")
        }
    }
}
