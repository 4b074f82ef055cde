/// An element of a set, or of a map.
public struct NfTablesElement: Hashable, Sendable {
    /// What of packets it says.
    public var key: NfTablesKey
    /// What the map has for it; `nil` in a set.
    public var value: NfTablesValue?
    /// When the kernel takes it out; `nil` for never.
    public var expires: Moment?

    /// An element that stays.
    public init(_ key: NfTablesKey, _ value: NfTablesValue? = nil) { (self.key, self.value) = (key, value) }

    /// Whether it says no more than that it is there.
    public var isPlain: Bool { value == nil && expires == nil }

    /// Whether it is in force at a moment.
    public func isLiving(at moment: Moment) -> Bool { expires.map { $0.milliseconds > moment.milliseconds } ?? true }
}

extension NfTablesElement: FieldValue {
    /// The key alone, or an object.
    public static var schema: JSON {
        [
            "anyOf": [
                NfTablesKey.schema,
                [
                    "type": "object", "required": ["element"], "additionalProperties": false,
                    "properties": [
                        "element": NfTablesKey.schema, "value": NfTablesValue.schema, "expires": Moment.schema,
                    ],
                ],
            ]
        ]
    }

    /// The beginning of 2600: the kernel counts 2⁶⁴ nanoseconds from now on, 584 years (`nf_msecs_to_jiffies64()`,
    /// net/netfilter/nf_tables_api.c).
    private static let lastEnd: Int64 = 19_880_899_200_000

    /// Reads a key, or an object with one.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> NfTablesElement? {
        guard let members = json.members else {
            return NfTablesKey.decode(json, at: pointer, &faults).map { NfTablesElement($0) }
        }
        let before = faults.count
        for name in members.keys.sorted() where !["element", "value", "expires"].contains(name) {
            faults.append(
                Fault(pointer.appending(name), "there is no member '\(name)' here; known are element, value, expires"))
        }
        guard let named = members["element"] else {
            faults.append(Fault(pointer.appending("element"), "'element' is missing: what of packets it says"))
            return nil
        }
        let key = NfTablesKey.decode(named, at: pointer.appending("element"), &faults)
        let value = members["value"].flatMap { NfTablesValue.decode($0, at: pointer.appending("value"), &faults) }
        let expires = members["expires"].flatMap { Moment.decode($0, at: pointer.appending("expires"), &faults) }
        if let expires, expires.milliseconds >= lastEnd {
            faults.append(
                Fault(
                    pointer.appending("expires"),
                    "the kernel knows no end so far away: it lies before 2600; without it the element stays"))
        }
        guard let key, faults.count == before else { return nil }
        var element = NfTablesElement(key, value)
        element.expires = expires
        return element
    }

    /// The key alone where nothing else is said.
    public var json: JSON {
        guard !isPlain else { return key.json }
        var json: JSON = ["element": key.json]
        json["value"] = value?.json
        json["expires"] = expires?.json
        return json
    }
}
