import NetworkTypes
import Resources

extension LinkDrafts {
    /// The links of a device of the legacy document.
    mutating func add(_ expanded: ExpandedDevice, _ sources: LayerSources) {
        let (device, name, source) = (expanded.device, expanded.name, expanded.source)
        change(name, source) { spec in
            if device.mtu != 0 { spec.mtu = device.mtu }
            if let master = InterfaceName(device.bridgePort?.master ?? "") {
                spec.bridgeSlave = BridgePort(masterName: master)
            }
        }
        if device.dummy == true { make(name, kind: "dummy", source) }
        if let bond = device.bond {
            add(
                name, Bond(bond, sources), bond.interfaces, nil, source.at("bond"), ports: expanded.portSource, sources)
        }
        if let bridge = device.bridge { add(name, bridge, source.at("bridge"), sources) }
        if let tunnel = device.wireguard {
            make(name, kind: "wireguard", type: .noHeaders, source.at("wireguard")) {
                $0.wireguard = WireGuard(tunnel, sources)
            }
        }
        for (own, vlan, source) in expanded.vlans {
            make(own, kind: "vlan", source) { spec in
                spec.parentName = name
                spec.vlan = VLAN()
                spec.vlan?.vlanID = vlan.vlanId
                spec.mtu = vlan.mtu == 0 ? spec.mtu : vlan.mtu
            }
        }
    }

    /// What several devices say of one bridge is put together.
    private mutating func add(
        _ name: InterfaceName, _ bridge: LegacyBridge, _ source: DocumentSource, _ sources: LayerSources
    ) {
        make(name, kind: "bridge", source) { spec in
            // Talos runs the spanning tree unless it is told not to.
            var master = spec.bridgeMaster ?? Bridge(spanningTree: true, filtersVLANs: false)
            master.stp.enabled = bridge.stp?.enabled ?? master.stp.enabled
            master.vlan.filteringEnabled = bridge.vlan?.vlanFiltering ?? master.vlan.filteringEnabled
            spec.bridgeMaster = master
        }
        for (index, port) in bridge.interfaces.enumerated() {
            guard let port = sources.link(port) else { continue }
            change(port, source.at("interfaces", index)) { $0.bridgeSlave = BridgePort(masterName: name) }
        }
    }
}

extension Bridge {
    init(spanningTree: Bool, filtersVLANs: Bool) {
        self.init()
        stp.enabled = spanningTree
        vlan.filteringEnabled = filtersVLANs
    }
}
