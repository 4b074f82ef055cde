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
                if let kind = attributes.kind { link.kind = kind }
                Self.simulate(attributes, &link, kernel)
            }
            if attributes.isUp == false {
                for above in boundVLANs(on: index) { changeLink(above.index) { link, _ in link[.up] = .flag(false) } }
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

    /// The VLANs that are up only while a link is (`vlan_device_event()`, `net/8021q/vlan.c`).
    func boundVLANs(on index: UInt32) -> [KernelLink] {
        table.upper(of: index).filter { above in
            above.kind == "vlan" && above.flags.contains(.up) && above[.vlanLooseBinding] != .flag(true)
        }.flatMap { [$0] + boundVLANs(on: $0.index) }
    }

    private mutating func simulateCreation(_ attributes: LinkAttributes) {
        let first = (links.map(\.index).max() ?? 0) + 1
        guard let name = attributes.name else { return }
        var link = newLink(first, name, attributes)
        link.alias = attributes.alias ?? ""
        link.lowerIndex = attributes.peerName == nil ? nil : first + 1
        Self.simulate(attributes, &link, self)
        var peer = attributes.peerName.map { newLink(first + 1, $0, attributes) }
        peer?.lowerIndex = first
        links += [link] + [peer].compactMap { $0 }
    }

    /// A link as the kernel makes it, before anything is said of it.
    private func newLink(_ index: UInt32, _ name: InterfaceName, _ attributes: LinkAttributes) -> KernelLink {
        let kind = attributes.kind ?? ""
        var link = KernelLink(index: index, name: name, kind: kind)
        for setting in LinkSettingTable.settings(ofKind: kind) where setting.member.masterKind == nil {
            if let initial = setting.initial { link[setting.member] = initial }
        }
        if let lower = attributes.values[.lower]?.number.flatMap({ self.link(index: UInt32(clamping: $0)) }) {
            link.mtu = lower.mtu
            if kind == "vlan" { link.hardwareAddress = lower.hardwareAddress }
        }
        return link
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
        // A bond sets its ports up.
        if link.slaveKind == "bond", attributes.masterIndex != nil, attributes.isUp == nil { link[.up] = .flag(true) }
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
