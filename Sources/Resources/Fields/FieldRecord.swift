/// A value made of named fields, such as a spec or a part of one.
public protocol FieldRecord: FieldValue {
    /// A record with every field at its default.
    init()
    /// Every member, in the order in which documentation shows them.
    static var fields: FieldList<Self> { get }
    /// What is wrong although each field by itself is right.
    func contradictions() -> [Fault]
}

extension FieldRecord {
    /// Nothing, for most.
    public func contradictions() -> [Fault] { [] }

    /// `object` with a property for each field and no others.
    public static var schema: JSON {
        var properties: [String: JSON] = [:]
        for field in fields {
            var property = field.schema
            property["description"] = .string(field.summary)
            properties[field.name] = property
        }
        var schema: JSON = ["type": "object", "properties": .object(properties), "additionalProperties": false]
        let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        return schema
    }

    /// Reads every field and reports all faults at once; a member that no field names is a fault.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Self? {
        guard let members = json.members else {
            faults.append(Fault(pointer, "an object is expected, not \(json.article)"))
            return nil
        }
        let before = faults.count
        var record = Self()
        var known = 0
        let fields = fields.all
        // By their places: a copy of a field costs more than reading a short value.
        for place in fields.indices {
            if let member = members[fields[place].name] {
                known += 1
                let clean = faults.count
                fields[place].write(&record, member, .root, &faults)
                faults.move(from: clean, below: pointer, fields[place].name)
            } else if fields[place].isRequired {
                let field = fields[place]
                faults.append(Fault(pointer.appending(field.name), "'\(field.name)' is missing: \(field.summary)"))
            }
        }
        if known < members.count { faults += unknownMembers(members, at: pointer) }
        if faults.count == before { faults += record.contradictions().map { $0.below(pointer) } }
        return faults.count == before ? record : nil
    }

    private static func unknownMembers(_ members: [String: JSON], at pointer: JSONPointer) -> [Fault] {
        let names = fields.map(\.name)
        return members.keys.filter { !names.contains($0) }.sorted().map { name in
            Fault(
                pointer.appending(name), "there is no member '\(name)' here; known are \(names.joined(separator: ", "))"
            )
        }
    }

    /// The canonical text of `json`, without building the object first.
    public var canonical: String {
        var writer = JSONWriter()
        writer.bytes.reserveCapacity(256)
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// An object with each field that isn't left out.
    public func write(to writer: inout JSONWriter) {
        writer.bytes.append(UInt8(ascii: "{"))
        let fields = Self.fields.sorted
        for place in fields.indices { fields[place].append(self, &writer) }
        writer.bytes.append(UInt8(ascii: "}"))
    }

    /// Changes an item of a list in one of the fields, unless the record contradicts itself then.
    public mutating func changeItem(at path: ArraySlice<String>, _ change: ItemChange) -> ChangedItem? {
        guard let name = path.first, let field = Self.fields.first(where: { $0.name == name }),
            var item = field.changeItem(&self, path.dropFirst(), change), contradictions().isEmpty
        else { return nil }
        item.depth += 1
        return item
    }

    /// An object with each field that isn't left out.
    public var json: JSON {
        var members: [String: JSON] = [:]
        for field in Self.fields { members[field.name] = field.read(self) }
        return .object(members)
    }
}
