/// A number that the kernel defines and people know by name.
///
/// The set of names isn't closed: a number without a name prints as decimal and parses back from it, so a value that a
/// newer kernel introduces survives a round trip.
public protocol NamedNumber: RawRepresentable, Hashable, Sendable, LosslessStringConvertible
where RawValue: FixedWidthInteger & Sendable {
    /// The known names in the order in which help shows them.
    static var names: [(RawValue, String)] { get }

    /// Wraps a number, known or not.
    init(rawValue: RawValue)
}

extension NamedNumber {
    /// Reads a name (case-insensitive) or a decimal number.
    public init?(_ description: String) {
        if let known = Self.names.first(where: { $0.1 == description }) ?? Self.nameIgnoringCase(description) {
            self.init(rawValue: known.0)
        } else if description.utf8.allSatisfy({ (48...57).contains($0) }), let number = RawValue(description) {
            self.init(rawValue: number)
        } else {
            return nil
        }
    }

    private static func nameIgnoringCase(_ description: String) -> (RawValue, String)? {
        let lowered = description.lowercased()
        return names.first { $0.1.lowercased() == lowered }
    }

    /// The name, or the decimal number where there is none.
    public var description: String {
        Self.names.first { $0.0 == rawValue }?.1 ?? String(rawValue)
    }
}

/// Bit flags that the kernel defines and people know by name; text is a comma separated list.
public protocol NamedFlags: OptionSet, Hashable, Sendable, LosslessStringConvertible where RawValue == UInt32 {
    /// One bit and its name each, in the order in which they print.
    static var names: [(UInt32, String)] { get }
}

extension NamedFlags {
    /// Reads a comma separated list of names; the empty string is no flag at all.
    public init?(_ description: String) {
        var bits: UInt32 = 0
        for word in description.split(separator: ",") {
            let name = word.trimmingSpaces().lowercased()
            guard let known = Self.names.first(where: { $0.1.lowercased() == name }) else { return nil }
            bits |= known.0
        }
        self.init(rawValue: bits)
    }

    /// The names of the bits that are set, joined by commas; bits without a name are left out.
    public var description: String {
        Self.names.filter { rawValue & $0.0 != 0 }.map(\.1).joined(separator: ",")
    }
}

extension StringProtocol {
    /// The text without the spaces around it.
    func trimmingSpaces() -> String {
        var rest = Substring(self)
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
