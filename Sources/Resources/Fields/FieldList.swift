/// The fields of a record, in the order in which documentation shows them, and in the order of their names.
public struct FieldList<Root: FieldRecord>: Sendable {
    let all: [Field<Root>]
    /// By the bytes of their names, which is the order of canonical JSON (RFC 8785 §3.2.3).
    let sorted: [Field<Root>]
}

extension FieldList: ExpressibleByArrayLiteral {
    /// A list of fields that was put together of several.
    public init(_ fields: [Field<Root>]) {
        all = fields
        sorted = fields.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// A list of fields.
    public init(arrayLiteral fields: Field<Root>...) { self.init(fields) }
}

extension FieldList: RandomAccessCollection {
    /// The first index.
    public var startIndex: Int { all.startIndex }
    /// The index after the last.
    public var endIndex: Int { all.endIndex }
    /// A field.
    public subscript(index: Int) -> Field<Root> { all[index] }
}
