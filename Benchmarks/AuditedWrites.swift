/// A daemon that keeps its audit log against one that doesn't.
struct AuditedWrites {
    private static let rounds = 21
    private static let seconds = 1.0
    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        let audited = try daemon("audited", Daemon.Options(isApart: true))
        let bare = try daemon("unaudited", Daemon.Options(isApart: true, keepsAudit: false))
        let ours = LoadGenerator(audited.socket, Serving.puts())
        let others = LoadGenerator(bare.socket, Serving.puts())
        let result = try Alternation(rounds: Self.rounds) {
            try ours.rate(seconds: Self.seconds)
        } against: {
            try others.rate(seconds: Self.seconds)
        }
        report.add(
            ReportRow(
                "durable PUT, audit chain on : off", ours: Format.rate(result.medianOfOurs),
                against: Format.rate(result.medianOfOthers), ratio: result.ratio, .atLeast(0.9)))
        try audited.discard()
        try bare.discard()
    }

    private func daemon(_ name: String, _ options: Daemon.Options) throws -> Daemon {
        let daemon = try Daemon(program, folder: folder + "/" + name, options)
        let connection = try Connection(daemon.socket)
        defer { connection.close() }
        try connection.ask(Serving.written.transaction)
        try daemon.program.settle()
        return daemon
    }
}
