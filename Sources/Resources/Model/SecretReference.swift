/// A value that must not be read, under the name by which specs and history speak of it.
///
/// The same value always has the same name, so that writing it again changes nothing.
public struct SecretReference: Hashable, Sendable, LosslessStringConvertible {
    /// What every reference begins with.
    public static let prefix = "secret:"
    /// What is shown instead.
    public static let redaction = "REDACTED"

    /// 32 digits, base 16.
    public let id: String

    /// The reference with some digits, which aren't checked.
    public init(id: String) { self.id = id }

    /// Reads `secret:` and 32 digits of base 16.
    public init?(_ description: String) {
        guard description.hasPrefix(Self.prefix) else { return nil }
        let id = description.dropFirst(Self.prefix.count)
        guard id.utf8.count == 32, id.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        self.id = String(id)
    }

    /// `secret:` and the digits.
    public var description: String { Self.prefix + id }
}
