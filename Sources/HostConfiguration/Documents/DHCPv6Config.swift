public import NetworkTypes
public import Resources

/// Asks for addresses by DHCPv6 (RFC 8415) on a link, which is the document's name.
public struct DHCPv6Config: NetworkDocument {
    /// The link's name.
    public var name = ""
    /// The metric of the routes; 0 leaves it to the default.
    public var routeMetric: UInt32 = 0
    /// Whether the server's host name is left aside.
    public var ignoreHostname: Bool?
    /// By what the host is known to the server.
    public var clientIdentifier: OperatorSpec.ClientIdentifier.Kind?
    /// The DUID (RFC 8415 §11) where it is given.
    public var duidRaw: HardwareAddress?

    /// A link without a name.
    public init() {}

    /// The kind.
    public static let kind = "DHCPv6Config"
    /// Not yet.
    public static let isSupported = false
    /// Every member.
    public static let fields: FieldList<DHCPv6Config> = [
        Field(text: "name", \.name, "The link's name."),
        Field("routeMetric", \.routeMetric, "The metric of the routes.", .omitsEmpty),
        Field("ignoreHostname", \.ignoreHostname, "Whether the server's host name is left aside.", .omitsEmpty),
        Field("clientIdentifier", \.clientIdentifier, "By what the host is known.", .omitsEmpty),
        Field("duidRaw", \.duidRaw, "The DUID, as pairs of hex digits.", .omitsEmpty),
    ]

    /// The name, and a DUID where and only where one is used.
    public func check(_ findings: inout Findings) {
        requireName(&findings)
        OperatorSpec.ClientIdentifier.Kind.check(clientIdentifier, duidRaw, &findings)
    }
}
