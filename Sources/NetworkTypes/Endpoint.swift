/// A port of another host: `proxy.example.com:3128`, `192.0.2.1:80` or `[2001:db8::1]:80`.
public struct Endpoint: Hashable, Sendable {
    /// The host.
    public let host: NetworkHost
    /// The port, never 0.
    public let port: UInt16

    /// An endpoint from its parts; `nil` for port 0.
    public init?(_ host: NetworkHost, port: UInt16) {
        guard port != 0 else { return nil }
        self.host = host
        self.port = port
    }
}

extension Endpoint: LosslessStringConvertible {
    /// Reads `<host>:<port>`; an IPv6 address stands in brackets.
    public init?(_ description: String) {
        guard let colon = description.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = description[description.utf8.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits),
            let host = Self.host(description[..<colon])
        else { return nil }
        self.init(host, port: port)
    }

    private static func host(_ text: Substring) -> NetworkHost? {
        guard text.utf8.first == UInt8(ascii: "[") else {
            return text.utf8.contains(UInt8(ascii: ":")) ? nil : NetworkHost(String(text))
        }
        guard text.hasSuffix("]"), let address = IPAddress(String(text.dropFirst().dropLast())),
            address.family == .inet6
        else { return nil }
        return .address(address)
    }

    /// `<host>:<port>`.
    public var description: String { host.bracketed + ":" + String(port) }
}
