import NetworkTypes

/// Changes a link that has to be down, without ports or away meanwhile, and puts back what the kernel removes, whoever made it.
///
/// When a link goes down, as it does for a moment when a VRF takes it in or lets it go, IPv4 addresses stay; IPv6 addresses go,
/// and routes of both families (`fib_disable_ip()`, `net/ipv4/fib_frontend.c`; `addrconf_ifdown()`, `net/ipv6/addrconf.c`);
/// VLANs on it go down too, and all of them come up with it (`vlan_device_event()`, `net/8021q/vlan.c`). With a link that is
/// deleted go its addresses, its routes, and the links above it.
struct LinkInterlude {
    let index: UInt32
    let links: [KernelLink]
    /// The addresses that go.
    let addresses: [KernelAddress]
    /// The routes that go.
    let routes: [KernelRoute]
    /// The next-hop objects that go, or become smaller.
    let nextHops: [NextHopObject]
    let attributes: LinkAttributes

    /// What is there before the change, and the change.
    init(
        index: UInt32, _ attributes: LinkAttributes, links: [KernelLink], addresses: [KernelAddress],
        routes: [KernelRoute], nextHops: [NextHopObject] = []
    ) {
        self.index = index
        self.attributes = attributes
        self.links = links
        let lost = Self.disturbed(index, attributes, links)
        // A link that is made anew may have another hardware address, of which the kernel makes its own.
        self.addresses = addresses.filter { address in
            lost.contains(address.linkIndex)
                && !(attributes.pause == .away && address.protocolNumber == KernelAddress.linkLocalProtocol)
        }
        self.nextHops = NextHopObject.lost(nextHops, with: lost)
        let objects = Set(self.nextHops.map(\.id))
        self.routes = routes.filter { route in
            guard route.protocolNumber != .kernel else { return false }
            return route.nextHopID.map(objects.contains) ?? false
                || route.outIndex.map(lost.contains) ?? false
                || route.nextHops.contains { $0.outIndex.map(lost.contains) ?? false }
        }
    }

    /// The changes of links, in order: to the state in which the kernel takes the change, the change, and back.
    var steps: [KernelChange] {
        guard let link = links.first(where: { $0.index == index }) else { return [.setLink(index: index, attributes)] }
        switch attributes.pause {
        case .none, .itself: return [.setLink(index: index, settled)]
        case .down: return down(link)
        case .port: return move(link)
        case .withoutPorts: return down(link, releasing: ports)
        case .away: return [.deleteLink(index: index)] + making(remade(link), as: link) + naming(link)
        }
    }

    /// A link of the new kind beside the one that is to become it; `nil` where the kind stays, or its name is taken.
    var trial: LinkAttributes? {
        guard attributes.pause == .away, let link = links.first(where: { $0.index == index }) else { return nil }
        var trial = remade(link)
        guard let kind = trial.kind, kind != link.kind, let name = InterfaceName("nst\(index)"),
            !links.contains(where: { $0.name == name })
        else { return nil }
        (trial.index, trial.name, trial.isUp, trial.masterIndex, trial.alias) = (0, name, nil, nil, nil)
        trial.values = trial.values.filter { $0.key.masterKind == nil }
        return trial
    }

    /// Makes the link that was deleted as it was, where the kernel didn't make it as asked for.
    var undoing: [KernelChange] {
        guard let link = links.first(where: { $0.index == index }) else { return [] }
        var attributes = LinkAttributes(link)
        if link.kind == "veth" {
            attributes.peerName = links.first { $0.index == link.lowerIndex }?.name
            attributes.values[.lower] = nil
        }
        return making(attributes, as: link) + naming(link)
    }

