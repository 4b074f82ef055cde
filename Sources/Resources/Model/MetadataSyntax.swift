/// What names and values labels and annotations may have: Kubernetes' rules, so that its tools and habits fit.
///
/// A name is `site` or, with a DNS name before it that says whose it is, `example.net/site`. A label's value is one word,
/// because selectors are written with it; an annotation's is free text.
public enum MetadataSyntax {
    /// What is wrong with a label's or annotation's name, or `nil`.
    public static func complaint(aboutName text: String) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last, !name.isEmpty, isWord(name, Limit.metadataNameLength),
            parts.count == 1 || isDomain(parts[0])
        else {
            return
                "a name is 1 to \(Limit.metadataNameLength) letters, digits, '-', '_' or '.' that begin and end with "
                + "a letter or digit, perhaps after a DNS name and '/', such as site or example.net/site, not "
                + JSON.string(text).article
        }
        return nil
    }

    /// What is wrong with a label's value, or `nil`.
    public static func complaint(aboutLabel value: JSON) -> String? {
        guard let text = value.text, text.isEmpty || isWord(text[...], Limit.labelLength) else {
            return "a label's value is a text of at most \(Limit.labelLength) letters, digits, '-', '_' or '.' that "
                + "begins and ends with a letter or digit, not \(value.article); other text goes into annotations"
        }
        return nil
    }

    /// What is wrong with an annotation's value, or `nil`.
    public static func complaint(aboutAnnotation value: JSON) -> String? {
        guard let text = value.text, text.utf8.count <= Limit.stringLength,
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            return "an annotation's value is a text of at most \(Limit.stringLength) bytes without control characters, "
                + "not \(value.article)"
        }
        return nil
    }

    /// The JSON Schema of an object of labels.
    public static let labels: JSON = [
        "type": "object", "maxProperties": .integer(Int64(Limit.metadataCount)), "propertyNames": names,
        "additionalProperties": [
            "type": "string", "maxLength": .integer(Int64(Limit.labelLength)), "pattern": .string("^(\(word))?$"),
        ],
    ]

    /// The JSON Schema of an object of annotations.
    public static let annotations: JSON = [
        "type": "object", "maxProperties": .integer(Int64(Limit.metadataCount)), "propertyNames": names,
        "additionalProperties": ["type": "string", "maxLength": .integer(Int64(Limit.stringLength))],
    ]

    private static let word = "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?"
    private static let domain = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
    private static let names: JSON = [
        "description": .string("At most \(Limit.metadataNameLength) characters after the slash."),
        "pattern": .string("^(\(domain)/)?\(word)$"),
    ]

    private static func isWord(_ text: Substring, _ limit: Int) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= limit, let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy {
                isAlphanumeric($0) || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains($0)
            }
    }

    /// Lower case labels with dots between them (RFC 1123 §2.1).
    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= Limit.metadataPrefixLength
            && labels.allSatisfy { label in
                guard let first = label.first, let last = label.last else { return false }
                let hyphen = UInt8(ascii: "-")
                return first != hyphen && last != hyphen
                    && label.allSatisfy { $0 == hyphen || (isAlphanumeric($0) && !(65...90).contains($0)) }
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
