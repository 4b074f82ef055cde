import NIOHTTP1
import NetworkTypes
import Resources
import Store

/// Where a page ended: opaque to clients, and good only for the same query on the same database.
enum PageToken {
    /// The token.
    static func text(_ number: Int64, _ id: String, _ fingerprint: String, incarnation: String) -> String {
        let plain = [incarnation, fingerprint, String(number), id].joined(separator: "\n")
        return plain.utf8.hexadecimal
    }

    /// Reads a token.
    ///
    /// - Throws: 400 for a token of another query, 410 for one of another life of the database.
    static func read(
        _ token: String, _ fingerprint: String, _ store: ResourceStore
    ) throws(Problem) -> (number: Int64, id: String) {
        let fault = Problem(.badRequest, .badParameter, "pageToken: this isn't a token of this query")
        guard token.utf8.count <= 4096, let bytes = [UInt8](hexadecimal: token) else { throw fault }
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let number = Int64(parts[2]), parts[1] == fingerprint else { throw fault }
        guard parts[0] == store.incarnation else {
            throw Problem(.gone, .compacted, "the token is of another life of this database; begin again")
                .with("oldestRevision", 0).with("currentRevision", .integer(store.revision))
        }
        return (number, String(parts[3]))
    }

    /// The value of the `Link` header (RFC 8288).
    static func link(_ request: APIRequest, _ token: String) -> String {
        let parts = request.target.split(separator: "?", maxSplits: 1)
        let kept = parts.count > 1 ? parts[1].split(separator: "&").filter { !$0.hasPrefix("pageToken=") } : []
        let query = (kept.map(String.init) + ["pageToken=" + token]).joined(separator: "&")
        return "<\(parts.first ?? "/")?\(query)>; rel=\"next\""
    }
}

/// Tells inputs from each other; not for protection against somebody who looks for two alike.
enum Fingerprint {
    /// FNV-1a, twice with different beginnings, as 32 hex digits.
    static func text(_ parts: [String]) -> String {
        var bytes: [UInt8] = []
        for part in parts { bytes += Array("\(part.utf8.count):".utf8) + Array(part.utf8) }
        return text(bytes)
    }

    /// As above, of bytes.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var (first, second): (UInt64, UInt64) = (0xCBF2_9CE4_8422_2325, 0x8422_2325_CBF2_9CE4)
        for byte in bytes {
            first = (first ^ UInt64(byte)) &* 0x100_0000_01B3
            second = (second ^ UInt64(byte)) &* 0x100_0000_01B3 ^ (second >> 47)
        }
        return [first, second].map { String(repeating: "0", count: $0.leadingZeroBitCount / 4) + String($0, radix: 16) }
            .joined()
    }
}
