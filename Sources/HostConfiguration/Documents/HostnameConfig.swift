import NetworkTypes
public import Resources

/// The host's name, or how one is made.
public struct HostnameConfig: SingletonDocument {
    /// How a name is made.
    public enum Automatic: String, ChoiceValue {
        /// Of the host's identity, always the same.
        case stable
        /// Not at all.
        case off
    }

    /// How a name is made where none is given.
    public var auto: Automatic?
    /// The name, with its domain perhaps; empty for none.
    public var hostname = ""

    /// Nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "HostnameConfig"
    /// Every member.
    public static let fields: FieldList<HostnameConfig> = [
        Field("auto", \.auto, "How a name is made where none is given.", .omitsEmpty),
        Field(text: "hostname", \.hostname, "The name, with its domain perhaps."),
    ]

    /// One of the two, and a name that DNS takes (RFC 1123 §2.1).
    public func check(_ findings: inout Findings) {
        switch (auto, hostname.isEmpty) {
        case (nil, true): findings.fault("either 'auto' or 'hostname' must be given")
        case (.stable, false): findings.fault("'hostname' is given, so there is nothing to make", at: "auto")
        case (nil, false), (.off, _), (.stable, true): break
        }
        if !hostname.isEmpty, DomainName(hostname) == nil {
            findings.fault(
                "a name of parts of 1 to 63 letters, digits and '-' with dots between them, 253 in all, is expected, "
                    + "not \(JSON.string(hostname).article)", at: "hostname")
        }
    }

    /// The legacy document names the host too.
    public func check(against legacy: LegacyDocument, _ findings: inout Findings) {
        if !legacy.machine.network.hostname.isEmpty {
            findings.fault("machine.network.hostname of the v1alpha1 document names the host already", at: "hostname")
        }
        if legacy.machine.features.stableHostname == true {
            findings.fault("machine.features.stableHostname of the v1alpha1 document says it already", at: "auto")
        }
    }
}
