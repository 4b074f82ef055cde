import Audit
import Foundation
import NIOCore
import NIOHTTP1
import Resources
import Store
import Testing

@testable import Gateway

private let link = "/v1/resources/network-config/LinkSpec/eth0"

@Suite struct `The audit log over HTTP` {
    @Test func `gives each write a head that covers it`() async throws {
        try await Daemon.run { daemon in
            let first = try await daemon.put(link, #"{"up":true}"#)
            let head = try #require(first.headers["x-audit-head"].flatMap { AuditHead($0) })
            #expect(head == daemon.store.auditHead && head.sequence == 1)
            let rows = try await daemon.get("/v1/audit").json["items"]?.elements ?? []
            #expect(rows.count == 1 && rows[0]["kind"] == "change" && rows[0]["digest"]?.text == head.digest.hex)
            #expect(rows[0]["transaction"]?["actor"]?.text?.hasPrefix("uid:") == true)
            #expect(try await daemon.put(link + "?dryRun=true", #"{"up":false}"#).headers["x-audit-head"] == nil)
            let later = try await daemon.put(link, #"{"up":false}"#)
            #expect(later.headers["x-audit-head"].flatMap { AuditHead($0) }?.sequence == 2)
            let verified = try await daemon.get("/v1/audit/verify?head=\(head)").json
            #expect(verified["ok"] == true && verified["rows"] == 2)
            let other = AuditHead(sequence: 1, digest: .genesis)
            let forked = try await daemon.get("/v1/audit/verify?head=\(other)").json
            #expect(forked["ok"] == false && forked["findings"]?.elements?.first?["kind"] == "forked")
            #expect(try await daemon.get("/v1/audit/verify?head=nonsense").status == 400)
        }
    }

    @Test func `notes what was refused, by whom and why, and nothing of secrets`() async throws {
        try await Daemon.run(tokens: "ci 0123456789abcdef0123456789abcdef\n", listens: true) { daemon in
            #expect(try await daemon.put(link, #"{"up":true}"#, ["if-match": "\"x-1\""]).status == 412)
            #expect(try await daemon.put(link, #"{"mtu":"wide"}"#).status == 422)
            #expect(try await daemon.put("/v1/resources/network/LinkSpec/eth0", #"{"up":true}"#).status == 409)
            let port = try #require(daemon.port)
            let stranger = try await RawConnection.ask(
                .tcp(port), "PUT", link,
                ["authorization": "Bearer wrong-wrong-wrong", "content-type": "application/json"], Array("{}".utf8))
            #expect(stranger.status == 401)
            let known = [
                "authorization": "Bearer 0123456789abcdef0123456789abcdef", "content-type": "application/json",
            ]
            let owned = "/v1/resources/network/LinkSpec/eth0"
            let friend = try await RawConnection.ask(.tcp(port), "PUT", owned, known, Array(#"{"up":true}"#.utf8))
            #expect(friend.status == 409)
            #expect(try await daemon.put(link + "?dryRun=true", #"{"mtu":"wide"}"#).status == 422)
            #expect(try await daemon.get("/v1/resources/network-config/LinkSpec/none").status == 404)
            let rows = try await daemon.audit(kind: "refused", count: 5)
            #expect(rows.compactMap { $0["note"]?["status"]?.integer } == [409, 401, 409, 422, 412])
            #expect(rows[0]["note"]?["actor"] == "token:ci")
            #expect(rows[4]["note"]?["reason"] == "PRECONDITION_FAILED")
            #expect(rows[4]["note"]?["actor"]?.text?.hasPrefix("uid:") == true)
            #expect(rows[1]["note"]?["actor"] == "tcp" && rows[1]["note"]?["target"]?.text == link)
            #expect(!rows.contains { $0.canonical.contains("wrong-wrong") })
            #expect(daemon.store.revision == 0, "a refusal takes no revision")
            #expect(try daemon.store.verifyAudit().findings == [])
        }
    }

    @Test func `is verified by one at a time`() throws {
        let turn = OneAtATime()
        try turn.run("it") { () throws(Problem) in
            var problem: Problem?
            do throws(Problem) { try turn.run("it") { () throws(Problem) in } } catch { problem = error }
            #expect(problem?.status == .conflict)
        }
        #expect(try turn.run("it") { () throws(Problem) in 7 } == 7)
    }

    @Test func `isn't filled by somebody who is refused all the time`() async throws {
        try await Daemon.run { daemon in
            let start = ContinuousClock.now
            for _ in 0..<100 { #expect(try await daemon.put(link, "{}", ["if-match": "\"x-1\""]).status == 412) }
            let rows = try await daemon.audit(kind: "refused", count: 20)
            let limit = Refusals.burst + (ContinuousClock.now - start) / .seconds(1) * Refusals.rate
            #expect(Double(rows.count) <= limit)
        }
    }

    @Test func `in an export misses what pruning had left`() async throws {
        try await Daemon.run(keeper: Keeper()) { daemon in
            let other = link + "0"
            #expect(try await daemon.put(link, #"{"mtu":1400}"#).status < 300)
            for mtu in 1400..<1410 { #expect(try await daemon.put(other, #"{"mtu":\#(mtu)}"#).status < 300) }
            #expect(try await daemon.put(link, #"{"mtu":1500}"#).status < 300)
            let pruner = HistoryPruner(daemon.store)
            let rule = Retention.Rule(age: nil, rows: 3)
            while try await pruner.step(.specs, rule, now: Moment(milliseconds: 0)) != nil {}
            let lines = try await daemon.export().split(separator: "\n").map(String.init)
            func verify(_ lines: [String]) throws -> [AuditFinding] {
                var horizon = AuditVerifier.Horizon()
                for line in lines { BundleVerifier.note(line, in: &horizon) }
                #expect((2..<12).contains(horizon.specs))
                var verifier = BundleVerifier(horizon: horizon)
                for line in lines { try verifier.take(line) }
                return try verifier.result().findings
            }
            #expect(try verify(lines) == [])
            let base = try #require(lines.firstIndex { $0.contains("\"revision\":1,\"spec\"") })
            let findings = try verify(Array(lines[..<base] + lines[(base + 1)...]))
            #expect(findings.first?.kind == .missing && findings.first?.place == .revision(1), "\(findings)")
        }
    }

    @Test func `is exported as a whole, and verified with nothing but that`() async throws {
        let keeper = Keeper()
        try await Daemon.run(keeper: keeper) { daemon in
            for mtu in 1400..<1410 { #expect(try await daemon.put(link, #"{"mtu":\#(mtu)}"#).status < 300) }
            let many = (0..<30).map {
                #"{"op":"put","resource":"network-config/LinkSpec/l\#($0)","spec":{"up":true}}"#
            }
            let body = #"{"operations":[\#(many.joined(separator: ","))]}"#
            #expect(
                try await daemon.ask("POST", "/v1/transactions", ["content-type": "application/json"], body).status
                    == 200)
            let bundle = try await daemon.export()
            func verify(_ text: String, key: AuditVerifyingKey? = nil) throws -> AuditReport {
                var verifier = BundleVerifier(key: key)
                for line in text.split(separator: "\n") { try verifier.take(String(line)) }
                return try verifier.result()
            }
            let good = try verify(bundle, key: keeper.key.verifier)
            #expect(good.findings == [])
            #expect(good.tally.rows == 11 && good.tally.changes == 40)
            let altered = try verify(bundle.replacing("\"mtu\":1405", with: "\"mtu\":9000"))
            #expect(altered.findings.first?.kind == .altered && altered.findings.first?.place == .revision(6))
            let lines = bundle.split(separator: "\n")
            let without = (lines[..<5] + lines[6...]).joined(separator: "\n")
            #expect(try verify(without).findings.isEmpty == false)
            /// The first finding after a change of the lines.
            func first(_ change: (inout [Substring]) -> Void) throws -> AuditFinding? {
                var lines = lines
                change(&lines)
                return try verify(lines.joined(separator: "\n")).findings.first
            }
            let five = try #require(lines.firstIndex { $0.hasPrefix("{\"audit\":5,") })
            let leaves = try #require(lines.firstIndex { $0.hasPrefix("{\"leaves\"") })
            let gone = try first { $0.remove(at: five) }
            #expect(gone?.kind == .missing && gone?.place == .row(5), "\(String(describing: gone))")
            let moved = try first { lines in lines.insert(lines.remove(at: five), at: five + 3) }
            #expect(moved?.kind == .missing && moved?.place == .row(5))
            let doubled = try first { lines in lines.insert(lines[five], at: five + 2) }
            #expect(doubled?.kind == .reordered && doubled?.place == .row(5))
            let bare = try first { $0.remove(at: leaves) }
            #expect(bare?.kind == .missing && bare?.place == .row(11))
            let manyRow = try first { $0.remove(at: leaves - 1) }
            #expect(manyRow?.kind == .missing && manyRow?.place == .row(11))
            #expect(throws: BundleVerifier.Fault.self) { _ = try verify(lines.dropLast().joined(separator: "\n")) }
            #expect(try verify(bundle, key: AuditKey().verifier).findings.first?.kind == .wrongSignature)

            let checkpoint = try daemon.store.checkpoint(after: 0, at: "2026-11-26T00:00:00.000Z")
            let note = try #require(checkpoint?.note(signedBy: keeper.key))
            _ = try await daemon.store.write(ChangeContext(actor: "test", origin: .boot)) {
                transaction throws(StoreError) in transaction.recordAudit(note.kind, note.detail)
            }
            let rule = Retention.Rule(age: nil, rows: 6)
            #expect(try await daemon.store.pruneAudit(rule, now: Moment(milliseconds: 0)) == 6)
            let rest = try await daemon.export()
            let pruned = try verify(rest, key: keeper.key.verifier)
            #expect(pruned.findings == [])
            #expect(pruned.tally.pruned == 6 && pruned.tally.rows == 7 && pruned.tally.changes == 34)
            let claimed = try verify(rest.replacing("\"through\":6", with: "\"through\":7"))
            #expect(claimed.findings.isEmpty == false)
        }
    }
}

/// A key without a file.
private final class Keeper: AuditKeeper {
    let key = AuditKey()
    var verifyingKey: String { key.verifier.text }
    func signature(over text: String) async -> String? { key.signature(over: text) }
    func rotate(by actor: String) async throws(AuditKeeperError) -> String {
        throw AuditKeeperError(reason: "it stays")
    }
}

extension Daemon {
    /// The lines of an export.
    fileprivate func export() async throws -> String {
        try await RawConnection.open(.unix(socket)) { connection in
            try await connection.outbound.write(
                ByteBuffer(string: "GET /v1/audit/export HTTP/1.1\r\nhost: localhost\r\n\r\n"))
            _ = try await connection.head()
            var lines: [String] = []
            while lines.last?.hasPrefix("{\"end\"") != true {
                let line = try await connection.line()
                if line.hasPrefix("{") { lines.append(line) }
            }
            return lines.joined(separator: "\n")
        }
    }

    /// The rows of a kind, once there are so many: they are written after the answer.
    fileprivate func audit(kind: String, count: Int) async throws -> [JSON] {
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            let rows = try await get("/v1/audit?kind=\(kind)&limit=1000").json["items"]?.elements ?? []
            if rows.count >= count || ContinuousClock.now > deadline { return rows }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
