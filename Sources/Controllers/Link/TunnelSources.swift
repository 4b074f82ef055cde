import HostConfiguration
public import Kernel
import NetworkTypes
import Resources
public import Store
import Synchronization

/// Where specs of WireGuard links get from what they only name: keys from the store, addresses of hosts from the resolver.
///
/// As a monitor it tells when names lead elsewhere, and when we changed a tunnel.
public final class TunnelSources: Monitor {
    private struct Memory {
        /// What a reference names never changes.
        var secrets: [SecretReference: WireGuardSecretKey] = [:]
        var ownKeys: [InterfaceName: WireGuardSecretKey] = [:]
        var endpoints: [InterfaceName: [WireGuardKey: Endpoint]] = [:]
    }

    private let store: ResourceStore
    private let board: WakeUpBoard
    private let names: HostNameBook
    private let memory = Mutex(Memory())

    /// Sources over a store.
    public init(_ store: ResourceStore) {
        self.store = store
        let board = WakeUpBoard()
        self.board = board
        names = HostNameBook { board.wake([.tunnels, .foreignTunnels]) }
    }

    /// Wakes up when something of tunnels may have changed.
    public func wakeUps(on topics: KernelTopics) -> AsyncStream<Void> { board.stream(on: topics) }

    /// Tells everybody to look at the tunnels.
    func wake() { board.wake([.tunnels, .foreignTunnels]) }

