public import Resources

/// JSON that nobody would write.
public enum RandomJSON {
    private static let texts = [
        "", "a", "eth0", "192.0.2.1", "192.0.2.1/24", "2001:db8::/64", "inet4", "inet6", "main", "global", "bridge",
        "02:00:00:00:00:01", "permanent,nodad", "é", "e\u{301}", "\u{1F600}", "\u{0}", "\u{7F}", "\n", "/", "~", "\"",
        "\\", "null", "-1", "4294967296", "applied", "enforce",
    ]

    /// A value of any kind, nested at most so deep; objects have members of the given names, among others.
    public static func value(
        _ generator: inout SeededGenerator, depth: Int = 4, names: [String] = []
    ) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64.random(in: -3...70_000, using: &generator))
        case 3: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case 4:
            let number = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
            return number.isFinite && number != number.rounded() ? .number(number) : .number(0.5)
        case 5, 6: return .string(text(&generator))
        case 7:
            let count = Int.random(in: 0..<4, using: &generator)
            return .array((0..<count).map { _ in value(&generator, depth: depth - 1, names: names) })
        default: return object(&generator, depth: depth, names: names)
        }
    }

    /// An object.
    public static func object(
        _ generator: inout SeededGenerator, depth: Int = 4, names: [String] = []
    ) -> JSON {
        var members: [String: JSON] = [:]
        for _ in 0..<Int.random(in: 0..<6, using: &generator) {
            let name = names.randomElement(using: &generator).flatMap { $0 } ?? text(&generator)
            members[name] = value(&generator, depth: depth - 1, names: names)
        }
        return .object(members)
    }

    private static func text(_ generator: inout SeededGenerator) -> String {
        texts.randomElement(using: &generator) ?? ""
    }
}
