import Audit
import Foundation
import Resources
import Store

/// A file from which an audit log can be verified without a daemon: an exported log, a proof of one change, or a database.
struct AuditedFile {
    let path: String

    /// What the file is, by its first bytes.
    private enum Form {
        case database
        case bundle
        case proof
    }

    /// Verifies what the file holds.
    ///
    /// - Parameters:
    ///   - heads: Heads that were kept.
    ///   - key: Whose signatures count.
    /// - Returns: A report, with `ok`.
    /// - Throws: Why it can't be read.
    func verify(heads: [AuditHead], key: AuditVerifyingKey?) throws(ClientError) -> JSON {
        switch try form() {
        case .database:
            do throws(StoreError) {
                return try ResourceStore.verifyAudit(path: path, heads: heads, key: key).json
            } catch {
                throw .input("\(path) can't be read as a database: \(error)")
            }
        case .bundle: return try bundle(heads, key)
        case .proof: return try proof(heads, key)
        }
    }

    private func form() throws(ClientError) -> Form {
        guard let file = FileHandle(forReadingAtPath: path) else { throw .input("\(path) can't be opened") }
        let start = (try? file.read(upToCount: 64)) ?? Data()
        try? file.close()
        let text = String(decoding: start, as: UTF8.self)
        if DatabaseFile(path).isDatabase == true { return .database }
        return text.hasPrefix("{\"bundle\"") ? .bundle : .proof
    }

    /// Reads the file's lines one after the other.
    private func read<Failure: Error>(_ take: (String) throws(Failure) -> Void) throws(Failure) {
        guard let file = FileHandle(forReadingAtPath: path) else { return }
        defer { try? file.close() }
        var splitter = LineSplitter()
        while let bytes = try? file.read(upToCount: 1 << 20), !bytes.isEmpty {
            for line in splitter.add(Array(bytes)) { try take(line) }
        }
    }

    private func bundle(_ heads: [AuditHead], _ key: AuditVerifyingKey?) throws(ClientError) -> JSON {
        var horizon = AuditVerifier.Horizon()
        read { BundleVerifier.note($0, in: &horizon) }
        var verifier = BundleVerifier(heads: heads, horizon: horizon, key: key)
        do throws(BundleVerifier.Fault) {
            try read { line throws(BundleVerifier.Fault) in try verifier.take(line) }
            return try verifier.result().json
        } catch {
            switch error {
            case .noBundle: throw .input("\(path) is no exported audit log, no proof and no database")
            case .unreadable(let line): throw .input("\(path), line \(line): it can't be read")
            case .unfinished: throw .input("\(path) ends too early: its last line, which is signed, is missing")
            }
        }
    }

    private func proof(_ heads: [AuditHead], _ key: AuditVerifyingKey?) throws(ClientError) -> JSON {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let json = try? JSON(parsing: text),
            let proof = AuditProof(json)
        else { throw .input("\(path) is no exported audit log, no proof and no database") }
        let signed: (checkpoint: Checkpoint, key: String)
        do throws(AuditProof.Fault) {
            signed = try proof.verify(key: key)
        } catch {
            let detail =
                switch error {
                case .unreadable: "a part of the proof can't be read"
                case .otherChange: "the change isn't the one that was sealed"
                case .otherRow: "the transaction isn't among those that were signed"
                case .wrongSignature: "the signature isn't its key's"
                case .otherKey: "it is signed by another key than the one asked for"
                }
            return Self.refusal([["kind": "altered", "detail": .string(detail)]])
        }
        let (checkpoint, key) = signed
        let forks = try Self.forks(of: heads, from: [proof.head, checkpoint.head].compactMap(\.self))
        guard forks.isEmpty else { return Self.refusal(forks) }
        return [
            "ok": true,
            "proof": .string(
                "the change is in the log that \(key) signed at \(checkpoint.time), row \(checkpoint.head.sequence)"),
        ]
    }

    private static func refusal(_ findings: [JSON]) -> JSON {
        ["ok": false, "findingCount": .integer(Int64(findings.count)), "findings": .array(findings)]
    }

    /// The heads that were kept and aren't those of a proof.
    ///
    /// - Parameters:
    ///   - heads: What was kept.
    ///   - known: The heads that a proof tells.
    /// - Returns: A finding for each.
    /// - Throws: `input` for a head of a row of which a proof tells nothing.
    private static func forks(of heads: [AuditHead], from known: [AuditHead]) throws(ClientError) -> [JSON] {
        let rows = Set(known.map(\.sequence)).sorted().map(String.init).joined(separator: " or ")
        var findings: [JSON] = []
        for head in heads {
            guard let own = known.first(where: { $0.sequence == head.sequence }) else {
                throw .input(
                    "--head is of row \(head.sequence): this proof can only be compared with a head of row \(rows); an exported log or the daemon's with any"
                )
            }
            guard own != head else { continue }
            let detail =
                "audit row \(head.sequence) isn't the one that somebody noted: the proof is of a log that went on otherwise"
            findings.append(AuditFinding(.forked, .row(head.sequence), detail).json)
        }
        return findings
    }
}
