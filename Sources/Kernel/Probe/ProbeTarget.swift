public import NetworkTypes

/// What a probe tries to reach.
public enum ProbeTarget: Hashable, Sendable {
    /// A TCP connection must come about.
    case tcp(Endpoint)
    /// A GET must be answered with a status from 200 to 399 (RFC 9110 §15); a redirection isn't followed.
    ///
    /// - Parameters:
    ///   - authority: What the Host header says.
    ///   - path: Path and query, with a slash at the beginning.
    case http(Endpoint, authority: String, path: String)
    /// A name must have an address.
    case name(DomainName)
    /// One of these must answer an echo request (ping).
    case echo([Neighbour])
}
