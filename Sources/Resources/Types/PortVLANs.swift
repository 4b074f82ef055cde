/// The VLANs of a bridge's port, or of the bridge itself: a list of ranges, in which each VLAN stands once.
public struct PortVLANs: FieldValue {
    /// The VLANs in the order of their numbers; neighbours that are alike stand together.
    public let ranges: [VLANRange]

    /// From each VLAN's flags, by its number.
    public init(_ vlans: [UInt32: VLANFlags]) {
        var ranges: [VLANRange] = []
        for (number, flags) in vlans.sorted(by: { $0.key < $1.key }) {
            if let last = ranges.last, last.last + 1 == number, !flags.contains(.pvid), last.flags == flags {
                ranges[ranges.count - 1].to = number
            } else {
                ranges.append(VLANRange(number, flags))
            }
        }
        self.ranges = ranges
    }

    /// Each VLAN's flags, by its number.
    public var flags: [UInt32: VLANFlags] {
        ranges.reduce(into: [:]) { vlans, range in
            for number in range.vid...range.last { vlans[number] = range.flags }
        }
    }

    /// A list of ranges.
    public static var schema: JSON { [VLANRange].schema }

    /// Reads ranges in any order; each VLAN may stand in one only, and one may be the PVID.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> PortVLANs? {
        let before = faults.count
        guard let ranges = [VLANRange].decode(json, at: pointer, &faults) else { return nil }
        var vlans: [UInt32: VLANFlags] = [:]
        var pvid: UInt32?
        for (index, range) in ranges.enumerated() {
            let place = pointer.appending(String(index))
            for number in range.vid...range.last where vlans.updateValue(range.flags, forKey: number) != nil {
                faults.append(Fault(place, "VLAN \(number) stands in the list already"))
                break
            }
            guard range.pvid else { continue }
            if let pvid { faults.append(Fault(place.appending("pvid"), "VLAN \(pvid) is the PVID already")) }
            pvid = range.vid
        }
        return faults.count == before ? PortVLANs(vlans) : nil
    }

    /// The ranges.
    public var json: JSON { ranges.json }
}

/// Some VLANs that a port treats alike.
public struct VLANRange: FieldRecord {
    /// The first of them.
    public var vid: UInt32 = 1
    /// The last of them; absent for one VLAN.
    public var to: UInt32?
    /// Whether frames without a tag that come in belong to it.
    public var pvid = false
    /// Whether its frames go out without a tag.
    public var untagged = false

    /// VLAN 1.
    public init() {}

    /// One VLAN.
    init(_ number: UInt32, _ flags: VLANFlags) {
        (vid, pvid, untagged) = (number, flags.contains(.pvid), flags.contains(.untagged))
    }

    /// Every member.
    public static let fields: FieldList<VLANRange> = [
        Field("vid", \.vid, in: 1...4094, "The VLAN's number, or the first of several. IEEE 802.1Q §9.6.", .required),
        Field("to", \.to, in: 1...4094, "The number of the last of several.", .omitsEmpty),
        Field(
            "pvid", \.pvid,
            "Whether frames without a tag that come in belong to it; for one VLAN. BRIDGE_VLAN_INFO_PVID.", .omitsEmpty),
        Field(
            "untagged", \.untagged, "Whether its frames go out without a tag. BRIDGE_VLAN_INFO_UNTAGGED.", .omitsEmpty),
    ]

    /// The last VLAN's number.
    var last: UInt32 { to ?? vid }

    var flags: VLANFlags {
        let flags: VLANFlags = pvid ? .pvid : []
        return untagged ? flags.union(.untagged) : flags
    }

    /// A range that runs backwards, and a PVID of several VLANs.
    public func contradictions() -> [Fault] {
        if last < vid { return [Fault(JSONPointer(tokens: ["to"]), "the last VLAN comes before the first, \(vid)")] }
        guard pvid, last > vid else { return [] }
        return [Fault(JSONPointer(tokens: ["pvid"]), "only one VLAN can be the PVID: give it an item of its own")]
    }
}

/// How a port treats a VLAN (`BRIDGE_VLAN_INFO_*`, `linux/if_bridge.h`).
public struct VLANFlags: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32
    /// Wraps the bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Frames without a tag that come in belong to it.
    public static let pvid = VLANFlags(rawValue: 0x2)
    /// Its frames go out without a tag.
    public static let untagged = VLANFlags(rawValue: 0x4)
}
