import Kernel
import NetworkTypes
import Resources

/// In what a WireGuard link differs from its spec, and the least that has to be written.
struct TunnelDifference {
    /// The change; writes only peers that differ.
    private(set) var change = WireGuardChange()
    /// What differs, in words, keys left out: the first of many.
    private var findings: [String] = []
    private var findingCount = 0
    private var members: [(name: String, before: JSON, after: JSON)] = []
    /// The peers that differ, as they are and as they will be.
    private var peers: [(before: KernelWireGuardPeer?, after: KernelWireGuardPeer?)] = []
    /// What the spec waits for, in words; `nil` for nothing.
    private(set) var obstacle: String?
    /// Why the kernel won't do it, although it doesn't say so; `nil` for nothing.
    private(set) var refusal: String?

    private let inputs: TunnelInputs
    private let name: InterfaceName
    private let actual: KernelWireGuard
    /// The link's public key, as it will be.
    private var ownKey: WireGuardKey?

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
        ownKey = self.actual.publicKey
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
        let rest = findingCount > findings.count ? ", and \(findingCount - findings.count) more" : ""
        return findings.joined(separator: ", ") + rest
    }

    /// The members that differ as they are.
    var before: JSON { shown(\.before, \.before) }
    /// The members that differ as they will be.
    var after: JSON { shown(\.after, \.after) }

    private func shown(
        _ member: KeyPath<(name: String, before: JSON, after: JSON), JSON>,
        _ peer: KeyPath<(before: KernelWireGuardPeer?, after: KernelWireGuardPeer?), KernelWireGuardPeer?>
    ) -> JSON {
        var shown = Dictionary(members.map { ($0.name, $0[keyPath: member]) }) { $1 }
        let shownPeers = peers.compactMap { pair in
            (pair.before ?? pair.after).map { ($0.publicKey.description, pair[keyPath: peer].map(Self.shown) ?? .null) }
        }
        if !shownPeers.isEmpty { shown["peers"] = .object(Dictionary(shownPeers) { $1 }) }
        return .object(shown)
    }

    /// How much of what differs is told in words.
    private static let findingLimit = 8

    private mutating func find(_ words: @autoclosure () -> String) {
        findingCount += 1
        if findings.count < Self.findingLimit { findings.append(words()) }
    }

    private mutating func note(_ member: String, _ current: Int64, _ wanted: Int64) {
        find("\(member) \(current) instead of \(wanted)")
        members.append((member, .integer(current), .integer(wanted)))
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
        ownKey = wanted.publicKey
        let present = actual.privateKey
        find(present == nil ? "privateKey absent" : "another privateKey")
        members.append(("privateKey", present == nil ? .null : redaction, redaction))
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
        if let places = placesToCompare(specs) {
            for place in places {
                let present = actual.peers[place]
                compare(specs[place], present.publicKey, present.allowedIPs, present)
            }
            return
        }
        let wanted = WantedPeers(specs)
        var present = [Int?](repeating: nil, count: wanted.peers.count)
        // What one peer loses another may get: those that lose come first.
        for (place, peer) in actual.peers.enumerated() {
            if let wantedPlace = wanted.place(of: peer.publicKey, near: place) {
                present[wantedPlace] = place
            } else {
                change.peers.append(WireGuardPeerChange(peer.publicKey, .goes))
                find("peer \(peer.publicKey) instead of none")
                peers.append((peer, nil))
            }
        }
        for (peer, place) in zip(wanted.peers, present) {
            compare(peer.spec, peer.key, peer.networks, place.map { actual.peers[$0] })
        }
    }

    /// Where peers may differ, if the kernel has all of them in their order with their networks: there no two have the same, and
    /// mostly none or one differs.
    private func placesToCompare(_ specs: [WireGuardPeer]) -> [Int]? {
        guard specs.count == actual.peers.count else { return nil }
        // With another key of its own the kernel drops the peer that has the same (`wg_set_device()`).
        if change.privateKey != nil, specs.contains(where: { $0.publicKey == ownKey }) { return nil }
        var places: [Int] = []
        for place in specs.indices {
            guard actual.peers[place].isReached(as: specs[place]) else { return nil }
            if !actual.peers[place].isPlainly(specs[place]) { places.append(place) }
        }
        return places
    }

    private mutating func compare(
        _ spec: WireGuardPeer, _ key: WireGuardKey, _ networks: [IPPrefix], _ present: KernelWireGuardPeer?
    ) {
        // Such a peer is left out without a word (`set_peer()`, `drivers/net/wireguard/netlink.c`).
        guard key != ownKey else {
            refusal = "wireguard.peers: \(key) is this link's own public key"
            return
        }
        let current = present ?? KernelWireGuardPeer(publicKey: key)
        var peer = WireGuardPeerChange(key, present == nil ? .comes : .changes)
        var members: [String] = []
        if let keepalive = spec.keepaliveSeconds, keepalive != current.keepalive {
            peer.keepalive = keepalive
            members.append("persistentKeepaliveInterval \(current.keepalive)s instead of \(keepalive)s")
        }
        compareSharedKey(spec, current, &peer, &members)
        if networks != current.allowedIPs { compareNetworks(networks, current, &peer, &members) }
        compareEndpoint(spec, key, current, &peer)
        guard peer != WireGuardPeerChange(key, .changes) else { return }
        change.peers.append(peer)
        if present == nil { find("peer \(key) absent") }
        // Where a peer is changes by itself: that isn't drift.
        if present != nil, !members.isEmpty { find("peer \(key): " + members.joined(separator: ", ")) }
        var wanted = current
        wanted.keepalive = peer.keepalive ?? current.keepalive
        wanted.presharedKey = peer.presharedKey ?? current.presharedKey
        (wanted.endpoint, wanted.allowedIPs) = (peer.endpoint ?? current.endpoint, networks)
        peers.append((present, wanted))
    }

    private func compareNetworks(
        _ networks: [IPPrefix], _ current: KernelWireGuardPeer, _ peer: inout WireGuardPeerChange,
        _ members: inout [String]
    ) {
        let missing = Set(networks).subtracting(current.allowedIPs)
        let excess = Set(current.allowedIPs).subtracting(networks)
        guard !missing.isEmpty || !excess.isEmpty else { return }
        peer.replacesAllowedIPs = !excess.isEmpty
        peer.allowedIPs = excess.isEmpty ? networks.filter(missing.contains) : networks
        guard peer.fate == .changes else { return }
        members.append("allowedIPs \(Self.words(current.allowedIPs)) instead of \(Self.words(networks))")
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
    private(set) var peers: [(spec: WireGuardPeer, key: WireGuardKey, networks: [IPPrefix])] = []
    private var places: [WireGuardKey: Int] = [:]

    init(_ specs: [WireGuardPeer]) {
        peers.reserveCapacity(specs.count)
        places.reserveCapacity(specs.count)
        var holders: [IPPrefix: WireGuardKey] = [:]
        holders.reserveCapacity(specs.count)
        var isShared = false
        for spec in specs {
            guard let key = spec.publicKey else { continue }
            let networks = spec.allowedIPs.map(\.masked)
            for network in networks where holders.updateValue(key, forKey: network) != nil { isShared = true }
            if let place = places[key] {
                peers[place] = (spec, key, networks)
                // What the first of the two said goes to nobody.
                isShared = true
            } else {
                places[key] = peers.count
                peers.append((spec, key, networks))
            }
        }
        guard isShared else { return }
        for place in peers.indices {
            var seen: Set<IPPrefix> = []
            let key = peers[place].key
            peers[place].networks.removeAll { holders[$0] != key || !seen.insert($0).inserted }
        }
    }

    /// Where a peer stands; the kernel keeps the order in which peers came, so it is mostly where it is looked for first.
    func place(of key: WireGuardKey, near guess: Int) -> Int? {
        if guess < peers.count, peers[guess].key == key { return guess }
        return places[key]
    }
}

extension KernelWireGuardPeer {
    /// Whether it is the peer of a spec, with the networks that the spec says.
    fileprivate func isReached(as spec: WireGuardPeer) -> Bool {
        guard spec.publicKey == publicKey, spec.allowedIPs.count == allowedIPs.count else { return false }
        return allowedIPs.indices.allSatisfy { place in
            spec.allowedIPs[place] == allowedIPs[place] || spec.allowedIPs[place].masked == allowedIPs[place]
        }
    }

    /// Whether the rest is as a spec says that names nothing which has to be looked up.
    fileprivate func isPlainly(_ spec: WireGuardPeer) -> Bool {
        presharedKey == nil && spec.presharedKey == nil && spec.keepaliveSeconds == keepalive
            && (spec.endpoint == nil || spec.endpoint == endpoint)
    }
}

extension WireGuardSecret {
    /// Which secret is meant, for people; never a key.
    fileprivate var shown: String {
        if case .reference(let reference) = self { return reference.description }
        return SecretReference.redaction
    }
}
