import ArgumentParser
import NIOHTTP1
import Resources

/// Lets controllers look but not touch.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Store changes, but leave the kernel alone.",
        discussion: """
            EXAMPLES
              netstrata pause -m "debugging by hand"
              netstrata resume
            """)

    @OptionGroup var why: MessageOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.client.setMode(.observe, why, done: "paused: the kernel is watched and left as it is")
    }
}

/// Lets controllers work again.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Apply again, after pause or release.",
        discussion: """
            EXAMPLES
              netstrata resume
              netstrata get ApplyStatus      what became of each spec
            """)

    @OptionGroup var why: MessageOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.client.setMode(.enforce, why, done: "resumed: the kernel is made as the specs say")
    }
}

/// Gives up what the daemon made.
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Own nothing, and leave the kernel as it is.",
        discussion: """
            EXAMPLES
              netstrata release -m "back to ifupdown"

            The intent stays stored; 'netstrata resume' takes up the work again.
            """)

    @OptionGroup var why: MessageOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.client.setMode(
            .released, why, done: "released: the kernel stays as it is, nothing is ours")
    }
}

extension APIClient {
    fileprivate func setMode(
        _ mode: ManagementSpec.Mode, _ why: MessageOptions, done: String
    ) async throws(ClientError) {
        let name = ResourceName(namespace: Namespace.management, type: ManagementSpec.typeName, id: "host")
        let mode: JSON = ["mode": mode.json]
        var answer: JSON
        do throws(ClientError) {
            // What else the resource says stays.
            let patch = APIRequest(.PATCH, name.path, "application/merge-patch+json", mode.canonicalBytes)
            answer = try await send(patch, why, name)
        } catch  where error.status == .notFound {
            answer = try await send(APIRequest(.PUT, name.path, json: mode), why, name)
        }
        let revision = answer["metadata"]?["revision"]?.integer
        Terminal.output.write(done + (revision.map { " (revision \($0))" } ?? "") + "\n")
    }

    private func send(
        _ request: APIRequest, _ why: MessageOptions, _ name: ResourceName
    ) async throws(ClientError) -> JSON {
        var request = request
        request.addHeader("X-Change-Message", why.message)
        return try await send(request, about: name.description).json()
    }
}