    /// What went with the link that was deleted, and comes back with the one that was made in its place: links above it, and
    /// ports, unless it is of another kind.
    ///
    /// - Parameters:
    ///   - made: The link.
    ///   - present: The links that are there already; ports among them that are in their places stay as they are.
    /// - Returns: The changes; those that make what is there already are refused.
    func returning(to made: KernelLink, besides present: [KernelLink] = []) -> [KernelChange] {
        Self.above(index, links).flatMap { above -> [KernelChange] in
            // A link isn't made with a larger MTU than that of the one below it (`vlan_newlink()`, `net/8021q/vlan_netlink.c`).
            var attributes = LinkAttributes(above)
            attributes.mtu = min(above.mtu, made.mtu)
            if hasAddressOfBelow(above) { attributes.hardwareAddress = nil }
            return making(attributes, as: above) + naming(above)
                + links.filter { $0.masterIndex == above.index && !$0.isInItsPlace(among: present) }.flatMap(joining)
        } + (isOfItsKind(made) ? rejoining(besides: present) : [])
    }

    /// What makes the link's ports its ports again, without those that are in their places already.
    func rejoining(besides present: [KernelLink]) -> [KernelChange] {
        ports.filter { !$0.isInItsPlace(among: present) }.flatMap(joining)
    }

    /// What else of links and ports was as it isn't now; the kernel may refuse what has no meaning any more.
    ///
    /// - Parameter made: The link that was made in its place; `nil` where it stayed.
    /// - Returns: The changes, each of which may be refused.
    func amends(_ made: KernelLink?) -> [KernelChange] {
        let left = attributes.pause >= .withoutPorts && (made.map(isOfItsKind) ?? true) ? ports : []
        let remade = attributes.pause == .away ? links.filter { $0.index == index && $0.masterIndex != nil } : []
        var changes = (left + remade).flatMap(ownSettings)
        guard attributes.isUp ?? links.first(where: { $0.index == index })?.flags.contains(.up) == true else {
            return changes
        }
        for above in Self.above(index, links) where above.kind == "vlan" {
            changes.append(.setLink(index: above.index, LinkAttributes(isUp: above.flags.contains(.up))))
        }
        return changes
    }

    /// What brings back the addresses that are missing.
    func restorations(_ present: [KernelAddress]) -> [KernelChange] {
        let known = Set(present.map(AddressIdentity.init))
        return addresses.filter { !known.contains(AddressIdentity($0)) }.map { .restoreAddress($0) }
    }

    /// What brings back the routes that are missing, in an order in which they find their gateways.
    func restorations(_ present: [KernelRoute]) -> [KernelChange] {
        let known = Set(present.map(Self.identity))
        let missing = routes.filter { !known.contains(Self.identity($0)) }
        // Those without a gateway, and of these the nearest, lead to the gateways of the others.
        return (missing.filter(\.isDirect) + missing.filter { !$0.isDirect }).map { .restoreRoute($0) }
    }
}

extension LinkInterlude {
    /// The link's ports, in the order in which they shall join again.
    private var ports: [KernelLink] {
        let places = Dictionary(zip(attributes.ports, 0...)) { first, _ in first }
        return links.filter { $0.masterIndex == index }
            .sorted { (places[$0.index] ?? .max, $0.index) < (places[$1.index] ?? .max, $1.index) }
    }

    /// Whether a VLAN has no hardware address of its own, so that it has that of the link below (`vlan_dev_init()`, `net/8021q/vlan_dev.c`).
    private func hasAddressOfBelow(_ link: KernelLink) -> Bool {
        link.kind == "vlan" && link.hardwareAddress == links.first { $0.index == link.lowerIndex }?.hardwareAddress
    }

    /// Whether what is in the link's place is of the kind that it was of.
    private func isOfItsKind(_ made: KernelLink) -> Bool {
        made.kind == links.first { $0.index == index }?.kind
    }

    private func isBond(_ index: UInt32?) -> Bool {
        index.map { index in links.contains { $0.index == index && $0.kind == "bond" } } ?? false
    }

    /// The change by itself.
    private var settled: LinkAttributes {
        var change = attributes
        (change.pause, change.ports) = (.none, [])
        return change
    }

    /// The same, without what goes before and after it.
    private var plain: LinkAttributes {
        var change = settled
        change.isUp = nil
        return change
    }

