internal import Crypto
public import NetworkTypes

/// Names for a host that nobody named.
public enum AutomaticHostname {
    /// A name that follows from the host's identity and stays: `talos-hwz-sw5`.
    ///
    /// - Parameter identity: What is the host's own, such as a machine id.
    /// - Returns: The name, one label.
    public static func stable(identity: String) -> String {
        let number = SHA256.hash(data: Array(identity.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // A small number would have too few digits; the names stay seven digits long.
        let digits = String(number, radix: 36)
        let text = Array(String(repeating: "0", count: max(0, 7 - digits.utf8.count)) + digits)
        return "talos-\(String(text[1..<4]))-\(String(text[4..<7]))"
    }

    /// A name that follows from the host's address: `talos-192-0-2-1`.
    public static func address(_ address: IPAddress) -> String {
        let text = address.description.replacing(":", with: "").replacing(".", with: "-")
        return "talos-\(text)"
    }
}
