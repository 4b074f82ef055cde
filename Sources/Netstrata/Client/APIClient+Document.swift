import NIOHTTP1
import Resources

extension APIClient {
    /// Asks for a document and shows it: as JSON, as YAML, or in the words of a command.
    ///
    /// - Parameters:
    ///   - base: What is asked for.
    ///   - subject: How messages call it.
    ///   - output: In which form.
    ///   - words: The document for people.
    /// - Returns: The answer, in the form in which it is shown.
    /// - Throws: What asking throws.
    @discardableResult
    func show(
        _ base: APIRequest, about subject: String, as output: OutputFormat, _ words: (JSON) -> String
    ) async throws(ClientError) -> APIResponse {
        var request = base
        if output == .yaml { request.addHeader("Accept", "application/yaml") }
        let response = try await send(request, about: subject)
        switch output {
        case .yaml: Terminal.output.write(response.text)
        case .json: Terminal.output.write(try response.json().pretty + "\n")
        case .table, .wide, .name: Terminal.output.write(words(try response.json()))
        }
        return response
    }
}

extension APIRequest {
    /// Asks for a type or a resource alone.
    mutating func add(scope name: ResourceName) {
        add("namespace", name.namespace)
        add("type", name.type)
        add("id", name.id.isEmpty ? nil : name.id)
    }
}
