/// Values under names that people choose.
public enum NamedValues {
    /// Reads an object of at most `Limit.listLength` members, each by `value`.
    public static func decode<Value>(
        _ json: JSON, _ pointer: JSONPointer, _ faults: inout [Fault],
        _ value: (JSON, JSONPointer, inout [Fault]) -> Value?
    ) -> [String: Value]? {
        guard let members = json.members, members.count <= Limit.listLength else {
            faults.append(
                Fault(pointer, "an object of at most \(Limit.listLength) members is expected, not \(json.article)"))
            return nil
        }
        let values = members.sorted { $0.key < $1.key }.compactMap { name, member in
            value(member, pointer.appending(name), &faults).map { (name, $0) }
        }
        return values.count == members.count ? Dictionary(values) { first, _ in first } : nil
    }
}

extension Field {
    /// Switches by name.
    public init(
        switchesByName name: String, _ path: any WritableKeyPath<Root, [String: Bool]> & Sendable, _ summary: String
    ) {
        let schema: JSON = ["type": "object", "additionalProperties": Bool.schema]
        self.init(name, path, summary, schema: schema) {
            $0.isEmpty ? nil : .object($0.mapValues { .bool($0) })
        } decode: { json, pointer, faults in
            NamedValues.decode(json, pointer, &faults) { Bool.decode($0, at: $1, &$2) }
        }
    }
}
