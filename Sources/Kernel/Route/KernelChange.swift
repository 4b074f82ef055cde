public import NetworkTypes

/// One change to the kernel's network state: one netlink message.
///
/// `deleteRule` and `setWireGuard` may take a few, `announceAddress` is a packet instead, and `setEthernet` goes another way.
public enum KernelChange: Hashable, Sendable {
    /// RTM_NEWLINK, refused when the name is taken.
    case createLink(LinkAttributes)
    /// RTM_NEWLINK on a link that is there.
    case setLink(index: UInt32, LinkAttributes)
    /// RTM_NEWLINKPROP: names besides the first.
    case addAlternativeNames(index: UInt32, [String])
    /// RTM_DELLINKPROP.
    case deleteAlternativeNames(index: UInt32, [String])
    /// WG_CMD_SET_DEVICE, by name, so that it can follow upon `createLink`; of many peers, a few messages.
    case setWireGuard(InterfaceName, WireGuardChange)
    /// RTM_DELLINK; a veth takes its other end along.
    case deleteLink(index: UInt32)
    /// RTM_NEWADDR, refused when the link has the address.
    case addAddress(KernelAddress)
    /// RTM_NEWADDR that changes the address in place if it's there.
    ///
    /// IPv4 changes priority, protocol and lifetimes so, IPv6 its flags too; nothing else (`net/ipv4/devinet.c`).
    case replaceAddress(KernelAddress)
    /// RTM_DELADDR by link, address, peer and label.
    case deleteAddress(KernelAddress)
    /// RTM_NEWROUTE; without `isExclusive` it goes before routes of the same key (IPv4), or beside them (IPv6).
    case addRoute(KernelRoute, isExclusive: Bool)
    /// RTM_NEWROUTE in the place of the route of the same key, without a moment between.
    case replaceRoute(KernelRoute)
    /// RTM_DELROUTE with every property named.
    case deleteRoute(KernelRoute)
    /// RTM_NEWRULE, refused when there is one just like it.
    case addRule(KernelRule)
    /// RTM_DELRULE that hits this very rule: rules of the same priority that it would hit first are moved behind.
    case deleteRule(KernelRule)
    /// Puts someone's address back from its `message`.
    case restoreAddress(KernelAddress)
    /// Puts someone's route back from its `message`, in the place of one with the same key.
    case restoreRoute(KernelRoute)
    /// Puts someone's rule back from its `message`; fine when it's there.
    case restoreRule(KernelRule)
    /// Tells the neighbours on the address's link who has it now: one broadcast ARP announcement (RFC 5227 §2.3).
    ///
    /// The hardware address is what they are told, whoever has it. IPv4 on Ethernet only, and not before the link runs:
    /// `ENETDOWN` says to try again when it does. Needs CAP_NET_RAW (`EPERM`). Announcements that come together share
    /// one look at the links.
    case announceAddress(KernelAddress, hardwareAddress: HardwareAddress)
    /// A message of ethtool's family, or calls; the name is the one that the link has now.
    case setEthernet(index: UInt32, name: InterfaceName, EthernetChange)
}
