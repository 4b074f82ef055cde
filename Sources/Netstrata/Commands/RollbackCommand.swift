import ArgumentParser
import NIOHTTP1
import Resources

/// Puts back what people asked for at some time.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Make what was asked for what it was at a revision.",
        discussion: """
            EXAMPLES
              netstrata rollback 812 --dry-run     what would change, as a unified diff,
                                                   and in the kernel
              netstrata rollback 812 --dry-run -o json   as JSON patches (RFC 6902)
              netstrata rollback 812 --wait        all that people ask for, and the
                                                   machine configuration
              netstrata rollback 2h --of RouteSpec routes alone
              netstrata rollback 812 --of LinkSpec/eth0 -m "back to MTU 1500"

            It is a change of its own: what came after the revision stays in the
            history, and can be rolled back to as well.

            Revision 0 is the empty beginning, when nothing was asked for: going back to
            it takes away all that people ask for, or all of a type with --of.
            """)

    @Argument(help: ArgumentHelp("A revision, or a time such as 2h or \"2026-11-20 14:00\".", valueName: "revision"))
    var revision: String

    @Option(
        help: ArgumentHelp("Only this type, or this resource.", valueName: "resource"), completion: Completion.types)
    var of: String?

    @OptionGroup var output: RestorationOutput

    @OptionGroup var options: WriteOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = connection.client
        var request = APIRequest(.POST, "/v1/rollback")
        request.add("to", PointInTime(revision).text)
        if let of {
            request.add(scope: try ResourceName.parse([of], namespace: nil, in: try await client.types())[0])
        }
        try await client.restore(request, output, options)
    }
}

/// Undoes one transaction.
struct RevertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert", abstract: "Undo one transaction, and nothing that came after it.",
        discussion: """
            EXAMPLES
              netstrata history -o wide            TRANSACTION has the numbers
              netstrata revert 41 --dry-run
              netstrata revert 41 --wait -m "broke the uplink"

            Where what it changed was changed again since then, nothing is done, and
            the places are named.
            """)

    @Argument(help: ArgumentHelp("The transaction's number.", valueName: "transaction")) var transaction: Int64

    @OptionGroup var output: RestorationOutput

    @OptionGroup var options: WriteOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let request = APIRequest(.POST, "/v1/transactions/\(transaction)/revert")
        try await connection.client.restore(request, output, options)
    }
}
