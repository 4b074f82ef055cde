/// The name of a chain or a set: a letter, then letters, digits, `_`, `-` and dots, as nft(8) reads them.
public struct NfTablesName: TextValue {
    /// The name.
    public let description: String

    /// Reads a name of at most `Limit.tableNameLength` bytes.
    public init?(_ description: String) {
        let bytes = description.utf8
        func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
        guard let first = bytes.first, isLetter(first), bytes.count <= Limit.tableNameLength,
            bytes.allSatisfy({ isLetter($0) || (48...57).contains($0) || [45, 46, 95].contains($0) })
        else { return nil }
        self.description = description
    }

    /// A name.
    public static var expectation: String {
        "a name of letters, digits, '_', '-' and dots that begins with a letter, of at most \(Limit.tableNameLength)"
    }
}

extension NfTablesName {
    /// Faults of a match that names a set or lists what is meant: both, and neither.
    static func faults(_ set: NfTablesName?, beside member: String, isEmpty: Bool, _ words: String) -> [Fault] {
        if set == nil { return isEmpty ? [Fault(JSONPointer(tokens: [member]), words)] : [] }
        return isEmpty ? [] : [Fault(JSONPointer(tokens: ["set"]), "either a set or \(member) can be meant")]
    }
}

/// What chains and sets have in common.
public enum NfTablesObjects {
    /// The controller that applies both: what a transaction changes of them is one transaction of the kernel.
    public static let controller = "NfTablesSpecController"
}
