import NetworkTypes
public import Resources

/// Asks a web server again and again.
public struct HTTPProbeConfig: ProbeDocument {
    /// The probe's name.
    public var name = ""
    /// Between two tries.
    public var interval = GoDuration.zero
    /// How many failures in a row count.
    public var failureThreshold: Int64 = 0
    /// What is asked for; its userinfo is a secret.
    public var url = ""
    /// How long a try may take.
    public var timeout = GoDuration.zero

    /// A probe of nothing.
    public init() {}

    /// The kind.
    public static let kind = "HTTPProbeConfig"
    /// Every member.
    public static let fields: FieldList<HTTPProbeConfig> = fields([
        Field(text: "url", \.url, "What is asked for, http or https.")
    ])

    /// Nothing here speaks TLS, and no password is kept for a probe.
    public var unsupported: [String] {
        ProbeURL(url)?.isSecure == false && SecretNames.shown(url) == nil ? [] : ["url"]
    }

    /// Name, times, and a URL with scheme and host.
    public func check(_ findings: inout Findings) {
        checkProbe(&findings)
        if !Self.hasHost(url) {
            // The URL itself isn't shown: a password may be in it.
            findings.fault("a URL such as https://example.net/health is expected", at: "url")
        }
    }

    /// Whether it is an absolute URL of HTTP (RFC 9110 §4.2) with a host.
    private static func hasHost(_ url: String) -> Bool {
        let lowered = url.lowercased()
        guard let scheme = ["http://", "https://"].first(where: { lowered.hasPrefix($0) }),
            !url.utf8.contains(where: { $0 <= 0x20 })
        else { return false }
        let authority = url.utf8.dropFirst(scheme.utf8.count).prefix { !"/?#".utf8.contains($0) }
        let host = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[$0...].dropFirst() } ?? authority
        let text = String(decoding: host, as: UTF8.self)
        // A port may be left out, and then there is none to be wrong.
        return Endpoint(text) != nil || Endpoint(text + ":80") != nil
    }
}
