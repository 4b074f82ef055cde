import ArgumentParser
import NIOHTTP1
import Resources

/// Gives a revision a name.
struct TagCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Give a revision a name, to go back to.",
        discussion: """
            EXAMPLES
              netstrata tag before-upgrade            the present
              netstrata tag before-upgrade 812
              netstrata diff before-upgrade
              netstrata rollback before-upgrade --dry-run
              netstrata get tags
              netstrata delete RevisionTag/before-upgrade

            A tag that is there already stays, unless --move is given.
            """)

    @Argument(
        help: ArgumentHelp(
            "Small letters, digits and dashes, with a letter at both ends. The other order will do as well.",
            valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("A revision, or a time such as 2h; the present otherwise.", valueName: "revision"))
    var revision: String?

    @Flag(help: "Let a tag that is there already mean this revision.") var move = false

    @OptionGroup var why: MessageOptions

    @OptionGroup var connection: ConnectionOptions

    mutating func validate() throws {
        if let other = revision, !RevisionTag.isName(name), RevisionTag.isName(other) {
            (name, revision) = (other, name)
        }
        guard RevisionTag.isName(name) else {
            throw ValidationError("A tag is \(RevisionTag.idForm), not '\(name)'.")
        }
    }

    func run() async throws {
        let client = connection.client
        let number = try await number(client)
        let place = ResourceName(namespace: Namespace.management, type: RevisionTag.typeName, id: name)
        var request = APIRequest(.PUT, place.path, json: ["revision": .integer(number)])
        if !move { request.addHeader("If-None-Match", "*") }
        request.addHeader("X-Change-Message", why.message)
        do throws(ClientError) {
            _ = try await client.send(request, about: place.description)
        } catch {
            guard !move, case .problem(let problem, _) = error, problem.status == 412 else { throw error }
            throw ClientError.taken("there is a tag '\(name)' already; --move lets it mean revision \(number)")
        }
        Terminal.output.write("\(name) is revision \(number)\n")
    }

    /// The revision that is meant: a number as it is, of a time or another tag that of the last change until then.
    private func number(_ client: APIClient) async throws(ClientError) -> Int64 {
        if let revision, let number = Int64(revision), number > 0 { return number }
        var lookup = APIRequest(.GET, "/v1/history")
        lookup.add("through", revision.map { PointInTime($0).text })
        lookup.add("limit", "1")
        let changes = try await client.send(lookup, about: "tag").json()["items"]?.elements ?? []
        guard let number = changes.first?["revision"]?.integer else {
            throw ClientError.input("nothing had changed by then, so there is no revision to name")
        }
        return number
    }
}
