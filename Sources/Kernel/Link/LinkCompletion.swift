import CMnl
import NetworkTypes

/// Gives a link that was just made what the making leaves out.
///
/// `rtnl_create_link()` (net/core/rtnetlink.c) passes over `IFLA_IFALIAS`, and /dev/net/tun takes nothing but what is its own, so
/// a new link needs a second message; its number isn't known yet, and its name was free a moment ago.
struct LinkCompletion: WritableRequest {
    private let rest: LinkAttributes

    /// What has to follow a change that was made; `nil` for most.
    init?(after change: KernelChange) {
        guard case .createLink(let attributes) = change, let name = attributes.name else { return nil }
        if TunDevice.makes(attributes) {
            rest = attributes.withoutData
        } else if let alias = attributes.alias {
            var rest = LinkAttributes(name: name)
            rest.alias = alias
            self.rest = rest
        } else {
            return nil
        }
    }

    func write(to writer: inout MessageWriter, sequence: UInt32) -> KernelRefusal? {
        writer.begin(type: Int(RTM_NEWLINK), flags: 0, sequence: sequence)
        rest.write(to: &writer, index: 0)
        writer.finish()
        return nil
    }
}

extension LinkAttributes {
    /// All but what only a link of its kind has.
    var withoutData: LinkAttributes {
        var rest = self
        rest.kind = nil
        rest.values = values.filter { !$0.key.isOfKind }
        return rest
    }

    /// Several messages where the kernel wants that: a VXLAN's own values don't go with an MTU (`vxlan_nl2conf()`).
    var parts: [LinkAttributes] {
        guard kind == "vxlan", pause == .none, values[.mtu] != nil, values.keys.contains(where: \.isOfKind) else {
            return [self]
        }
        var own = LinkAttributes(kind: kind)
        own.values = values.filter { $0.key.isOfKind }
        return [own, withoutData]
    }
}
