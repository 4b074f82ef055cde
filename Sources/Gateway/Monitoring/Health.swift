import NIOHTTP1
import Resources
import Store

/// Whether the daemon lives and works.
enum Health {
    static func alive(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        .now(APIResponse(.ok, "text/plain; charset=utf-8", "ok\n".utf8))
    }

    static func ready(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let isVerbose = try request.query.flag("verbose")
        return .later { () throws(Problem) in
            let checks = await backend.readiness()
            let failed = checks.filter { !$0.ok }
            guard failed.isEmpty else {
                let names = failed.map { $0.detail.isEmpty ? $0.name : "\($0.name): \($0.detail)" }
                throw Problem(.serviceUnavailable, .notReady, names.joined(separator: "; "))
                    .with("checks", .array(checks.map(\.json))).with(header: "retry-after", "1")
            }
            guard isVerbose else { return APIResponse(.ok, "text/plain; charset=utf-8", "ok\n".utf8) }
            return APIResponse(json: JSON.object(["checks": .array(checks.map(\.json))]).canonicalBytes)
        }
    }

    static func version(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let version: JSON = [
            "name": "netstrata", "version": .string(backend.configuration.version), "api": "v1",
            "incarnation": .string(backend.store.incarnation), "root": .string(backend.configuration.root),
        ]
        return .now(APIResponse(json: version.canonicalBytes))
    }

    static func metrics(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        .later { () throws(Problem) in
            // A scrape is worth something without the kernel's counters too.
            let statistics = (try? await backend.statistics()) ?? [:]
            return try await Blocking.answer { () throws(Problem) in
                let text = try backend.metrics.text(backend, statistics)
                return APIResponse(.ok, "text/plain; version=0.0.4; charset=utf-8", text.utf8)
            }
        }
    }
}

extension ReadinessCheck {
    var json: JSON { ["name": .string(name), "ok": .bool(ok), "detail": .string(detail)] }
}
