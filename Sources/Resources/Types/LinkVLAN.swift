/// Which frames of the link below belong to a VLAN's link, and how they are treated; what is absent stays as it is.
public struct VLAN: FieldRecord {
    /// The VLAN's number.
    public var vlanID: UInt32 = 0
    /// The tag's protocol.
    public var vlanProtocol = VLANProtocol.customer
    /// Which priority inside the host a tag's priority becomes.
    public var ingressMap: PriorityMap?
    /// Which priority of the tag a priority inside the host becomes.
    public var egressMap: PriorityMap?
    /// Whether the tag is taken off what programs receive.
    public var reorderHeader: Bool?
    /// Whether it can be up while the link below isn't.
    public var looseBinding: Bool?
    /// Whether it is announced by GVRP.
    public var gvrp: Bool?
    /// Whether it is announced by MVRP.
    public var mvrp: Bool?
    /// Whether its carrier is that of the bridge's ports in the VLAN.
    public var bridgeBinding: Bool?
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
        Field(
            "ingressMap", \.ingressMap,
            "From a tag's priority, 0 to 7, to the host's own; all that isn't in it becomes 0. IFLA_VLAN_INGRESS_QOS.",
            .omitsEmpty),
        Field(
            "egressMap", \.egressMap,
            "From the host's own priority to a tag's, 0 to 7; all that isn't in it becomes 0. IFLA_VLAN_EGRESS_QOS.",
            .omitsEmpty),
        Field(
            "reorderHeader", \.reorderHeader,
            "Whether the tag is taken off what programs receive. VLAN_FLAG_REORDER_HDR.", .omitsEmpty),
        Field(
            "looseBinding", \.looseBinding,
            "Whether it can be up while the link below isn't. VLAN_FLAG_LOOSE_BINDING.", .omitsEmpty),
        Field("gvrp", \.gvrp, "Whether GVRP announces it, IEEE 802.1D §12. VLAN_FLAG_GVRP.", .omitsEmpty),
        Field("mvrp", \.mvrp, "Whether MVRP announces it, IEEE 802.1Q §11. VLAN_FLAG_MVRP.", .omitsEmpty),
        Field(
            "bridgeBinding", \.bridgeBinding,
            "On a bridge: whether it has carrier only while a port in the VLAN has. VLAN_FLAG_BRIDGE_BINDING.",
            .omitsEmpty),
    ]

    /// Priorities that a tag doesn't have.
    public func contradictions() -> [Fault] {
        let sides = [("ingressMap", ingressMap?.mappings.map(\.from)), ("egressMap", egressMap?.mappings.map(\.to))]
        return sides.flatMap { member, priorities in
            (priorities ?? []).filter { $0 > 7 }.map {
                Fault(JSONPointer(tokens: [member]), "a tag has priorities 0 to 7, not \($0)")
            }
        }
    }
}

/// Whose tags a VLAN's frames carry.
public enum VLANProtocol: String, ChoiceValue {
    /// A customer's, EtherType 0x8100.
    case customer = "802.1q"
    /// A provider's, EtherType 0x88A8.
    case provider = "802.1ad"
}

/// Which priorities become which others, all that don't become 0.
public struct PriorityMap: FieldValue {
    /// By the priority that becomes another.
    public let mappings: [PriorityMapping]

    /// From a dictionary; what becomes 0 is as if it weren't said.
    public init(_ map: [UInt32: UInt32]) {
        mappings = map.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { PriorityMapping(from: $0, to: $1) }
    }

    /// What each becomes.
    public var map: [UInt32: UInt32] { mappings.reduce(into: [:]) { $0[$1.from] = $1.to } }

    /// A list of pairs.
    public static var schema: JSON { [PriorityMapping].schema }

    /// Reads pairs in any order; each priority may become one only.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> PriorityMap? {
        let before = faults.count
        guard let mappings = [PriorityMapping].decode(json, at: pointer, &faults) else { return nil }
        var map: [UInt32: UInt32] = [:]
        for (index, mapping) in mappings.enumerated()
        where map.updateValue(mapping.to, forKey: mapping.from) != nil {
            let place = pointer.appending(String(index)).appending("from")
            faults.append(Fault(place, "priority \(mapping.from) stands in the list already"))
        }
        return faults.count == before ? PriorityMap(map) : nil
    }

    /// The pairs.
    public var json: JSON { mappings.json }
}

/// What one priority becomes (`struct ifla_vlan_qos_mapping`).
public struct PriorityMapping: FieldRecord {
    /// The priority before.
    public var from: UInt32 = 0
    /// The priority after.
    public var to: UInt32 = 0
    /// 0 stays 0.
    public init() {}

    init(from: UInt32, to: UInt32) { (self.from, self.to) = (from, to) }

    /// Every member.
    public static let fields: FieldList<PriorityMapping> = [
        Field("from", \.from, "The priority before.", .required), Field("to", \.to, "The priority after.", .required),
    ]
}
