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
            simulate(attributes, at: position)
        case .addAlternativeNames(let index, let names):
            guard let position = links.firstIndex(where: { $0.index == index }) else { return }
            links[position].alternativeNames += names
        case .deleteAlternativeNames(let index, let names):
            guard let position = links.firstIndex(where: { $0.index == index }) else { return }
            links[position].alternativeNames.removeAll(where: names.contains)
        case .deleteLink(let index): simulateRemoval(index)
        case .addAddress(let address), .restoreAddress(let address): addresses.append(address)
        case .deleteAddress(let address): addresses.removeAll { $0 == address }
        case .replaceAddress, .addRoute, .replaceRoute, .deleteRoute, .addRule, .deleteRule, .restoreRoute,
            .restoreRule,
            .announceAddress, .setWireGuard, .setEthernet:
            return
        }
    }

    private mutating func simulateCreation(_ attributes: LinkAttributes) {
        let first = (links.map(\.index).max() ?? 0) + 1
        guard let name = attributes.name else { return }
        var link = KernelLink(index: first, name: name, kind: attributes.kind ?? "", alias: attributes.alias ?? "")
        link.lowerIndex = attributes.peerName == nil ? nil : first + 1
        links.append(link)
        simulate(attributes, at: links.count - 1)
        guard let peer = attributes.peerName else { return }
        links.append(KernelLink(index: first + 1, name: peer, kind: attributes.kind ?? "", lowerIndex: first))
    }

    private mutating func simulate(_ attributes: LinkAttributes, at position: Int) {
        for (member, value) in attributes.values { links[position][member] = value }
        links[position].slaveKind = links[position].masterIndex.flatMap { link(index: $0)?.kind } ?? ""
    }

    private mutating func simulateRemoval(_ index: UInt32) {
        links.removeAll { $0.index == index }
        addresses.removeAll { $0.linkIndex == index }
        routes.removeAll { $0.outIndex == index }
    }
}
