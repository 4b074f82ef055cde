public import NetworkTypes

/// Something that should be reached after a change as before it.
public enum ConfirmProbe: Hashable, Sendable {
    /// A gateway of a default route answers an echo request (ping).
    case gateway
    /// A name has an address.
    case name(DomainName)
    /// A TCP connection comes about.
    case tcp(Endpoint)
    /// A GET is answered with a status from 200 to 399.
    case http(ProbeURL)
}

extension ConfirmProbe: TextValue {
    /// Reads a word, with what is meant after a colon.
    public init?(_ description: String) {
        let parts = description.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        switch parts[0] {
        case "gateway" where parts.count == 1: self = .gateway
        case "dns":
            guard let name = DomainName(rest) else { return nil }
            self = .name(name)
        case "tcp":
            guard let endpoint = Endpoint(rest) else { return nil }
            self = .tcp(endpoint)
        case "http":
            // As for a ProbeSpec: no https in this version, and nothing secret in what everybody sees.
            guard let url = ProbeURL(rest), !url.isSecure, SecretParameters.first(in: rest) == nil else { return nil }
            self = .http(url)
        default: return nil
        }
    }

    /// The word, and what is meant after a colon; as in the ids of a ProbeSpec.
    public var description: String {
        switch self {
        case .gateway: "gateway"
        case .name(let name): "dns:\(name)"
        case .tcp(let endpoint): "tcp:\(endpoint)"
        case .http(let url): "http:\(url)"
        }
    }

    /// A probe.
    public static var expectation: String {
        "gateway, dns:<name>, tcp:<host>:<port> or http:<URL>, such as tcp:192.0.2.1:22 or http:http://192.0.2.1/health,"
    }
}
