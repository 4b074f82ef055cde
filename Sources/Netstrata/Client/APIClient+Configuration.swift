import HostConfiguration
import NIOHTTP1
import Resources

extension ConfigurationFault {
    /// A fault of a machine configuration, or a warning, as the daemon says it; `nil` for faults of other inputs.
    init?(_ json: JSON) {
        guard let document = json["document"]?.text, let detail = json["detail"]?.text else { return nil }
        let pointer = json["pointer"]?.text.flatMap { JSONPointer($0) }
        func line(_ name: String) -> Int? { json[name]?.integer.flatMap { Int(exactly: $0) } }
        self.init(document, line: line("line"), pointer ?? .root, detail, otherLine: line("otherLine"))
    }
}

extension APIClient {
    /// How messages call it.
    static let configurationSubject = "machine configuration"

    /// The machine configuration, its text as it was put but for secrets, with its ETag.
    func configuration(
        revision: Int64? = nil, output: String? = nil
    ) async throws(ClientError) -> APIResponse {
        var request = APIRequest(.GET, MachineConfig.path)
        request.add("revision", revision.map(String.init))
        request.add("output", output)
        let subject = revision.map { "\(Self.configurationSubject) at revision \($0)" }
        return try await send(request, about: subject ?? Self.configurationSubject)
    }

    /// The text of the stored configuration and its revision; `nil` when there is none.
    func storedConfiguration(_ revision: Int64?) async throws(ClientError) -> (text: String, revision: Int64)? {
        do throws(ClientError) {
            let answer = try await configuration(revision: revision, output: "json").json()
            guard let text = answer["text"]?.text, let revision = answer["metadata"]?["revision"]?.integer else {
                throw ClientError.unexpectedAnswer("the configuration has no text or no revision")
            }
            return (text, revision)
        } catch {
            // An earlier one that somebody names has to be there.
            guard error.status == .notFound, revision == nil else { throw error }
            return nil
        }
    }

    /// Replaces the configuration, or merges a patch into it, and says what comes of it.
    ///
    /// - Throws: Faults with the lines of the text as it was sent, or of what comes of a patch.
    func configure(_ write: ConfigurationWrite, _ options: WriteOptions) async throws(ClientError) {
        let before = try await entityTag(of: MachineConfig.path)
        var request = write.request
        options.apply(to: &request)
        let response = try await send(request, about: Self.configurationSubject)
        let answer = try response.json()
        let isSame = before != nil && before == response.headers.first(name: "ETag")
        // A dry run creates nothing, so its status doesn't say.
        let did = before == nil ? "created" : isSame ? "unchanged" : "updated"
        report(did, answer, isDryRun: options.dryRun)
        Terminal.output.write(ConfigurationSummary(answer).rendered(write.words))
        try await finish(answer, options)
    }

    /// What would come of a configuration: layers and kernel.
    func forecast(_ write: ConfigurationWrite) async throws(ClientError) -> JSON {
        var request = write.request
        request.add("dryRun", "true")
        return try await send(request, about: Self.configurationSubject).json()
    }

    /// Removes the configuration.
    func deleteConfiguration(_ options: WriteOptions) async throws(ClientError) {
        var request = APIRequest(.DELETE, MachineConfig.path)
        options.apply(to: &request)
        let answer = try await send(request, about: Self.configurationSubject).json()
        report("deleted", answer, isDryRun: options.dryRun)
        try await finish(answer, options)
    }

    private func report(_ did: String, _ answer: JSON, isDryRun: Bool) {
        let revision = answer["metadata"]?["revision"]?.integer
        Terminal.output.write(
            WriteReport.line(Self.configurationSubject, did, revision: revision, isDryRun: isDryRun))
    }

    private func finish(_ answer: JSON, _ options: WriteOptions) async throws(ClientError) {
        if options.dryRun { Terminal.output.write(LayerChanges(answer).rendered()) }
        try await conclude(answer, options)
    }
}

/// A change of the machine configuration, before it is asked for.
struct ConfigurationWrite {
    let input: ConfigurationInput
    /// Whether it is merged in, instead of replacing all.
    var isPatch = false
    var allowsUnsupported = false
    /// The ETag of the configuration that it is a change of, where that matters.
    var ifMatch: String?

    /// What the daemon is asked.
    var request: APIRequest {
        var request = APIRequest(
            isPatch ? .PATCH : .PUT, MachineConfig.path, "application/yaml", Array(input.text.utf8))
        request.addHeader("If-Match", ifMatch)
        request.add("allowUnsupported", allowsUnsupported ? "true" : nil)
        return request
    }

    /// A fault or a warning with its place in the files.
    func words(_ fault: ConfigurationFault) -> String { isPatch ? input.wordsOfPatch(fault) : input.words(fault) }
}
