public import NetworkTypes

/// What a member of a link is set to.
public enum LinkValue: Hashable, Sendable {
    /// A number, a bit (0 or 1), a choice by the kernel's number for it, or the index of another link (0 for none).
    case number(UInt64)
    /// Raw bytes, such as a hardware address.
    case bytes([UInt8])
    /// A text.
    case text(String)
    /// An address.
    case address(IPAddress)
    /// Addresses in their order.
    case addresses([IPAddress])
    /// What each of some numbers becomes; of VLANs, each one's flags.
    case mappings([UInt32: UInt32])
    /// Hardware addresses in the order of their bytes.
    case hardwareAddresses([HardwareAddress])
    /// Names in the order of their bytes.
    case names([String])
    /// From one number to another.
    case range(UInt16, UInt16)

    /// On or off.
    public static func flag(_ isOn: Bool) -> LinkValue { .number(isOn ? 1 : 0) }

    /// The number, if it is one.
    public var number: UInt64? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// What takes a link from a value to this one.
    ///
    /// The kernel adds mappings to those that it has; one that goes is set to 0, which it doesn't tell any more
    /// (`vlan_dev_set_egress_priority()`, `net/8021q/vlan_dev.c`).
    public func replacing(_ current: LinkValue?, as member: LinkMember) -> LinkValue {
        guard case .mappings = member.format, case .mappings(let new) = self, case .mappings(let old)? = current else {
            return self
        }
        return .mappings(old.mapValues { _ in 0 }.merging(new) { $1 })
    }

    /// A text that is the same for the same value, whatever order a dictionary has today.
    var sorted: String {
        guard case .mappings(let mappings) = self else { return "\(self)" }
        return "\(mappings.sorted { $0.key < $1.key })"
    }
}
