import Synchronization

/// The fields of each type in the order of their names, sorted once.
enum FieldOrder {
    private static let known = Mutex<[ObjectIdentifier: any Sendable]>([:])

    /// The fields of a type, by the bytes of their names, which is the order of canonical JSON.
    static func sorted<Record: FieldRecord>(_ type: Record.Type) -> [Field<Record>] {
        let id = ObjectIdentifier(type)
        if let fields = known.withLock({ $0[id] }) as? [Field<Record>] { return fields }
        let fields = Record.fields.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        known.withLock { $0[id] = fields }
        return fields
    }
}
