public import NetworkTypes
public import Resources

/// A bond: several links as one (`Documentation/networking/bonding.rst` of the kernel).
public struct BondConfig: PortDocument {
    /// The bond's name.
    public var name = ""
    /// Its hardware address; absent leaves it.
    public var hardwareAddr: HardwareAddress?
    /// The links that it bonds.
    public var links: [String] = []
    /// Those by what they are.
    public var linkSelectors: [PortSelector] = []
    /// How the links share the traffic.
    public var bondMode: BondMode?
    /// The parameters of the bond.
    public var parameters = BondParameters()
    /// What is said of it as of any link.
    public var link = ConfiguredLink()

    /// A bond of which nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "BondConfig"
    /// Every member.
    public static let fields: FieldList<BondConfig> = fields(
        [
            Field("hardwareAddr", \.hardwareAddr, "The hardware address.", .omitsEmpty),
            Field(texts: "links", \.links, "The links that it bonds."),
            selectorField,
            Field("bondMode", \.bondMode, "How the links share the traffic.", .omitsEmpty),
        ] + parameterFields)

    /// Name, links, mode, and what has a meaning in some modes only.
    public func check(_ findings: inout Findings) {
        checkCreated(&findings)
        checkPorts(&findings)
        if links.isEmpty, linkSelectors.isEmpty {
            findings.fault("a bond needs at least one link", at: "links")
        }
        guard let bondMode else {
            return findings.fault("how the links share the traffic must be given", at: "bondMode")
        }
        checkPrimary(bondMode, &findings)
        if bondMode == .lacp {
            let times = [
                ("miimon", parameters.miimon), ("updelay", parameters.updelay), ("downdelay", parameters.downdelay),
            ]
            for (name, time) in times where time == nil {
                findings.warn("a bond of mode 802.3ad is best given a '\(name)'", at: name)
            }
        }
    }

    private func checkPrimary(_ mode: BondMode, _ findings: inout Findings) {
        let knowsPrimary = [BondMode.activeBackup, .transmitLoad, .adaptiveLoad].contains(mode)
        guard let primary = parameters.primary else {
            if knowsPrimary, parameters.primaryReselect != nil {
                findings.warn("it means nothing without 'primary'", at: "primaryReselect")
            }
            return
        }
        if primary.isEmpty {
            findings.fault("a link's name is expected", at: "primary")
        } else if !knowsPrimary {
            findings.fault("mode \(mode.rawValue) knows no primary link", at: "primary")
        } else if linkSelectors.isEmpty, !links.contains(primary) {
            findings.fault("\(JSON.string(primary).article) isn't one of the links", at: "primary")
        }
    }
}
