package import NIOHTTP1
import Resources

extension Client {
    /// Asks `/v1/config`, with a YAML text.
    package func configuration(_ method: HTTPMethod, _ text: String = "", _ query: String = "?wait=applied")
        async throws
        -> Reply
    {
        try await ask(method, "/v1/config" + query, Array(text.utf8), ["content-type": "application/yaml"])
    }

    /// Stores a machine configuration, and waits until the host is so.
    ///
    /// - Throws: When it isn't.
    package func configure(_ text: String, _ query: String = "") async throws {
        let reply = try await configuration(.PUT, text, "?wait=applied" + query)
        guard reply.isApplied == true else { throw FlowError("PUT /v1/config: \(reply.status) \(reply.text)") }
    }
}
