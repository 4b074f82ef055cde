import Kernel
import NetworkTypes
import Resources

/// What can be said of a VLAN's link (`vlan_changelink()`, `net/8021q/vlan_netlink.c`).
enum VLANSettings {
    private static let part = LinkPart("vlan", \.vlan, \.vlan)

    static let table: [LinkSetting] = [
        LinkSetting(.lower, "parentName", \.parentName, .away, show: \LinkStatus.parentName),
        part.setting(.vlanID, "vlanID", \.vlanID, .away),
        part.setting(.vlanProtocol, "vlanProtocol", \.vlanProtocol, .away, initial: .number(0x8100)),
        part.setting(.vlanIngress, "ingressMap", \.ingressMap, initial: .mappings([:])),
        part.setting(.vlanEgress, "egressMap", \.egressMap, initial: .mappings([:])),
        part.setting(.vlanReordersHeader, "reorderHeader", \.reorderHeader, .cutting, initial: .flag(true)),
        part.setting(.vlanLooseBinding, "looseBinding", \.looseBinding, .cutting, initial: .flag(false)),
        part.setting(.vlanGVRP, "gvrp", \.gvrp, initial: .flag(false)),
        part.setting(.vlanMVRP, "mvrp", \.mvrp, initial: .flag(false)),
        part.setting(.vlanBridgeBinding, "bridgeBinding", \.bridgeBinding, .cutting, initial: .flag(false)),
    ]
}

extension PriorityMap: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.mappings(map)) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard case .mappings(let map) = value else { return nil }
        self.init(map)
    }
}

extension VLANProtocol: KernelChoice {
    /// The EtherType.
    var kernelNumber: UInt64 {
        switch self {
        case .customer: 0x8100
        case .provider: 0x88A8
        }
    }
}