    /// What is known for some specs that are to be carried out; a key that none of them says is made and kept.
    func inputs(
        for tunnels: [DesiredSpec<LinkSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> TunnelInputs {
        let specs = tunnels.map(\.spec)
        var inputs: TunnelInputs
        do throws(StoreError) {
            for item in tunnels where item.spec.wireguard?.privateKey == nil {
                guard let name = item.spec.name else { continue }
                let actual = kernel.link(name)
                guard actual == nil || item.adopts || ledger[item.id]?.claim == .made else { continue }
                try await makeKey(for: name, as: actual.flatMap { kernel.tunnels[$0.index]?.privateKey })
            }
            names.want(Set(specs.flatMap(\.namedHosts)))
            inputs = try known(for: specs)
        } catch {
            throw .store(error)
        }
        inputs.endpoints = remember(specs, inputs, kernel)
        return inputs
    }

    /// What is known for some specs, for a dry run: nothing is made.
    func forecast(for specs: [LinkSpec]) throws(StoreError) -> TunnelInputs {
        var inputs = try known(for: specs)
        inputs.endpoints = memory.withLock(\.endpoints)
        inputs.isForecast = true
        return inputs
    }

    /// Notes changes that were made, and tells those who show tunnels; who made them knows.
    func note(_ changes: [KernelChange]) {
        var isTold = false
        memory.withLock { memory in
            for case .setWireGuard(let link, let change) in changes {
                isTold = true
                for peer in change.peers {
                    if let endpoint = peer.endpoint { memory.endpoints[link, default: [:]][peer.publicKey] = endpoint }
                }
            }
        }
        guard isTold else { return }
        Task { [board] in
            // A look at a thousand peers takes milliseconds, which are better spent on telling who waits for the change.
            try? await Task.sleep(for: Self.lull)
            board.wake(.tunnels)
        }
    }

    /// From a change of ours until statuses are looked at.
    private static let lull = Duration.milliseconds(50)

    private func known(for specs: [LinkSpec]) throws(StoreError) -> TunnelInputs {
        var inputs = TunnelInputs()
        inputs.now = HostClock.secondsSince1970
        var failure: StoreError?
        memory.withLock { memory in
            for reference in specs.flatMap(\.secretReferences) where memory.secrets[reference] == nil {
                memory.secrets[reference] = key(reference, &failure)
            }
            for name in specs.compactMap(\.name) where memory.ownKeys[name] == nil {
                memory.ownKeys[name] = key(Self.reference(to: name), &failure)
            }
            (inputs.secrets, inputs.ownKeys) = (memory.secrets, memory.ownKeys)
        }
        if let failure { throw failure }
        (inputs.addresses, inputs.failures) = names.known
        return inputs
    }

    /// Where specs have peers; what was there when we first looked counts as set.
    private func remember(
        _ specs: [LinkSpec], _ inputs: TunnelInputs, _ kernel: KernelState
    ) -> [InterfaceName: [WireGuardKey: Endpoint]] {
        memory.withLock { memory in
            let wanted = Set(specs.compactMap(\.name))
            memory.endpoints = memory.endpoints.filter { wanted.contains($0.key) }
            for spec in specs {
                guard let name = spec.name, let actual = kernel.link(name), let tunnel = kernel.tunnels[actual.index]
                else { continue }
                let peers = spec.wireguard?.peers ?? []
                if let before = memory.endpoints[name], Self.isKnown(before, peers, inputs) { continue }
                memory.endpoints[name] = Self.endpoints(peers, inputs, tunnel, before: memory.endpoints[name] ?? [:])
            }
            return memory.endpoints
        }
    }

    /// Whether nothing is remembered but where peers are to be, so that there is nothing to find out: mostly.
    private static func isKnown(
        _ known: [WireGuardKey: Endpoint], _ peers: [WireGuardPeer], _ inputs: TunnelInputs
    ) -> Bool {
        var count = 0
        for peer in peers {
            guard let endpoint = peer.endpoint else { continue }
            guard let key = peer.publicKey, let place = known[key], place == inputs.resolved(endpoint) else {
                return false
            }
            count += 1
        }
        return count == known.count
    }

    private static func endpoints(
        _ peers: [WireGuardPeer], _ inputs: TunnelInputs, _ tunnel: KernelWireGuard, before: [WireGuardKey: Endpoint]
    ) -> [WireGuardKey: Endpoint] {
        let reached = Dictionary(tunnel.peers.map { ($0.publicKey, $0.endpoint) }) { $1 }
        var known: [WireGuardKey: Endpoint] = [:]
        for peer in peers {
            guard let key = peer.publicKey else { continue }
            known[key] = before[key]
            guard let endpoint = peer.endpoint.flatMap(inputs.resolved) else { continue }
            if known[key] == nil || reached[key] == endpoint { known[key] = endpoint }
        }
        return known
    }

    private func key(_ reference: SecretReference, _ failure: inout StoreError?) -> WireGuardSecretKey? {
        guard let source = store.secret(namedBy: reference.description, &failure) else { return nil }
        // In a configuration it may have been written with quotes; before one that we made stands its link.
        let text = source.hasPrefix(Self.ownPrefix) ? source.split(separator: " ").last.map(String.init) : source
        return text.flatMap { WireGuardKey($0) ?? Secret.value(writtenAs: $0).flatMap(WireGuardKey.init(_:)) }
            .map(WireGuardSecretKey.init)
    }

    /// Keeps a key for a link that its spec has none for: the one that it has, or a new one.
    private func makeKey(for name: InterfaceName, as present: WireGuardSecretKey?) async throws(StoreError) {
        let reference = Self.reference(to: name)
        var failure: StoreError?
        if memory.withLock({ $0.ownKeys[name] }) != nil || key(reference, &failure) != nil { return }
        if let failure { throw failure }
        let key = present ?? .random()
        _ = try await store.write(ChangeContext(actor: LinkObject.controllerName, origin: .controller)) {
            transaction throws(StoreError) in
            try transaction.keep(secret: "\(Self.ownPrefix)\(name) \(key.secretText)", as: reference)
        }
    }

    /// What is kept of a key that we made names its link, so that the same key can be kept for others too.
    private static let ownPrefix = "wireguard "

    /// The name under which the key of a link is kept: a `w`, and its name's bytes, in base 16.
    private static func reference(to link: InterfaceName) -> SecretReference {
        let digits = ([UInt8(ascii: "w")] + link.description.utf8).hexadecimal
        return SecretReference(id: digits + String(repeating: "0", count: max(0, 32 - digits.count)))
    }
}

extension LinkSpec {
    fileprivate var namedHosts: [DomainName] {
        (wireguard?.peers ?? []).compactMap { peer in
            if case .name(let name) = peer.endpoint?.host { name } else { nil }
        }
    }

    fileprivate var secretReferences: [SecretReference] {
        guard let wireguard else { return [] }
        return ([wireguard.privateKey] + wireguard.peers.map(\.presharedKey)).compactMap { secret in
            if case .reference(let reference) = secret { reference } else { nil }
        }
    }
}

extension DesiredSpec<LinkSpec> {
    /// Whether it asks for a WireGuard link.
    var isTunnel: Bool { !isGoing && spec.kind == KernelWireGuard.kind }
}
