/// Which frames of the link below belong to a VLAN's link.
public struct VLAN: FieldRecord {
    /// The VLAN's number.
    public var vlanID: UInt32 = 0
    /// The tag's protocol.
    public var vlanProtocol = VLANProtocol.customer
    /// VLAN 0: frames with a priority but no VLAN.
    public init() {}
    /// A VLAN from its parts.
    public init(vlanID: UInt32, vlanProtocol: VLANProtocol = .customer) {
        self.vlanID = vlanID
        self.vlanProtocol = vlanProtocol
    }

    /// Every member.
    public static let fields: FieldList<VLAN> = [
        Field("vlanID", \.vlanID, in: 0...4095, "The VLAN's number. IFLA_VLAN_ID, IEEE 802.1Q §9.6.", .required),
        Field("vlanProtocol", \.vlanProtocol, "802.1q or, for provider bridges, 802.1ad. IFLA_VLAN_PROTOCOL."),
    ]
}

/// Whose tags a VLAN's frames carry.
public enum VLANProtocol: String, ChoiceValue {
    /// A customer's, EtherType 0x8100.
    case customer = "802.1q"
    /// A provider's, EtherType 0x88A8.
    case provider = "802.1ad"
}