    private func down(_ link: KernelLink, releasing ports: [KernelLink] = []) -> [KernelChange] {
        var change = plain
        if change.hardwareAddress == nil { change.hardwareAddress = addressToKeep(link, ports) }
        let wasUp = link.flags.contains(.up)
        var steps: [KernelChange] = wasUp ? [.setLink(index: index, LinkAttributes(isUp: false))] : []
        steps += ports.map { .setLink(index: $0.index, LinkAttributes(masterIndex: 0)) }
        steps.append(.setLink(index: index, change))
        steps += ports.flatMap(joining)
        if attributes.isUp ?? wasUp { steps.append(.setLink(index: index, LinkAttributes(isUp: true))) }
        return steps
    }

    /// A bond that loses its last port gets an address by lot, and takes that of the next port to join
    /// (`__bond_release_one()`, `bond_enslave()`, `drivers/net/bonding/bond_main.c`); its neighbours know it by the old one.
    private func addressToKeep(_ link: KernelLink, _ ports: [KernelLink]) -> HardwareAddress? {
        guard link.kind == "bond", let first = ports.first, let address = link.hardwareAddress,
            first[.bondPortPermanentAddress] != .bytes(address.bytes)
        else { return nil }
        return address
    }

    /// Takes a link into a bond or out of one.
    ///
    /// A port has to be down to join, and the bond sets it up; one that leaves is set down and gets back the hardware address
    /// and the MTU that it had. In a message with a master, flags come first (`do_setlink()`, `net/core/rtnetlink.c`).
    private func move(_ link: KernelLink) -> [KernelChange] {
        let (wasUp, isJoining) = (link.flags.contains(.up), isBond(attributes.masterIndex))
        var change = plain
        var steps: [KernelChange] = []
        if isBond(link.masterIndex) {
            steps.append(.setLink(index: index, LinkAttributes(masterIndex: 0)))
            if change.masterIndex == 0 { change.masterIndex = nil }
        } else if isJoining, wasUp {
            steps.append(.setLink(index: index, LinkAttributes(isUp: false)))
        }
        // What a port has because of its place is set before the place in the same message (`__rtnl_newlink()`).
        let own = change.values.filter { $0.key.masterKind != nil }
        change.values = change.values.filter { $0.key.masterKind == nil }
        if !change.values.isEmpty { steps.append(.setLink(index: index, change)) }
        if !own.isEmpty { steps.append(.setLink(index: index, LinkAttributes(values: own))) }
        let isUp = attributes.isUp ?? (isJoining || wasUp)
        return steps + [.setLink(index: index, LinkAttributes(isUp: isUp))]
    }

    /// The link that takes the place of a deleted one, with the same index.
    private func remade(_ link: KernelLink) -> LinkAttributes {
        var made = plain
        made.index = index
        made.name = link.name
        made.isUp = attributes.isUp ?? link.flags.contains(.up)
        if made.masterIndex == nil, let master = link.masterIndex { made.masterIndex = master }
        if made.alias == nil, !link.alias.isEmpty { made.alias = link.alias }
        // The port of another master begins anew; a bond's gets what it had when it has joined.
        if made.masterIndex == link.masterIndex, !isBond(made.masterIndex) {
            made.values.merge(link.portValues) { new, _ in new }
        }
        // A macvlan that passes the address of the link below through, and a tun without Ethernet, have none of their own.
        let hasNone = made.values[.macvlanMode] == .number(8) || made.values[.tunMode] == .number(1)
        if made.hardwareAddress == nil, !hasNone, made.kind == link.kind { made.hardwareAddress = link.drawnAddress }
        return made
    }

    /// Gives a link that was made anew the further names that it had.
    private func naming(_ link: KernelLink) -> [KernelChange] {
        link.alternativeNames.isEmpty
            ? [] : [.addAlternativeNames(index: link.index, link.alternativeNames)]
    }

    /// Makes a link; one that belongs to a bond joins it afterwards, since a new link is set up before it gets its master.
    private func making(_ attributes: LinkAttributes, as link: KernelLink) -> [KernelChange] {
        guard isBond(attributes.masterIndex) else { return [.createLink(attributes)] }
        var (alone, port) = (attributes, link)
        (alone.masterIndex, alone.isUp) = (nil, nil)
        port[.master] = attributes.values[.master]
        port[.up] = .flag(attributes.isUp != false)
        return [.createLink(alone)] + joining(port)
    }

