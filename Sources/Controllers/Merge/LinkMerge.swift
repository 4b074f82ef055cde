public import Resources

extension LinkSpec: MergeableSpec {
    /// Each layer may say some of them.
    public static let mergesMembers = true

    /// Member by member, the highest layer that says something about it; a bond is taken as a whole.
    ///
    /// Unlike in Talos, `up: false` and `mtu: 0` of a higher layer count, and `multicast` is merged.
    public static func merged(_ layers: [LinkSpec]) -> LinkSpec? {
        layers.dropFirst().reduce(layers[0]) { lower, higher in
            var merged = lower
            for field in fields where field.says(higher) { field.copy(higher, &merged) }
            // One layer makes it, another only sets it.
            merged.logical = lower.logical == true ? true : higher.logical ?? lower.logical
            // A place among a bond's ports is said with the bond.
            if higher.masterName != nil { merged.slaveIndex = higher.slaveIndex }
            if higher.isReleased { (merged.masterName, merged.slaveIndex, merged.bondSlave) = (nil, 0, nil) }
            merged.wireguard = higher.wireguard.map { $0.over(lower.wireguard) } ?? lower.wireguard
            merged.layer = higher.layer
            return merged
        }
    }
}

extension LinkSpec {
    /// Whether it takes the link out of the bond that a lower layer puts it into.
    fileprivate var isReleased: Bool { masterName == nil && bridgeSlave.map { $0.masterName == nil } ?? false }
}

extension WireGuard {
    /// What both layers say of a tunnel, this one first; peers are told apart by their keys, the lower layer's come first.
    fileprivate func over(_ lower: WireGuard?) -> WireGuard {
        guard let lower else { return self }
        var merged = self
        merged.privateKey = privateKey ?? lower.privateKey
        merged.publicKey = publicKey ?? lower.publicKey
        merged.listenPort = listenPort ?? lower.listenPort
        merged.firewallMark = firewallMark ?? lower.firewallMark
        let own = Dictionary(peers.map { ($0.publicKey, $0) }) { $1 }
        merged.peers = lower.peers.map { own[$0.publicKey] ?? $0 }
        let known = Set(lower.peers.map(\.publicKey))
        merged.peers += peers.filter { !known.contains($0.publicKey) }
        return merged
    }
}
