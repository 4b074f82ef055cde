internal import Audit
internal import Foundation

/// Digests as columns hold them.
extension AuditDigest {
    /// The digest that a column holds.
    ///
    /// - Throws: `corrupt` where it isn't as long as one, which the column's check forbids.
    static func read(_ column: Data) throws(StoreError) -> AuditDigest {
        guard let digest = AuditDigest(column) else { throw .corrupt("a digest isn't 32 bytes long") }
        return digest
    }

    /// The digests that a column holds one after the other; none where it is empty.
    ///
    /// - Throws: `corrupt` where a part of one is left.
    static func readAll(_ column: Data?) throws(StoreError) -> [AuditDigest] {
        guard let column else { return [] }
        guard column.count % size == 0 else { throw .corrupt("a digest isn't 32 bytes long") }
        return try stride(from: column.startIndex, to: column.endIndex, by: size).map { start throws(StoreError) in
            try read(column[start..<start + size])
        }
    }

    /// Some digests as a column holds them; `nil` for none.
    static func column(_ digests: some Collection<AuditDigest>) -> Data? {
        guard !digests.isEmpty else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digests.count * size)
        for digest in digests { digest.append(to: &bytes) }
        return Data(bytes)
    }
}