    /// Makes a link a port again, up or down as it was.
    private func joining(_ port: KernelLink) -> [KernelChange] {
        func set(_ attributes: LinkAttributes) -> KernelChange { .setLink(index: port.index, attributes) }
        let isUp = port.flags.contains(.up)
        guard isBond(port.masterIndex) else {
            return [
                set(
                    LinkAttributes(
                        isUp: isUp ? true : nil, masterIndex: port.masterIndex, values: port.portValues))
            ]
        }
        return [set(LinkAttributes(isUp: false)), set(LinkAttributes(masterIndex: port.masterIndex))]
            + (isUp ? [] : [set(LinkAttributes(isUp: false))])
    }

    /// What a bond's port had because of its place, a place that is new has none of it, and its MTU, which is the bond's at
    /// first.
    private func ownSettings(_ port: KernelLink) -> [KernelChange] {
        guard let master = links.first(where: { $0.index == port.masterIndex }), master.kind == "bond" else {
            return []
        }
        var own = port.portValues.filter { $0.value != .number(0) }
        if master.mtu != port.mtu { own[.mtu] = port[.mtu] }
        return own.sorted { $0.key.name < $1.key.name }
            .map { .setLink(index: port.index, LinkAttributes(values: [$0.key: $0.value])) }
    }

    /// The links that lose addresses and routes: the link and those above it, a bond's ports while it has none, and the links in a
    /// VRF that goes.
    private static func disturbed(
        _ index: UInt32, _ attributes: LinkAttributes, _ links: [KernelLink]
    ) -> Set<UInt32> {
        let above = Set(above(index, links).map(\.index))
        let gone = above.union([index])
        func members(_ isMeant: (KernelLink) -> Bool) -> Set<UInt32> {
            Set(links.filter { isMeant($0) && $0.masterIndex.map(gone.contains) ?? false }.map(\.index))
        }
        return switch attributes.pause {
        // A bond's port has no use for addresses and routes of its own; what it has when it leaves it keeps.
        case .port where links.contains { $0.index == attributes.masterIndex && $0.kind == "bond" }: above
        case .withoutPorts: gone.union(members { $0.slaveKind == "bond" })
        case .away: gone.union(members { $0.slaveKind == "vrf" })
        case .none, .itself, .down, .port: gone
        }
    }

    /// The links that go when a link is deleted, those nearer to it first.
    static func above(_ index: UInt32, _ links: [KernelLink]) -> [KernelLink] {
        LinkTable(links).dependents(of: index)
    }

    /// What tells a route from others; flags and the message's lifetimes are as they happen to be.
    private static func identity(_ route: KernelRoute) -> KernelRoute {
        var route = route
        route.message = []
        route.flags = []
        return route
    }
}

/// What tells an address from others.
private struct AddressIdentity: Hashable {
    let prefix: IPPrefix
    let link: UInt32

    init(_ address: KernelAddress) { (prefix, link) = (address.prefix, address.linkIndex) }
}

extension LinkAttributes {
    /// What makes a link as it is.
    fileprivate init(_ link: KernelLink) {
        self.init(
            name: link.name, kind: link.kind, isUp: link.flags.contains(.up), mtu: link.mtu,
            hardwareAddress: link.hardwareAddress, alias: link.alias.isEmpty ? nil : link.alias,
            masterIndex: link.masterIndex, values: link.values)
        index = link.index
        values[.lower] = link[.lower]
    }
}

extension KernelLink {
    /// Whether a link is a port of its master already.
    fileprivate func isInItsPlace(among present: [KernelLink]) -> Bool {
        present.contains { $0.index == index && $0.masterIndex == masterIndex }
    }
}

extension KernelRoute {
    /// Whether it leads to no gateway, so that it needs no other route.
    public var isDirect: Bool { gateway == nil && nextHops.allSatisfy { $0.gateway == nil } }
}
