public import NetworkTypes
public import Resources

/// An IP address and a port, such as `192.0.2.1:51820` or `[2001:db8::1]:51820`.
public struct AddressPort: Hashable, Sendable {
    /// The address.
    public let address: IPAddress
    /// The port, from 1.
    public let port: UInt16
}

extension AddressPort: TextValue {
    /// An address and a port.
    public static var expectation: String { "an IP address and a port such as 192.0.2.1:443 or [2001:db8::1]:443" }

    /// Reads an address, in brackets if it is IPv6, a colon and a number.
    public init?(_ description: String) {
        guard let endpoint = Endpoint(description), case .address(let address) = endpoint.host else { return nil }
        self.address = address
        port = endpoint.port
    }

    /// The text that it was read from, addresses in their usual form.
    public var description: String { address.family == .inet6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
}
