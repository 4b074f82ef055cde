import CMnl
import Glibc

/// The VLANs of a bridge's port, or of the bridge itself (`br_fill_ifinfo()`, `net/bridge/br_netlink.c`).
struct BridgeVLANs {
    /// The link's.
    let index: UInt32
    /// Each VLAN's `BRIDGE_VLAN_INFO_PVID` and `BRIDGE_VLAN_INFO_UNTAGGED`.
    var flags: [UInt32: UInt32] = [:]

    /// Reads the payload of an `RTM_NEWLINK` of `AF_BRIDGE`; `nil` for what hardware says of its own bridge.
    static func read(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> BridgeVLANs? {
        let header = try bytes.header(ifinfomsg.self, of: payload)
        var vlans = BridgeVLANs(index: UInt32(bitPattern: header.ifi_index))
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<ifinfomsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == Int(IFLA_AF_SPEC) else { continue }
            guard try !isHardware(attribute, in: bytes) else { return nil }
            vlans.flags = try flags(attribute, in: bytes)
        }
        return vlans
    }

    private static func isHardware(_ nest: Attribute, in bytes: borrowing RawSpan) throws(KernelError) -> Bool {
        var attributes = AttributeCursor(nestedIn: nest)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == Int(IFLA_BRIDGE_FLAGS) else { continue }
            return try bytes.value(UInt16.self, of: attribute) & UInt16(BRIDGE_FLAGS_SELF) != 0
        }
        return false
    }

    /// What a nest of `struct bridge_vlan_info` says of each VLAN.
    static func flags(_ nest: Attribute, in bytes: borrowing RawSpan) throws(KernelError) -> [UInt32: UInt32] {
        var flags: [UInt32: UInt32] = [:]
        var first: UInt16?
        var attributes = AttributeCursor(nestedIn: nest)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == Int(IFLA_BRIDGE_VLAN_INFO) else { continue }
            let information = try bytes.value(bridge_vlan_info.self, of: attribute)
            // VLAN_VID_MASK (linux/if_vlan.h): a number has 12 bits.
            let number = information.vid & 0xFFF
            if information.flags & UInt16(BRIDGE_VLAN_INFO_RANGE_BEGIN) != 0 {
                first = number
                continue
            }
            for number in min(first ?? number, number)...number {
                flags[UInt32(number)] = UInt32(information.flags) & told
            }
            first = nil
        }
        return flags
    }

    private static let told = UInt32(BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED)
}

/// Gives VLANs to a bridge's port or to the bridge itself, or takes them away, all in one message.
struct BridgeVLANChange: WritableRequest {
    let index: UInt32
    /// Whether they are the bridge's own (`BRIDGE_FLAGS_SELF`).
    let isOwn: Bool
    /// Whether they go.
    let isRemoval: Bool
    /// Their flags, by their numbers.
    let vlans: [UInt32: UInt32]

    /// What takes a link from some VLANs to others, those that stay untouched: first what comes or changes, then what goes.
    static func between(
        _ current: [UInt32: UInt32], _ wanted: [UInt32: UInt32], index: UInt32, isOwn: Bool
    ) -> [BridgeVLANChange] {
        let coming = wanted.filter { current[$0.key] != $0.value }
        let going = current.filter { wanted[$0.key] == nil }
        return [(coming, false), (going, true)].filter { !$0.0.isEmpty }.map { vlans, isRemoval in
            BridgeVLANChange(index: index, isOwn: isOwn, isRemoval: isRemoval, vlans: vlans)
        }
    }

    func write(to writer: inout MessageWriter, sequence: UInt32) -> KernelRefusal? {
        writer.begin(type: Int(isRemoval ? RTM_DELLINK : RTM_SETLINK), flags: 0, sequence: sequence)
        defer { writer.finish() }
        var header = ifinfomsg()
        header.ifi_family = UInt8(AF_BRIDGE)
        header.ifi_index = Int32(bitPattern: index)
        writer.append(header)
        writer.nest(Int(IFLA_AF_SPEC)) { nest in
            if isOwn { nest.put(Int(IFLA_BRIDGE_FLAGS), value: UInt16(BRIDGE_FLAGS_SELF)) }
            for range in ranges { Self.put(range, to: &nest) }
        }
        return nil
    }

    /// Neighbours that are alike, the PVID first and alone: a new one takes the place of the old one, so that there is no moment
    /// without, and the kernel takes none in a range (`br_process_vlan_info()`, `net/bridge/br_netlink.c`).
    private var ranges: [(first: UInt16, last: UInt16, flags: UInt16)] {
        let isPVID: (UInt16) -> Bool = { $0 & UInt16(BRIDGE_VLAN_INFO_PVID) != 0 }
        var ranges: [(first: UInt16, last: UInt16, flags: UInt16)] = []
        for (number, flags) in vlans.sorted(by: { $0.key < $1.key }) {
            let (number, flags) = (UInt16(truncatingIfNeeded: number), UInt16(truncatingIfNeeded: flags))
            if let last = ranges.last, last.last + 1 == number, last.flags == flags, !isPVID(flags) {
                ranges[ranges.count - 1].last = number
            } else {
                ranges.append((number, number, flags))
            }
        }
        return ranges.filter { isPVID($0.flags) } + ranges.filter { !isPVID($0.flags) }
    }

    private static func put(_ range: (first: UInt16, last: UInt16, flags: UInt16), to nest: inout MessageWriter) {
        func put(_ number: UInt16, _ bound: Int32) {
            nest.put(
                Int(IFLA_BRIDGE_VLAN_INFO), value: bridge_vlan_info(flags: range.flags | UInt16(bound), vid: number))
        }
        guard range.first < range.last else { return put(range.first, 0) }
        put(range.first, BRIDGE_VLAN_INFO_RANGE_BEGIN)
        put(range.last, BRIDGE_VLAN_INFO_RANGE_END)
    }
}
