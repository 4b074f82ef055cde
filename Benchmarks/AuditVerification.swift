import Foundation

/// `netstrata audit verify` of a database against SHA-256 of the same lines, as the log's export has them.
struct AuditVerification {
    private static let rounds = 3
    let program: String
    let daemon: Daemon

    func measure(_ report: inout Report) throws {
        guard (try? IPTool.script("command -v openssl >/dev/null")) != nil else {
            return Progress.say("openssl isn't installed: what it is compared with is left out")
        }
        let lines = daemon.folder + "/log.ndjson"
        try IPTool.script("'\(program)' audit export --socket '\(daemon.folder)/api.sock' >'\(lines)'")
        try daemon.stop()
        let size = try FileManager.default.attributesOfItem(atPath: lines)[.size] as? Int ?? 0
        let result = try Alternation(rounds: Self.rounds) {
            try time("'\(program)' audit verify '\(daemon.database)' >/dev/null")
        } against: {
            try time("openssl dgst -sha256 '\(lines)' >/dev/null")
        }
        report.add(
            ReportRow(
                "audit verify of 1,000,000 changes : openssl, SHA-256 of the same \(size >> 20) MB",
                ours: Format.milliseconds(result.medianOfOurs), against: Format.milliseconds(result.medianOfOthers),
                ratio: result.ratio, .atMost(5)))
    }

    private func time(_ script: String) throws -> Double { try Stopwatch.time { try IPTool.script(script) } }
}
