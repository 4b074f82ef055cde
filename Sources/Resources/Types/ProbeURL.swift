public import NetworkTypes

/// What an HTTP probe asks for: `http://proxy.example.com:3128/health` (RFC 9110 §4.2).
public struct ProbeURL: Hashable, Sendable {
    /// Whether it is https.
    public let isSecure: Bool
    /// The host.
    public let host: NetworkHost
    /// The port where it isn't the scheme's own.
    public let port: UInt16?
    /// Path and query as they are asked for; empty or with a slash or a question mark at its beginning.
    public let target: String

    /// The port that is connected to.
    public var endpoint: Endpoint? { Endpoint(host, port: port ?? Self.port(isSecure)) }

    private static func port(_ isSecure: Bool) -> UInt16 { isSecure ? 443 : 80 }

    /// The parts of an absolute URL as they are written; `nil` when it isn't http or https.
    private static func parts(_ text: String) -> (isSecure: Bool, authority: Substring, target: Substring)? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon].lowercased()
        let rest = text[text.index(after: colon)...]
        guard scheme == "http" || scheme == "https", rest.hasPrefix("//") else { return nil }
        let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        return (scheme == "https", authority, rest.dropFirst(2 + authority.count))
    }

    /// Whether a text holds a user's name or password, which mustn't be repeated anywhere.
    static func hasUserInformation(_ text: String) -> Bool { parts(text)?.authority.contains("@") == true }
}

extension ProbeURL: TextValue {
    /// Reads an absolute URL without user information and without a fragment.
    public init?(_ description: String) {
        guard description.utf8.count <= Limit.identifierLength, let parts = Self.parts(description),
            parts.target.utf8.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: "#") })
        else { return nil }
        let authority = String(parts.authority)
        let whole = Self.hasPort(authority) ? authority : "\(authority):\(Self.port(parts.isSecure))"
        guard let endpoint = Endpoint(whole) else { return nil }
        isSecure = parts.isSecure
        switch endpoint.host {
        case .address: host = endpoint.host
        case .name(let name): host = .name(name.lowercased)
        }
        port = endpoint.port == Self.port(parts.isSecure) ? nil : endpoint.port
        target = String(parts.target)
    }

    private static func hasPort(_ authority: String) -> Bool {
        let afterAddress = authority.lastIndex(of: "]").map { authority[$0...] } ?? authority[...]
        return afterAddress.contains(":")
    }

    /// Scheme and host in small letters, the port where it isn't the scheme's own.
    public var description: String {
        (isSecure ? "https://" : "http://") + host.bracketed + (port.map { ":\($0)" } ?? "") + target
    }

    /// A URL.
    public static var expectation: String {
        "an absolute URL such as http://proxy.example.com:3128/health, without user, password and fragment,"
    }

    /// Reads the text; one with a password is refused without being repeated.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> ProbeURL? {
        if let text = json.text, let value = ProbeURL(text) { return value }
        if let text = json.text, hasUserInformation(text) {
            faults.append(
                Fault(pointer, "a probe can't have a user or password: everybody who reads resources would see them"))
        } else {
            faults.append(Fault(pointer, "\(expectation) is expected, not \(json.article)"))
        }
        return nil
    }
}
