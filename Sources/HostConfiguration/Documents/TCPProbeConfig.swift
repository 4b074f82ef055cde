import NetworkTypes
public import Resources

/// Opens a connection again and again.
public struct TCPProbeConfig: ProbeDocument {
    /// The probe's name.
    public var name = ""
    /// Between two tries.
    public var interval = GoDuration.zero
    /// How many failures in a row count.
    public var failureThreshold: Int64 = 0
    /// Where to, as `example.net:443`.
    public var endpoint = ""
    /// How long a try may take.
    public var timeout = GoDuration.zero

    /// A probe of nothing.
    public init() {}

    /// The kind.
    public static let kind = "TCPProbeConfig"
    /// Every member.
    public static let fields: FieldList<TCPProbeConfig> = fields([
        Field(text: "endpoint", \.endpoint, "Where to, as example.net:443.")
    ])

    /// Name, times, and a host with its port.
    public func check(_ findings: inout Findings) {
        checkProbe(&findings)
        if Endpoint(endpoint) == nil {
            findings.fault(
                "a host and a port such as example.net:443 are expected, not \(JSON.string(endpoint).article)",
                at: "endpoint")
        }
    }
}
