import NetworkTypes
public import Resources

/// Whose time the host takes.
public struct TimeSyncConfig: SingletonDocument {
    /// Servers of NTP (RFC 5905).
    public struct NTP: FieldRecord {
        /// Names or addresses.
        public var servers: [String] = []
        /// Whether they prove who they are (RFC 8915).
        public var useNTS: Bool?

        /// None.
        public init() {}

        /// Every member.
        public static let fields: FieldList<NTP> = [
            Field(texts: "servers", \.servers, "Names or addresses."),
            Field("useNTS", \.useNTS, "Whether they prove who they are. RFC 8915.", .omitsEmpty),
        ]
    }

    /// Clocks of this host (IEEE 1588).
    public struct PTP: FieldRecord {
        /// Device files, as `/dev/ptp0`.
        public var devices: [String] = []

        /// None.
        public init() {}

        /// Every member.
        public static let fields: FieldList<PTP> = [Field(texts: "devices", \.devices, "Device files, as /dev/ptp0.")]
    }

    /// Whether the host's time is set at all; absent is yes.
    public var enabled: Bool?
    /// How long a start waits for the time; zero for ever.
    public var bootTimeout = GoDuration.zero
    /// Servers of NTP; absent leaves them.
    public var ntp: NTP?
    /// Clocks of this host; absent for none.
    public var ptp: PTP?

    /// Nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "TimeSyncConfig"
    /// Every member.
    public static let fields: FieldList<TimeSyncConfig> = [
        Field("enabled", \.enabled, "Whether the host's time is set at all.", .omitsEmpty),
        Field("bootTimeout", \.bootTimeout, "How long a start waits for the time.", .omitsEmpty),
        Field("ntp", \.ntp, "Servers of NTP.", .omitsEmpty),
        Field("ptp", \.ptp, "Clocks of this host.", .omitsEmpty),
    ]

    /// How long Talos waits for the time at its start.
    public var ignored: [String] { bootTimeout == .zero ? [] : ["bootTimeout"] }
    /// Servers that prove who they are, and clocks of this host.
    public var unsupported: [String] { (ntp?.useNTS == true ? ["ntp.useNTS"] : []) + (ptp == nil ? [] : ["ptp"]) }

    /// One source of time, and names where names are needed.
    public func check(_ findings: inout Findings) {
        if ntp != nil, ptp != nil { findings.fault("'ntp' is given too, and there is one source of time", at: "ptp") }
        if bootTimeout < .zero {
            findings.fault("a time that isn't negative is expected, not \(bootTimeout)", at: "bootTimeout")
        }
        guard let ntp else { return }
        findings.require(NetworkHost.self, in: ntp.servers, at: "ntp", "servers")
        guard ntp.useNTS == true else { return }
        for (index, server) in ntp.servers.enumerated() where IPAddress(server) != nil {
            findings.fault(
                "a certificate is for a name, which \(server) isn't; NTS needs names", at: "ntp", "servers",
                String(index))
        }
    }

    /// The legacy document has the same section.
    public func check(against legacy: LegacyDocument, _ findings: inout Findings) {
        let time = legacy.machine.time
        func taken(_ member: String) -> String { "machine.time.\(member) of the v1alpha1 document says it already" }
        if !time.servers.isEmpty { findings.fault(taken("servers"), at: "ntp") }
        if time.bootTimeout != .zero { findings.fault(taken("bootTimeout"), at: "bootTimeout") }
        if time.disabled == true { findings.fault(taken("disabled"), at: "enabled") }
    }
}
