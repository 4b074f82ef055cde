internal import Crypto

/// What the name of a secret says of its value: specs hold the name, and so the log seals the value without telling it.
///
/// The salt is kept beside the value alone. Without it nobody can try values against a name that an export shows.
public enum SecretSeal {
    /// How many bytes of salt there are.
    public static let saltSize = 16

    /// The name of a value: the first 16 bytes of SHA-256(salt ‖ value), in 32 digits of base 16.
    public static func name(of value: String, salt: some Sequence<UInt8>) -> String {
        var message = Array(salt)
        message += value.utf8
        return String(AuditDigest(SHA256.hash(data: message)).hex.prefix(32))
    }

    /// A salt for another value.
    public static func salt() -> [UInt8] { (0..<saltSize).map { _ in .random(in: 0...255) } }
}
