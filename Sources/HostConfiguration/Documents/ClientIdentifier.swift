import NetworkTypes
public import Resources

/// By what a host is known to a DHCP server.
public enum ClientIdentifier: String, ChoiceValue {
    /// By nothing that it says.
    case none
    /// By its hardware address.
    case mac
    /// By its DUID (RFC 8415 §11).
    case duid

    /// A DUID is given where and only where one is used.
    static func check(_ identifier: ClientIdentifier?, _ duid: HardwareAddress?, _ findings: inout Findings) {
        if identifier == .duid, duid == nil {
            findings.fault("a DUID must be given where clientIdentifier is duid", at: "duidRaw")
        }
        if identifier != .duid, duid != nil {
            findings.fault("a DUID is used only where clientIdentifier is duid", at: "duidRaw")
        }
    }
}
