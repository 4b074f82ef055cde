import Kernel
import NetworkTypes
import Resources

/// In what a WireGuard link differs from its spec, and the least that has to be written.
struct TunnelDifference {
    /// The change; writes only peers that differ.
    private(set) var change = WireGuardChange()
    /// What differs, in words, keys left out.
    private(set) var findings: [String] = []
    /// The members that differ as they are.
    private(set) var before: JSON = [:]
    /// The members that differ as they will be.
    private(set) var after: JSON = [:]
    /// What the spec waits for, in words; `nil` for nothing.
    private(set) var obstacle: String?

    private let inputs: TunnelInputs
    private let name: InterfaceName
    private let actual: KernelWireGuard

    /// The difference of a link; `actual` is `nil` for one that is being made.
    ///
    /// - Parameters:
    ///   - spec: What is wanted.
    ///   - name: The link's name.
    ///   - actual: What is there.
    ///   - inputs: What the spec only names.
    ///   - comparesOwnKey: Whether a key that we made is wanted where the spec has none.
    init(
        _ spec: WireGuard, of name: InterfaceName, from actual: KernelWireGuard?, _ inputs: TunnelInputs,
        comparesOwnKey: Bool = true
    ) {
        (self.inputs, self.name) = (inputs, name)
        self.actual = actual ?? KernelWireGuard()
        comparePrivateKey(spec, comparesOwnKey)
        if let port = spec.listenPort, port != 0, port != UInt32(self.actual.listenPort) {
            change.listenPort = UInt16(clamping: port)
            note("listenPort", Int64(self.actual.listenPort), Int64(port))
        }
        let mark = spec.firewallMark ?? 0
        if mark != self.actual.firewallMark {
            change.firewallMark = mark
            note("firewallMark", Int64(self.actual.firewallMark), Int64(mark))
        }
        comparePeers(spec.peers)
    }

    var isEmpty: Bool { change == WireGuardChange() }

    /// What differs, such as `listenPort 1 instead of 2`; of many things the first.
    var text: String {
        let limit = 8
        let rest = findings.count > limit ? ", and \(findings.count - limit) more" : ""
        return findings.prefix(limit).joined(separator: ", ") + rest
    }

    private mutating func note(_ member: String, _ current: Int64, _ wanted: Int64) {
        findings.append("\(member) \(current) instead of \(wanted)")
        (before[member], after[member]) = (.integer(current), .integer(wanted))
    }

    private mutating func comparePrivateKey(_ spec: WireGuard, _ comparesOwnKey: Bool) {
        let redaction = JSON.string(SecretReference.redaction)
        let wanted: WireGuardSecretKey
        if let said = spec.privateKey {
            guard let key = key(said, "privateKey") else { return }
            wanted = key.clamped
        } else {
            // A dry run makes none.
            guard comparesOwnKey, let key = inputs.ownKeys[name] else { return }
            wanted = key.clamped
        }
        guard wanted != actual.privateKey else { return }
        change.privateKey = wanted
        findings.append(actual.privateKey == nil ? "privateKey absent" : "another privateKey")
        (before["privateKey"], after["privateKey"]) = (actual.privateKey == nil ? .null : redaction, redaction)
    }

    /// The key that is written out or named; `nil` when it isn't known, which is noted.
    private mutating func key(_ secret: WireGuardSecret, _ member: String) -> WireGuardSecretKey? {
        if let key = inputs.key(secret) { return key }
        // What isn't carried out may stand for a key that isn't told: it is another one.
        if inputs.isForecast, secret == .redacted { return WireGuardSecretKey(.zero).clamped }
        obstacle = obstacle ?? "wireguard.\(member): no key of WireGuard is kept under \(secret.shown)"
        return nil
    }

    private mutating func comparePeers(_ specs: [WireGuardPeer]) {
        let wanted = WantedPeers(specs)
        let present = Dictionary(actual.peers.map { ($0.publicKey, $0) }) { $1 }
        // What one peer loses another may get: those that lose come first.
        for peer in actual.peers where wanted.networks[peer.publicKey] == nil {
            change.peers.append(WireGuardPeerChange(peer.publicKey, .goes))
            findings.append("peer \(peer.publicKey) instead of none")
            show(peer.publicKey, Self.shown(peer), .null)
        }
        for spec in wanted.peers {
            guard let key = spec.publicKey else { continue }
            compare(spec, key, wanted.networks[key] ?? [], present[key])
        }
    }

    private mutating func show(_ key: WireGuardKey, _ current: JSON, _ wanted: JSON) {
        var (peersBefore, peersAfter) = (before["peers"] ?? [:], after["peers"] ?? [:])
        (before["peers"], after["peers"]) = (nil, nil)
        (peersBefore[key.description], peersAfter[key.description]) = (current, wanted)
        (before["peers"], after["peers"]) = (peersBefore, peersAfter)
    }

