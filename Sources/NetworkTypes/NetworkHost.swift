/// Another host, by its address or its name.
public enum NetworkHost: Hashable, Sendable {
    /// By an address.
    case address(IPAddress)
    /// By a name that is looked up.
    case name(DomainName)
}

extension NetworkHost: LosslessStringConvertible {
    /// Reads an address or a name; four numbers that are no address are no name either (RFC 1123 §2.1).
    public init?(_ description: String) {
        if let address = IPAddress(description) {
            self = .address(address)
        } else if let name = DomainName(description), !Self.endsInNumber(description) {
            self = .name(name)
        } else {
            return nil
        }
    }

    /// `getaddrinfo(3)` would take such a name for an address.
    private static func endsInNumber(_ name: String) -> Bool {
        name.utf8.reversed().prefix { $0 != UInt8(ascii: ".") }.allSatisfy { (48...57).contains($0) }
    }

    /// The address or the name.
    public var description: String {
        switch self {
        case .address(let address): address.description
        case .name(let name): name.description
        }
    }

    /// As it stands before a port or in a URL: IPv6 in brackets (RFC 3986 §3.2.2).
    public var bracketed: String {
        guard case .address(let address) = self, address.family == .inet6 else { return description }
        return "[\(address)]"
    }
}
