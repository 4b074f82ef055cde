import Kernel
import NetworkTypes

extension KernelState {
    /// What the kernel would look like after a change, as far as later plans depend on it.
    mutating func simulate(_ change: KernelChange) {
        switch change {
        case .createLink(let attributes): simulateCreation(attributes)
        case .setLink(let index, let attributes):
            changeLink(index) { link, kernel in
                if let name = attributes.name { link.name = name }
                Self.simulate(attributes, &link, kernel)
            }
        case .addAlternativeNames(let index, let names):
            changeLink(index) { link, _ in link.alternativeNames += names }
        case .deleteAlternativeNames(let index, let names):
            changeLink(index) { link, _ in link.alternativeNames.removeAll(where: names.contains) }
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
        Self.simulate(attributes, &link, self)
        let peer = attributes.peerName.map {
            KernelLink(index: first + 1, name: $0, kind: attributes.kind ?? "", lowerIndex: first)
        }
        links += [link] + [peer].compactMap { $0 }
    }

    /// All at once, since every change of the links makes a table.
    private mutating func changeLink(_ index: UInt32, _ body: (inout KernelLink, KernelState) -> Void) {
        guard let position = links.firstIndex(where: { $0.index == index }) else { return }
        var link = links[position]
        body(&link, self)
        links[position] = link
    }

    private static func simulate(_ attributes: LinkAttributes, _ link: inout KernelLink, _ kernel: KernelState) {
        for (member, value) in attributes.values { link[member] = value }
        link.slaveKind = link.masterIndex.flatMap { kernel.link(index: $0)?.kind } ?? ""
    }

    /// With a link go those that lie on it, and a veth's other end; its ports stay.
    private mutating func simulateRemoval(_ index: UInt32) {
        guard let link = link(index: index) else { return }
        let other = link.kind == "veth" ? [link.lowerIndex].compactMap { $0 } : []
        let gone = Set([index] + other + table.dependents(of: index).map(\.index))
        var rest = links.filter { !gone.contains($0.index) }
        for place in rest.indices where rest[place].masterIndex.map(gone.contains) == true {
            (rest[place][.master], rest[place].slaveKind) = (nil, "")
        }
        links = rest
        addresses.removeAll { gone.contains($0.linkIndex) }
        routes.removeAll { $0.outIndex.map(gone.contains) == true }
    }
}
