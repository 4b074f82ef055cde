import NIOHTTP1

/// What somebody sees who knows nothing yet.
enum Front {
    static func page(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let socket = backend.configuration.socketPath
        let text = """
            Netstrata \(backend.configuration.version) keeps this host's network as a database of intent.

            What it can keep:
              curl --unix-socket \(socket) 'http://localhost/v1/types?output=table'
            What addresses the host has:
              curl --unix-socket \(socket) 'http://localhost/v1/resources/network/addresses?output=table'
            Who changed what:
              curl --unix-socket \(socket) 'http://localhost/v1/history?limit=10'

            The whole interface: /openapi.json

            """
        return .now(APIResponse(.ok, "text/plain; charset=utf-8", text.utf8))
    }

    static func openAPI(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        .now(APIResponse(.ok, "application/json", backend.openAPI))
    }
}
