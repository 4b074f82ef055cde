import NetworkTypes
import Resources

extension OperatorSpec.ClientIdentifier.Kind {
    /// A DUID is given where and only where one is used.
    static func check(_ identifier: Self?, _ duid: HardwareAddress?, _ findings: inout Findings) {
        if identifier == .duid, duid == nil {
            findings.fault("a DUID must be given where clientIdentifier is duid", at: "duidRaw")
        }
        if identifier != .duid, duid != nil {
            findings.fault("a DUID is used only where clientIdentifier is duid", at: "duidRaw")
        }
    }
}
