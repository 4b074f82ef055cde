/// Daemons that keep their audit log against others that don't.
///
/// Two processes of one program may differ by a tenth for as long as they live, so there are several of each.
struct AuditedWrites {
    private static let pairs = 16
    private static let rounds = 3
    private static let seconds = 0.7
    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        var result = Alternation()
        for _ in 0..<Self.pairs { result += try pair() }
        report.add(
            ReportRow(
                "durable PUT, audit chain on : off", ours: Format.rate(result.medianOfOurs),
                against: Format.rate(result.medianOfOthers), ratio: result.ratio, .atLeast(0.9)))
    }

    private func pair() throws -> Alternation {
        let audited = try daemon("audited", Daemon.Options(isApart: true))
        let bare = try daemon("unaudited", Daemon.Options(isApart: true, keepsAudit: false))
        let ours = LoadGenerator(audited.socket, Serving.puts())
        let others = LoadGenerator(bare.socket, Serving.puts())
        let result = try Alternation(rounds: Self.rounds) {
            try ours.rate(seconds: Self.seconds)
        } against: {
            try others.rate(seconds: Self.seconds)
        }
        try audited.discard()
        try bare.discard()
        return result
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
