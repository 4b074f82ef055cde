public import Resources

extension LinkSpec: MergeableSpec {
    /// Member by member, the highest layer that says something about it; a bond is taken as a whole.
    ///
    /// Unlike in Talos, `up: false` and `mtu: 0` of a higher layer count, and `multicast` is merged.
    public static func merged(_ layers: [LinkSpec]) -> LinkSpec? {
        layers.dropFirst().reduce(layers[0]) { lower, higher in
            var merged = lower
            merged.name = higher.name ?? lower.name
            // One layer makes it, another only sets it.
            merged.logical = lower.logical == true ? true : higher.logical ?? lower.logical
            merged.up = higher.up ?? lower.up
            merged.mtu = higher.mtu ?? lower.mtu
            if !higher.kind.isEmpty { merged.kind = higher.kind }
            merged.type = higher.type ?? lower.type
            merged.hardwareAddr = higher.hardwareAddr ?? lower.hardwareAddr
            merged.parentName = higher.parentName ?? lower.parentName
            if higher.masterName != nil {
                (merged.masterName, merged.slaveIndex) = (higher.masterName, higher.slaveIndex)
            }
            merged.bridgeSlave = higher.bridgeSlave ?? lower.bridgeSlave
            merged.vrfSlave = higher.vrfSlave ?? lower.vrfSlave
            merged.vlan = higher.vlan ?? lower.vlan
            merged.bondMaster = higher.bondMaster ?? lower.bondMaster
            merged.bridgeMaster = higher.bridgeMaster ?? lower.bridgeMaster
            merged.vrfMaster = higher.vrfMaster ?? lower.vrfMaster
            merged.wireguard = higher.wireguard.map { $0.over(lower.wireguard) } ?? lower.wireguard
            merged.veth = higher.veth ?? lower.veth
            merged.multicast = higher.multicast ?? lower.multicast
            merged.layer = higher.layer
            return merged
        }
    }
}

extension WireGuard {
    /// What both layers say of a tunnel, this one first; peers are told apart by their keys, the lower layer's come first.
    fileprivate func over(_ lower: WireGuard?) -> WireGuard {
        guard let lower else { return self }
        var merged = self
        merged.privateKey = privateKey ?? lower.privateKey
        merged.publicKey = publicKey ?? lower.publicKey
        if listenPort == 0 { merged.listenPort = lower.listenPort }
        if firewallMark == 0 { merged.firewallMark = lower.firewallMark }
        merged.peers = lower.peers.map { peer in peers.last { $0.publicKey == peer.publicKey } ?? peer }
        let known = Set(lower.peers.map(\.publicKey))
        merged.peers += peers.filter { !known.contains($0.publicKey) }
        return merged
    }
}
