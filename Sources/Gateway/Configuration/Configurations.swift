import HostConfiguration
import NIOCore
import NIOHTTP1
import Resources
import Store

/// `/v1/config`: the machine configuration.
enum Configurations {
    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        .later { () throws(Problem) in try await Blocking.answer { () throws(Problem) in try read(backend, request) } }
    }

    static func put(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let text = try ConfigurationBody.text(request)
        return try write(backend, request) { stored throws(Problem) in
            try ConfigurationBody.configuration(text, after: stored)
        }
    }

    static func patch(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let patch = try ConfigurationBody.patch(request)
        return try write(backend, request) { stored throws(Problem) in
            guard let stored else { throw missing }
            return try ConfigurationBody.configuration(patch, on: stored)
        }
    }

    static func delete(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let operation = WriteOperation(target: try target(backend), action: .delete)
        var write = try WriteRequest(backend, request, OperationList([try operation.conditional(request)])) {
            results, _, _ in
            WriteAnswer(
                .ok, body: JSON.object(["metadata": results.first?.resource?.metadata.json ?? .null]).canonicalBytes)
        }
        write.follows = true
        let prepared = write
        return .waiting { () throws(Problem) in try await prepared.run(backend) }
    }

    private static func target(_ backend: Backend) throws(Problem) -> Target {
        let key = StoredConfiguration.key
        return try Target(backend.catalog, key.namespace, key.type, key.id)
    }

    private static let missing = Problem(.notFound, .notFound, "there is no configuration; PUT /v1/config stores one")

    private static let empty = Problem(
        .unprocessableEntity, .invalid, "there is no document in it; DELETE /v1/config removes the configuration")

    /// How often a write is worked out anew because another one came first.
    private static let attempts = 64

    /// Stores what follows from the stored configuration and the request.
    private static func write(
        _ backend: Backend, _ request: APIRequest,
        _ change: @escaping @Sendable (StoredConfiguration?) throws(Problem) -> MachineConfiguration
    ) throws(Problem) -> Answer {
        let allowsUnsupported = try request.query.flag("allowUnsupported")
        return .waiting { () throws(Problem) in
            var attempt = 1
            while true {
                do throws(Problem) {
                    let write = try await Blocking.answer { () throws(Problem) in
                        let stored = try StoredConfiguration.present(backend.store)
                        let configuration = try change(stored)
                        guard !configuration.documents.isEmpty else { throw empty }
                        if !allowsUnsupported { try checkSupported(configuration) }
                        let base = stored?.resource.metadata.revision
                        let isDryRun = try request.query.flag("dryRun")
                        let write = ConfigurationWrite(
                            configuration: configuration, base: base, isDryRun: isDryRun)
                        var prepared = try prepare(write, backend, request)
                        prepared.allowsUnsupported = allowsUnsupported
                        return prepared
                    }
                    return try await write.run(backend)
                } catch {
                    guard error.reason == .configurationMoved, attempt < attempts else { throw error }
                    attempt += 1
                }
            }
        }
    }

    private static func checkSupported(_ configuration: MachineConfiguration) throws(Problem) {
        guard !configuration.unsupported.isEmpty else { return }
        let list = configuration.unsupported.joined(separator: ", ")
        throw Problem(
            .unprocessableEntity, .notSupported,
            "this version can't carry out \(list); ?allowUnsupported stores it and carries out the rest"
        ).with("notSupported", .array(configuration.unsupported.map { .string($0) }))
    }

    private static func prepare(
        _ write: ConfigurationWrite, _ backend: Backend, _ request: APIRequest
    ) throws(Problem) -> WriteRequest {
        let operation = WriteOperation(target: try target(backend), action: .configure(write))
        let store = backend.store
        var prepared = try WriteRequest(
            backend, request, OperationList([try operation.conditional(request)])
        ) { results, _, _ in
            let result = results.first
            let metadata = result?.resource?.metadata
            let report = ConfigurationReport(write.configuration, now: store)
            let isCreated = result?.status == .created && !write.isDryRun
            var answer = WriteAnswer(
                isCreated ? .created : .ok, body: report.json(metadata).canonicalBytes)
            if let metadata { answer.headers.append(("etag", "\"\(store.entityTag(metadata.revision))\"")) }
            return answer
        }
        prepared.follows = true
        return prepared
    }

    private static func read(_ backend: Backend, _ request: APIRequest) throws(Problem) -> APIResponse {
        let key = StoredConfiguration.key
        let resource: Resource?
        if let text = request.query["revision"] {
            let revision = try NamedRevision(text, backend.store).number
            resource = try answering { () throws(StoreError) in try backend.store.get(key, at: revision) }
        } else {
            resource = try answering { () throws(StoreError) in try backend.store.get(key) }
        }
        guard let resource, let stored = try StoredConfiguration(resource, backend.store) else { throw missing }
        let tag = backend.store.entityTag(resource.metadata.revision)
        // A report says what selectors find, which changes although the text stays.
        let isReport = try request.query.choice("output", ["json"]) != nil
        if !isReport, try request.hasAlready(tag) { return .notModified(tag) }
        var response = try answer(stored, asReport: isReport, backend.store)
        response.headers.add(name: "etag", value: "\"\(tag)\"")
        return response
    }

    /// The text as it was put, or a report about it as JSON.
    private static func answer(
        _ stored: StoredConfiguration, asReport: Bool, _ store: ResourceStore
    ) throws(Problem) -> APIResponse {
        let shown = stored.content.redacted()
        if asReport {
            let configuration = try ConfigurationBody.configuration(stored)
            var json = ConfigurationReport(configuration, now: store).json(stored.resource.metadata)
            json["text"] = .string(shown)
            return APIResponse(json: json.canonicalBytes)
        }
        let isJSON = (try? JSON(parsing: shown)) != nil
        return APIResponse(.ok, isJSON ? "application/json" : "application/yaml", shown.utf8)
    }
}
