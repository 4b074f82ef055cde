import NetworkTypes
public import Resources

/// Links (Talos' LinkConfigController).
public enum LinkLayers: LayerRule {
    /// Links.
    public typealias Spec = LinkSpec
    /// Documents may call links by other names.
    public static let inputs = [LinkStatus.typeName]

    /// Those of the command line and of all documents about links, the parts of each put together.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<LinkSpec>] {
        var drafts = LinkDrafts()
        for device in sources.legacyDevices { drafts.add(device, sources) }
        let selected = Dictionary(grouping: sources.portChoices, by: \.document)
        for document in sources.configuration?.documents ?? [] {
            drafts.add(document, sources, selected: selected[document.source] ?? [])
        }
        let lines = sources.commandLine.links.map { link in
            var spec = link
            spec.logical = link.logical ?? false
            return LayeredSpec(spec, .cmdline)
        }
        return defaults(sources) + lines + sources.platform(\.links) + drafts.specs
    }

    /// In Talos' profile the loopback link is up, and so are physical links as long as no document speaks of any link.
    private static func defaults(_ sources: LayerSources) -> [LayeredSpec<LinkSpec>] {
        guard sources.hasTalosDefaults else { return [] }
        var names = InterfaceName("lo").map { [$0] } ?? []
        if sources.describedLinks.isEmpty { names += sources.links.filter(\.value.isPhysical).keys.sorted() }
        let ignored = Set(sources.commandLine.ignoredLinks)
        return names.filter { !ignored.contains($0) }.map { name in
            var spec = LinkSpec()
            (spec.name, spec.up, spec.logical) = (name, true, false)
            return LayeredSpec(spec, .default)
        }
    }
}

/// Links as documents add to them: a bridge speaks of its ports too.
struct LinkDrafts {
    private var links: [InterfaceName: LinkDraft] = [:]

    var specs: [LayeredSpec<LinkSpec>] {
        links.values.map { LayeredSpec($0.spec, .configuration, origins: $0.origins) }
    }

    /// Changes what is said of a link.
    mutating func change(_ name: InterfaceName, _ source: DocumentSource, _ body: (inout LinkSpec) -> Void) {
        links[name, default: LinkDraft(name)].change(source, body)
    }

    /// A link that is made, and what is said of it as of any.
    mutating func make(
        _ name: InterfaceName, kind: String, type: LinkType = .ether, _ source: DocumentSource,
        _ body: (inout LinkSpec) -> Void = { _ in }
    ) {
        change(name, source) { spec in
            (spec.logical, spec.kind, spec.type) = (true, kind, type)
            body(&spec)
        }
    }

    /// The links of a document, and what its selectors find.
    mutating func add(_ document: ConfigurationDocument, _ sources: LayerSources, selected: [PortChoice]) {
        guard let network = document.network as? any LinkDocument, let name = InterfaceName(network.name) else {
            return
        }
        let source = document.source
        switch network {
        case is LinkConfig: return set(sources.names.resolve(name), network.link, source)
        case let dummy as DummyLinkConfig: make(name, kind: "dummy", source) { $0.hardwareAddr = dummy.hardwareAddr }
        case let veth as VethConfig: add(name, veth, source)
        case let vlan as VLANConfig:
            make(name, kind: "vlan", source) { spec in
                spec.parentName = sources.link(vlan.parent)
                spec.vlan = VLAN()
                spec.vlan?.vlanID = vlan.vlanID
                spec.vlan?.vlanProtocol = vlan.vlanMode ?? .customer
            }
        case let bridge as BridgeConfig:
            make(name, kind: "bridge", source) { spec in
                spec.hardwareAddr = bridge.hardwareAddr
                spec.bridgeMaster = Bridge(
                    spanningTree: bridge.stp.enabled ?? false, filtersVLANs: bridge.vlan.filtering ?? false)
            }
            addPorts(bridge, source, sources, selected) { $0.bridgeSlave = BridgePort(masterName: name) }
        case let vrf as VRFConfig:
            make(name, kind: "vrf", source) { spec in
                spec.hardwareAddr = vrf.hardwareAddr
                spec.vrfMaster = VRF()
                spec.vrfMaster?.table = vrf.table
            }
            addPorts(vrf, source, sources, selected) { spec in
                spec.vrfSlave = VRFPort()
                spec.vrfSlave?.masterName = name
            }
        case let bond as BondConfig:
            let ports = source.at("links")
            add(name, Bond(bond, sources), bond.links, bond.hardwareAddr, source, ports: ports, sources)
            var place = UInt32(bond.links.count)
            addSelected(selected) { spec in
                guard spec.masterName != name else { return }
                (spec.masterName, spec.slaveIndex) = (name, place)
                place += 1
            }
        case let tunnel as WireguardConfig:
            make(name, kind: "wireguard", type: .noHeaders, source) { $0.wireguard = WireGuard(tunnel, sources) }
        default: return
        }
        set(name, network.link, source)
    }

    /// What is said of a link as of any.
    mutating func set(_ name: InterfaceName, _ link: ConfiguredLink, _ source: DocumentSource) {
        change(name, source) { spec in
            spec.up = link.up ?? true
            if link.mtu != 0 { spec.mtu = link.mtu }
            spec.multicast = link.multicast ?? spec.multicast
        }
    }

    /// The links of a bridge or VRF, by name and by selector.
    private mutating func addPorts(
        _ document: any PortDocument, _ source: DocumentSource, _ sources: LayerSources, _ selected: [PortChoice],
        _ body: (inout LinkSpec) -> Void
    ) {
        for (index, port) in document.links.enumerated() {
            guard let port = sources.link(port) else { continue }
            change(port, source.at("links", index), body)
        }
        addSelected(selected, body)
    }

    private mutating func addSelected(_ selected: [PortChoice], _ body: (inout LinkSpec) -> Void) {
        for choice in selected {
            for port in choice.ports { change(port, choice.source, body) }
        }
    }

    private mutating func add(_ name: InterfaceName, _ veth: VethConfig, _ source: DocumentSource) {
        guard let peer = InterfaceName(veth.peer.name) else { return }
        make(name, kind: "veth", source) { $0.veth = VirtualEthernet(peerName: peer) }
        let other = source.at("peer")
        make(peer, kind: "veth", other) { $0.veth = VirtualEthernet(peerName: name) }
        set(peer, veth.peer.link, other)
    }

    mutating func add(
        _ name: InterfaceName, _ bond: Bond, _ ports: [String], _ address: HardwareAddress?, _ source: DocumentSource,
        ports portSource: DocumentSource, _ sources: LayerSources
    ) {
        make(name, kind: "bond", source) { spec in
            spec.hardwareAddr = address
            spec.bondMaster = bond.completed()
        }
        for (index, port) in ports.compactMap(sources.link).enumerated() {
            change(port, portSource) { ($0.masterName, $0.slaveIndex) = (name, UInt32(index)) }
        }
    }
}
