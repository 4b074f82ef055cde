/// Which labels resources must have: terms that all hold (COSI's label query).
public struct LabelSelector: Hashable, Sendable {
    /// What is asked of one label.
    public enum Test: Hashable, Sendable {
        /// It is there.
        case exists
        /// It has this value.
        case equal(String)
        /// It has one of these values.
        case isIn([String])
        /// It comes before this text.
        case lessThan(String)
        /// It comes before this text or is the same.
        case lessThanOrEqual(String)
        /// It is a smaller number; units such as `k` and `Mi` count.
        case lessThanNumeric(String)
        /// It is a smaller number or the same.
        case lessThanOrEqualNumeric(String)
    }

    /// One condition.
    public struct Term: Hashable, Sendable {
        /// The label.
        public var label: String
        /// What is asked of it.
        public var test: Test
        /// Whether the opposite is asked.
        public var isInverted: Bool

        /// A condition from its parts.
        public init(_ label: String, _ test: Test, isInverted: Bool = false) {
            self.label = label
            self.test = test
            self.isInverted = isInverted
        }
    }

    /// The conditions, all of which must hold.
    public var terms: [Term]

    /// A selector from its conditions; none matches everything.
    public init(_ terms: [Term] = []) { self.terms = terms }

    /// Whether labels satisfy every term.
    public func matches(_ labels: [String: String]) -> Bool {
        terms.allSatisfy { $0.matches(labels[$0.label]) }
    }
}

extension LabelSelector.Term {
    /// A missing label has no value, so `exists`, `equal` and `isIn` don't hold, and a comparison neither holds nor fails.
    func matches(_ value: String?) -> Bool {
        switch test {
        case .exists: (value != nil) != isInverted
        case .equal(let expected): (value == expected) != isInverted
        case .isIn(let list): value.map(list.contains) ?? false != isInverted
        case .lessThan(let bound): compare(value, bound) { $0 < $1 }
        case .lessThanOrEqual(let bound): compare(value, bound) { $0 <= $1 }
        case .lessThanNumeric(let bound): compareNumbers(value, bound) { $0 < $1 }
        case .lessThanOrEqualNumeric(let bound): compareNumbers(value, bound) { $0 <= $1 }
        }
    }

    private func compare(_ value: String?, _ bound: String, _ holds: (String, String) -> Bool) -> Bool {
        guard let value else { return false }
        return holds(value, bound) != isInverted
    }

    private func compareNumbers(_ value: String?, _ bound: String, _ holds: (Double, Double) -> Bool) -> Bool {
        guard let value = value.flatMap(Self.number), let bound = Self.number(bound) else { return false }
        return holds(value, bound) != isInverted
    }

    /// Digits with an optional sign and a unit of which only the prefix counts: `10kg` is 10,000, `1Ki` is 1,024.
    static func number(_ text: String) -> Double? {
        let sign: Substring = text.hasPrefix("-") ? text.prefix(1) : ""
        let digits = text.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
        guard let number = Double(sign + digits), !digits.isEmpty else { return nil }
        let unit = text.dropFirst(sign.count + digits.count).lowercased()
        for (power, letter) in ["k", "m", "g", "t", "p"].enumerated() where unit.hasPrefix(letter) {
            let base: Double = unit.dropFirst().hasPrefix("i") ? 1024 : 1000
            return number * (0...power).reduce(1) { product, _ in product * base }
        }
        return number
    }
}

extension LabelSelector {
    /// A selector text that can't be read.
    public struct SyntaxFault: Error, Hashable, Sendable {
        /// The part that can't be read; empty where nothing stands between two commas.
        public let term: String
        /// Which of the parts it is, counted from 1.
        public let position: Int
    }

    /// Reads terms with commas between them: `a`, `!a`, `a=b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a<5`, `a<=5`.
    ///
    /// `<` and `<=` compare as numbers where the bound is one, else as text. An empty text matches everything; an empty
    /// term is more likely a mistake that would match more than was meant.
    public init(parsing text: String) throws(SyntaxFault) {
        var terms: [Term] = []
        let parts = Self.split(text)
        for (index, part) in parts.enumerated() where parts != [""] {
            guard let term = Self.parse(part) else { throw SyntaxFault(term: part, position: index + 1) }
            terms.append(term)
        }
        self.init(terms)
    }

    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.map(trim)
    }

    private static func trim(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func parse(_ text: String) -> Term? {
        for (word, isInverted) in [(" notin ", true), (" in ", false)] {
            guard let range = text.range(of: word) else { continue }
            let list = trim(text[range.upperBound...])
            guard list.hasPrefix("("), list.hasSuffix(")") else { return nil }
            let values = list.dropFirst().dropLast().split(separator: ",").map(trim)
            return values.isEmpty ? nil : term(text[..<range.lowerBound], .isIn(values), isInverted)
        }
        for (sign, isInverted) in [("!=", true), ("==", false), ("<=", false), ("<", false), ("=", false)] {
            guard let range = text.range(of: sign) else { continue }
            let value = trim(text[range.upperBound...])
            let isNumber = Term.number(value) != nil
            let test: Test =
                switch sign {
                case "<=": isNumber ? .lessThanOrEqualNumeric(value) : .lessThanOrEqual(value)
                case "<": isNumber ? .lessThanNumeric(value) : .lessThan(value)
                default: .equal(value)
                }
            return term(text[..<range.lowerBound], test, isInverted)
        }
        return text.hasPrefix("!")
            ? term(text.dropFirst(), .exists, true) : term(text, .exists, false)
    }

    private static func term(_ label: some StringProtocol, _ test: Test, _ isInverted: Bool) -> Term? {
        let name = trim(label)
        guard !name.isEmpty, !name.contains(where: { "!=<>() ".contains($0) }) else { return nil }
        return Term(name, test, isInverted: isInverted)
    }
}

extension String {
    fileprivate func range(of pattern: String) -> Range<Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(pattern) { return index..<self.index(index, offsetBy: pattern.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
