public import NetworkTypes

/// A private or a pre-shared key of WireGuard: it can be compared and handed to the kernel, and nothing prints it.
public struct WireGuardSecretKey: Hashable, Sendable {
    private let key: WireGuardKey

    /// Takes a key.
    public init(_ key: WireGuardKey) { self.key = key }

    /// A private key that nobody has yet, drawn from the kernel's random numbers.
    public static func random() -> WireGuardSecretKey {
        let bytes = (0..<WireGuardKey.length).map { _ in UInt8.random(in: .min ... .max) }
        return WireGuardSecretKey(WireGuardKey(bytes: bytes) ?? .zero).clamped
    }

    /// What removes a pre-shared key.
    static let none = WireGuardSecretKey(.zero)

    /// Whether it stands for no key.
    var isNone: Bool { key == .zero }

    /// The text form, for the table in which secrets are kept, and for nothing else.
    public var secretText: String { key.description }

    /// The kernel's form.
    var bytes: [UInt8] { key.bytes }

    /// With the bits that Curve25519 fixes (RFC 7748 §5), as the kernel keeps a private key.
    public var clamped: WireGuardSecretKey {
        var bytes = key.bytes
        bytes[0] &= 248
        bytes[31] = bytes[31] & 127 | 64
        return WireGuardKey(bytes: bytes).map(WireGuardSecretKey.init) ?? self
    }

    /// The public key of a private one.
    public var publicKey: WireGuardKey? { key.publicKey }
}

extension WireGuardSecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the key.
    public var description: String { "REDACTED" }
    /// Never the key.
    public var debugDescription: String { description }
    /// Without members.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
