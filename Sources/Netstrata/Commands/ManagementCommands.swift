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
        let answer = try await manage(["mode": mode.json], why)
        let revision = answer["metadata"]?["revision"]?.integer.map { " (revision \($0))" } ?? ""
        Terminal.output.write(done + revision + "\n")
        guard answer["applied"] == false else { return }
        let reasons = answer["reasons"]?.elements?.compactMap(\.text) ?? []
        Terminal.error.write("not all of it has heard of it yet: \(reasons.joined(separator: "; "))\n")
    }

    /// Sets how Netstrata behaves; what else is set stays.
    ///
    /// It says nothing of the network, so nobody has to confirm it. When this returns, all controllers go by it.
    ///
    /// - Returns: The resource.
    func manage(_ members: JSON, _ why: MessageOptions) async throws(ClientError) -> JSON {
        let name = ResourceName(namespace: Namespace.management, type: ManagementSpec.typeName, id: "host")
        do throws(ClientError) {
            let patch = APIRequest(.PATCH, name.path, "application/merge-patch+json", members.canonicalBytes)
            return try await send(patch, why, name)
        } catch  where error.status == .notFound {
            return try await send(APIRequest(.PUT, name.path, json: members), why, name)
        }
    }

    private func send(
        _ request: APIRequest, _ why: MessageOptions, _ name: ResourceName
    ) async throws(ClientError) -> JSON {
        var request = request
        request.add("confirm", "none")
        request.add("wait", "applied")
        request.addHeader("X-Change-Message", why.message)
        return try await send(request, about: name.description).json()
    }
}
