import CMnl
import Glibc

extension KernelChange: WritableRequest {
    /// Appends the change's message; a refusal when there is no message that says it.
    func write(to writer: inout MessageWriter, sequence: UInt32) -> KernelRefusal? {
        let (type, flags) = head
        writer.begin(type: type, flags: flags, sequence: sequence)
        let refusal = writeBody(to: &writer)
        writer.finish()
        return refusal
    }

    /// The message's type and the flags that say whether it makes, replaces or both.
    private var head: (type: Int, flags: Int32) {
        let create = NLM_F_CREATE | NLM_F_EXCL
        let replace = NLM_F_CREATE | NLM_F_REPLACE
        switch self {
        case .createLink: return (Int(RTM_NEWLINK), create)
        case .setLink: return (Int(RTM_NEWLINK), 0)
        case .addAlternativeNames: return (Int(RTM_NEWLINKPROP), create)
        case .deleteAlternativeNames: return (Int(RTM_DELLINKPROP), 0)
        case .deleteLink: return (Int(RTM_DELLINK), 0)
        case .addAddress: return (Int(RTM_NEWADDR), create)
        case .replaceAddress, .restoreAddress: return (Int(RTM_NEWADDR), replace)
        case .deleteAddress: return (Int(RTM_DELADDR), 0)
        case .addRoute(_, let isExclusive): return (Int(RTM_NEWROUTE), isExclusive ? create : NLM_F_CREATE)
        case .replaceRoute, .restoreRoute: return (Int(RTM_NEWROUTE), replace)
        case .deleteRoute: return (Int(RTM_DELROUTE), 0)
        case .addRule, .restoreRule: return (Int(RTM_NEWRULE), create)
        case .deleteRule: return (Int(RTM_DELRULE), 0)
        case .announceAddress, .setWireGuard, .setEthernet: return (Int(NLMSG_NOOP), 0)
        }
    }

    private func writeBody(to writer: inout MessageWriter) -> KernelRefusal? {
        switch self {
        case .createLink(let attributes): attributes.write(to: &writer, index: attributes.index)
        // Index 0 would make the kernel look for a link by name.
        case .setLink(0, _), .deleteLink(0), .addAlternativeNames(0, _), .deleteAlternativeNames(0, _):
            return KernelRefusal(errno: ENODEV, message: "a link has no index 0")
        case .setLink(let index, let attributes): attributes.write(to: &writer, index: index)
        case .addAlternativeNames(let index, let names), .deleteAlternativeNames(let index, let names):
            LinkAttributes().write(to: &writer, index: index)
            writer.nest(Int(IFLA_PROP_LIST)) { list in
                for name in names { list.put(Int(IFLA_ALT_IFNAME), string: name) }
            }
        case .deleteLink(let index): LinkAttributes().write(to: &writer, index: index)
        case .addAddress(let address), .replaceAddress(let address): address.write(to: &writer)
        case .deleteAddress(let address): address.writeKey(to: &writer)
        case .addRoute(let route, _), .replaceRoute(let route), .deleteRoute(let route):
            return route.write(to: &writer)
        case .addRule(let rule): rule.write(to: &writer)
        case .deleteRule(let rule): return rule.writeExactly(to: &writer)
        case .restoreAddress(let address): return Restoration.write(address: address.message, to: &writer)
        case .restoreRoute(let route): return Restoration.write(route: route.message, to: &writer)
        case .restoreRule(let rule): return Restoration.write(rule: rule.message, to: &writer)
        case .announceAddress, .setWireGuard, .setEthernet:
            return KernelRefusal(errno: EOPNOTSUPP, message: "no rtnetlink message says it")
        }
        return nil
    }
}
