import Kernel
import NetworkTypes
import Resources
import Store

/// The IPv6 addresses of others that a link loses when it is set down to become a bond's port, and has again when it leaves
/// (`addrconf_ifdown()`, `net/ipv6/addrconf.c`); IPv4 addresses stay on it.
enum PortAddresses {
    /// The member of a ledger entry's `original` that has them.
    static let member = "ipv6Addresses"

    /// Those of a link, as texts; our own come back by their specs.
    static func lost(by link: KernelLink, in kernel: KernelState) -> JSON? {
        let lost = kernel.addresses.filter { address in
            address.linkIndex == link.index && address.prefix.address.family == .inet6
                && !address.prefix.address.isLinkLocal && address.flags.contains(.permanent)
                && address.protocolNumber != RouteProtocol.netstrata.rawValue
        }
        return lost.isEmpty ? nil : .array(lost.map(\.prefix.json))
    }

    /// What puts recorded addresses back.
    static func restoring(_ recorded: JSON?, to link: KernelLink) -> [PlannedStep] {
        (recorded?.elements ?? []).compactMap { $0.text.flatMap(IPPrefix.init) }.map { prefix in
            let address = KernelAddress(linkIndex: link.index, prefix: prefix, flags: .permanent)
            return PlannedStep(
                .addAddress(address), for: nil, finding: "", note: "it had it before it became a bond's port",
                PlannedOperation("restore address", "address \(link.name)/\(prefix)", after: prefix.json))
        }
    }

    /// Whether a plan has links lose some.
    static func areLost(by plan: KernelPlan) -> Bool {
        plan.steps.contains { step in
            guard case .setLink(_, let attributes) = step.change, attributes.pause == .port else { return false }
            return attributes.masterIndex.map { $0 != 0 } ?? false
        }
    }
}
