import ArgumentParser
import HostConfiguration
import Resources

/// Compares the machine configuration with a file, or with what it was.
struct ConfigDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how a file, or an earlier revision, differs from the configuration.",
        discussion: """
            EXAMPLES
              netstrata config diff host.yaml              what applying it changes
              netstrata config diff host.yaml --plan       in layers and kernel too
              netstrata config diff --revision 812         since then
              netstrata config diff --revision 812 --revision 815
              netstrata config diff --revision 812 host.yaml --exit-code

            The difference is a unified diff from what is stored to the file (or
            from the first revision to the second, or to what is stored now).
            Secrets are REDACTED on both sides; that a file changes nothing but
            secrets is said on standard error. The exit status is 0 either way;
            with --exit-code it is 1 where there are differences.
            """)

    @Argument(
        help: ArgumentHelp("The file, in YAML or JSON; - is standard input.", valueName: "file"), completion: .file())
    var file: String?

    @Option(help: ArgumentHelp("An earlier revision to compare with; may be given twice.", valueName: "number"))
    var revision: [Int64] = []

    @Flag(help: "Show also which layers and what in the kernel the file would change.") var plan = false

    @Flag(help: "End with status 1 where there are differences.") var exitCode = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if file == nil, revision.isEmpty { throw ValidationError("FILE or --revision says what to compare.") }
        if revision.count > (file == nil ? 2 : 1) { throw ValidationError("Two texts are compared, not more.") }
        if plan, file == nil { throw ValidationError("--plan shows what would come of a file.") }
    }

    func run() async throws {
        let client = connection.client
        let input: ConfigurationInput?
        if let file { input = try await .read([file]) } else { input = nil }
        let old = try await Side.stored(revision.first, client)
        let new: Side
        if let input {
            new = try Side.file(input)
        } else {
            new = try await Side.stored(revision.dropFirst().first, client)
        }
        let lines = LineDifference(from: old.text, to: new.text, showing: .everything).lines
        Terminal.output.write(Self.rendered(lines, from: old.name, to: new.name, for: .output))
        if plan, let input {
            if !lines.isEmpty { Terminal.output.write("\n") }
            try await Self.showPlan(ConfigurationWrite(input: input, allowsUnsupported: true), client)
        }
        var differs = !lines.isEmpty
        if !differs, let input, try await Self.changesSecrets(input, client) {
            Terminal.error.write("only secrets differ; they aren't shown\n")
            differs = true
        }
        if exitCode, differs { throw ExitCode(1) }
    }

    /// Whether a text that is the same but for its secrets would make a new revision.
    private static func changesSecrets(_ input: ConfigurationInput, _ client: APIClient) async throws(ClientError)
        -> Bool
    {
        guard let stored = try await client.storedConfiguration(nil) else { return false }
        let answer = try await client.forecast(ConfigurationWrite(input: input, allowsUnsupported: true))
        return answer["metadata"]?["revision"]?.integer != stored.revision
    }

    private static func showPlan(_ write: ConfigurationWrite, _ client: APIClient) async throws(ClientError) {
        do throws(ClientError) {
            let answer = try await client.forecast(write)
            let kernel = KernelPlan(answer).rendered(colours: Terminal.output.hasColours)
            Terminal.output.write(LayerChanges(answer).rendered() + kernel)
        } catch {
            throw error.mappingConfigurationFaults(write.words)
        }
    }

    /// One of the two texts, with its secrets redacted.
    private struct Side {
        let name: String
        let text: String

        static func stored(_ revision: Int64?, _ client: APIClient) async throws(ClientError) -> Side {
            guard let stored = try await client.storedConfiguration(revision) else {
                return Side(name: "/dev/null", text: "")
            }
            return Side(name: "revision \(stored.revision)", text: stored.text)
        }

        static func file(_ input: ConfigurationInput) throws(ClientError) -> Side {
            do throws(ConfigurationFaults) {
                return Side(name: input.names, text: try ConfigurationText(input.text).redacted())
            } catch {
                throw .input(error.all.map(input.words).joined(separator: "\n  "))
            }
        }
    }

    /// The lines of a unified diff under the names of the texts; nothing where these are equal.
    static func rendered(_ lines: [String], from old: String, to new: String, for terminal: Terminal) -> String {
        guard !lines.isEmpty else { return "" }
        let all = ["--- \(old)", "+++ \(new)"] + lines
        return UnifiedDiff.rendered(all, for: terminal)
    }
}
