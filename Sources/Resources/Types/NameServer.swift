public import NetworkTypes

/// A server that is asked for names.
public struct NameServer: FieldRecord {
    /// Its address.
    public var addr: IPAddress?
    /// How it is asked.
    public var `protocol` = DNSProtocol.do53
    /// The name that its certificate must have.
    public var tlsServerName: DomainName?

    /// A server of which nothing is known.
    public init() {}

    /// A server that is asked in the plain way.
    public init(_ addr: IPAddress) { self.addr = addr }

    /// Every member.
    public static let fields: FieldList<NameServer> = [
        Field("addr", \.addr, "The server's address.", .required),
        Field("protocol", \.protocol, "How it is asked: Do53, DoT or DoH. RFC 1035, RFC 7858, RFC 8484."),
        Field(
            "tlsServerName", \.tlsServerName, "The name that its certificate must have, for DoT and DoH.", .omitsEmpty),
    ]
}

/// How a name server is asked.
public enum DNSProtocol: String, ChoiceValue {
    /// UDP and TCP, port 53 (RFC 1035 §4.2).
    case do53 = "Do53"
    /// DNS over TLS (RFC 7858).
    case dot = "DoT"
    /// DNS over HTTPS (RFC 8484).
    case doh = "DoH"
}
