import Kernel
import NetworkTypes

extension KernelState {
    /// What the kernel would look like after a change, as far as later plans depend on it.
    mutating func simulate(_ change: KernelChange) {
        switch change {
        case .createLink(let attributes): simulateCreation(attributes)
        case .setLink(let index, let attributes):
            guard let position = links.firstIndex(where: { $0.index == index }) else { return }
            if let name = attributes.name { links[position].name = name }
            guard let isUp = attributes.isUp else { return }
            if isUp { links[position].flags.insert(.up) } else { links[position].flags.remove(.up) }
        case .deleteLink(let index): simulateRemoval(index)
        case .addAddress(let address), .restoreAddress(let address): addresses.append(address)
        case .deleteAddress(let address): addresses.removeAll { $0 == address }
        case .replaceAddress, .addRoute, .replaceRoute, .deleteRoute, .addRule, .deleteRule, .restoreRoute,
            .restoreRule,
            .announceAddress:
            return
        }
    }

    private mutating func simulateCreation(_ attributes: LinkAttributes) {
        for name in [attributes.name, attributes.peerName].compactMap({ $0 }) {
            let index = (links.map(\.index).max() ?? 0) + 1
            var link = KernelLink(index: index, name: name)
            link.kind = attributes.kind ?? ""
            if let mtu = attributes.mtu, name == attributes.name { link.mtu = mtu }
            if attributes.isUp == true, name == attributes.name { link.flags.insert(.up) }
            links.append(link)
        }
    }

    private mutating func simulateRemoval(_ index: UInt32) {
        links.removeAll { $0.index == index }
        addresses.removeAll { $0.linkIndex == index }
        routes.removeAll { $0.outIndex == index }
    }
}