    private mutating func compare(
        _ spec: WireGuardPeer, _ key: WireGuardKey, _ networks: [IPPrefix], _ present: KernelWireGuardPeer?
    ) {
        let current = present ?? KernelWireGuardPeer(publicKey: key)
        var peer = WireGuardPeerChange(key, present == nil ? .comes : .changes)
        var members: [String] = []
        if let keepalive = spec.keepaliveSeconds, keepalive != current.keepalive {
            peer.keepalive = keepalive
            members.append("persistentKeepaliveInterval \(current.keepalive)s instead of \(keepalive)s")
        }
        compareSharedKey(spec, current, &peer, &members)
        let missing = Set(networks).subtracting(current.allowedIPs)
        let excess = Set(current.allowedIPs).subtracting(networks)
        if !missing.isEmpty || !excess.isEmpty {
            peer.replacesAllowedIPs = !excess.isEmpty
            peer.allowedIPs = excess.isEmpty ? networks.filter(missing.contains) : networks
            members.append("allowedIPs \(Self.words(current.allowedIPs)) instead of \(Self.words(networks))")
        }
        compareEndpoint(spec, key, current, &peer)
        guard peer != WireGuardPeerChange(key, .changes) else { return }
        change.peers.append(peer)
        if present == nil { findings.append("peer \(key) absent") }
        // Where a peer is changes by itself: that isn't drift.
        if present != nil, !members.isEmpty { findings.append("peer \(key): " + members.joined(separator: ", ")) }
        var wanted = current
        wanted.keepalive = peer.keepalive ?? current.keepalive
        wanted.presharedKey = peer.presharedKey ?? current.presharedKey
        (wanted.endpoint, wanted.allowedIPs) = (peer.endpoint ?? current.endpoint, networks)
        show(key, present.map(Self.shown) ?? .null, Self.shown(wanted))
    }

    private mutating func compareSharedKey(
        _ spec: WireGuardPeer, _ current: KernelWireGuardPeer, _ peer: inout WireGuardPeerChange,
        _ members: inout [String]
    ) {
        var wanted: WireGuardSecretKey?
        if let said = spec.presharedKey {
            guard let key = key(said, "peers.presharedKey") else { return }
            wanted = key
        }
        // A key of zeros is none (`wg_noise_handshake_init()`).
        let key = wanted == WireGuardSecretKey(.zero) ? nil : wanted
        guard key != current.presharedKey else { return }
        peer.presharedKey = .some(key)
        members.append("another presharedKey")
    }

    /// A peer that moved tells the kernel itself where it is: only what the spec says anew is set, or while nobody speaks.
    private mutating func compareEndpoint(
        _ spec: WireGuardPeer, _ key: WireGuardKey, _ current: KernelWireGuardPeer, _ peer: inout WireGuardPeerChange
    ) {
        guard let endpoint = spec.endpoint else { return }
        guard let wanted = inputs.resolved(endpoint) else {
            if case .name(let host) = endpoint.host {
                obstacle = obstacle ?? "peer \(key): " + (inputs.failures[host] ?? "\(host) is being looked up")
            }
            return
        }
        guard wanted != current.endpoint else { return }
        let isNew = inputs.endpoints[name]?[key].map { $0 != wanted } ?? false
        if isNew || current.endpoint == nil || !current.traffic.hasSession(at: inputs.now) { peer.endpoint = wanted }
    }

    private static func words(_ networks: [IPPrefix]) -> String {
        networks.isEmpty ? "none" : networks.sorted().map(\.description).joined(separator: " ")
    }

    private static func shown(_ peer: KernelWireGuardPeer) -> JSON {
        var json = WireGuardPeer(peer).json
        json["publicKey"] = nil
        json["presharedKey"] = peer.presharedKey == nil ? nil : .string(SecretReference.redaction)
        return json
    }
}

/// The peers of a spec as the kernel can have them: of two with one key, and of two with one network, the last has it.
private struct WantedPeers {
    private(set) var peers: [WireGuardPeer] = []
    private(set) var networks: [WireGuardKey: [IPPrefix]] = [:]

    init(_ specs: [WireGuardPeer]) {
        var places: [WireGuardKey: Int] = [:]
        var holders: [IPPrefix: WireGuardKey] = [:]
        for spec in specs {
            guard let key = spec.publicKey else { continue }
            if let place = places[key] {
                peers[place] = spec
            } else {
                places[key] = peers.count
                peers.append(spec)
            }
            for network in spec.allowedIPs { holders[network.masked] = key }
        }
        for spec in peers {
            guard let key = spec.publicKey else { continue }
            var seen: Set<IPPrefix> = []
            networks[key] = spec.allowedIPs.map(\.masked).filter { holders[$0] == key && seen.insert($0).inserted }
        }
    }
}

extension WireGuardSecret {
    /// Which secret is meant, for people; never a key.
    fileprivate var shown: String {
        if case .reference(let reference) = self { return reference.description }
        return SecretReference.redaction
    }
}
