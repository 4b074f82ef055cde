import Kernel
import NetworkTypes
import Resources

extension LinkPart {
    /// One end of a tunnel, where the kernel has a member for each family.
    func address(
        _ member: LinkMember, _ name: String, _ path: any WritableKeyPath<Record, IPAddress?> & Sendable,
        _ change: LinkChange = .cutting, over family: AddressFamily
    ) -> LinkSetting {
        let (spec, status) = (spec, status)
        return LinkSetting(
            member, "\(self.name).\(name)", change, initial: .address(.unspecified(family)),
            wanted: { link -> IPAddress? in
                guard let address = link[keyPath: spec]?[keyPath: path], address.family == family else { return nil }
                return address
            },
            show: { address, link in
                guard !address.isUnspecified else { return }
                var part = link[keyPath: status] ?? Record()
                part[keyPath: path] = address
                link[keyPath: status] = part
            })
    }

    /// The link that carries a tunnel; it has to be there first, and another one takes its place without a rebuild.
    func carrier(
        _ member: LinkMember, _ path: any WritableKeyPath<Record, InterfaceName?> & Sendable
    ) -> LinkSetting {
        let (spec, status) = (spec, status)
        var setting = LinkSetting(
            member, "\(name).linkName", .cutting, initial: .number(0),
            wanted: { link -> LinkReference? in link[keyPath: spec]?[keyPath: path].map { LinkReference(name: $0) } },
            show: { link, shown in
                guard let name = link.name else { return }
                var part = shown[keyPath: status] ?? Record()
                part[keyPath: path] = name
                shown[keyPath: status] = part
            })
        setting.isFoundation = true
        return setting
    }
}

extension TunnelFragmentation: KernelChoice {}
