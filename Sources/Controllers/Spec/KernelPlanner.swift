import Dispatch
public import Kernel
public import Resources
public import Store

/// Plans for dry runs: merges the uncommitted rows as the controllers would, and asks the same pure planners.
public struct KernelPlanner: Planner {
    private let store: ResourceStore
    private let kernel: RouteNetlink
    private let tunnels: TunnelSources
    private let host: HostSystem
    private let firewall: FirewallSystem
    private let layers: ConfigurationForecast
    private var merged: MergedForecast { MergedForecast(store) }
    private var policies: PolicyForecast { PolicyForecast(store) }

    /// A planner over a store, a kernel, a host and our table of the packet filter; `layers` says what follows from a configuration.
    public init(
        _ store: ResourceStore, _ kernel: RouteNetlink, _ tunnels: TunnelSources, _ host: HostSystem,
        _ firewall: FirewallSystem, _ layers: ConfigurationForecast
    ) {
        self.store = store
        self.kernel = kernel
        self.tunnels = tunnels
        self.host = host
        self.firewall = firewall
        self.layers = layers
    }

    /// What would be done because of the changes, and which specs would wait, be in conflict or shadowed; what is so anyway
    /// isn't listed.
    public func plan(_ changes: [ResourceKey: Resource?]) async throws(PlannerError) -> Forecast {
        var state: KernelState
        var derived: [LayerChange]
        do throws(ControllerError) {
            state = try await KernelState.observe(kernel, .all)
            derived = try layers.changes(after: changes)
            do throws(StoreError) { derived += try policies.changes(after: changes) } catch { throw .store(error) }
        } catch {
            throw PlannerError(error)
        }
        let all = changes.adding(derived)
        do throws(ControllerError) {
            try await state.observeEthernet(kernel, try ethernetLinks(all, state))
        } catch {
            throw PlannerError(error)
        }
        let observed = state
        let result: Result<[PlannedOperation], StoreError> = await withCheckedContinuation { continuation in
            Self.queue.async {
                do throws(StoreError) {
                    continuation.resume(returning: .success(try plan(all, given: observed)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        let operations: [PlannedOperation]
        do throws(StoreError) { operations = try result.get() } catch { throw .store(error) }
        do throws(ControllerError) {
            let rest = try await planFirewall(all) + planHost(all)
            return Forecast(layers: derived, operations: operations + rest)
        } catch {
            throw PlannerError(error)
        }
    }

    /// As the configuration would say.
    public func layers(
        of type: String, after changes: [ResourceKey: Resource?]
    ) throws(PlannerError) -> [LayerChange] {
        do throws(ControllerError) { return try layers.changes(after: changes, of: type) } catch {
            throw PlannerError(error)
        }
    }

    /// As the configuration says now.
    public func origins(of keys: [ResourceKey]) throws(PlannerError) -> [ResourceKey: [RowOrigin]] {
        do throws(ControllerError) { return try layers.origins(of: keys) } catch { throw PlannerError(error) }
    }

    /// One plan at a time, and not among Swift's tasks: with ten thousand specs it takes half a second, for which the controllers
    /// must not wait.
    private static let queue = DispatchQueue(label: "netstrata.planner")

    private func plan(
        _ changes: [ResourceKey: Resource?], given state: KernelState
    ) throws(StoreError) -> [PlannedOperation] {
        let anyway = try forecast(state, [:])
        return try forecast(state, changes).operations(beyond: anyway, because: changes)
    }

    /// The same for the packet filter; its table isn't read where nobody asks for one.
    private func planFirewall(_ changes: [ResourceKey: Resource?]) async throws(ControllerError) -> [PlannedOperation] {
        let intents: (anyway: FirewallForecast, then: FirewallForecast)
        do throws(StoreError) {
            intents = (try firewallForecast([:]), try firewallForecast(changes))
        } catch {
            throw .store(error)
        }
        guard !intents.anyway.isEmpty || !intents.then.isEmpty else { return [] }
        let table = try await firewall.table()
        let operations = await withCheckedContinuation { continuation in
            Self.queue.async {
                let anyway = intents.anyway.plan(for: table)
                continuation.resume(
                    returning: intents.then.plan(for: table).operations(beyond: anyway, because: changes))
            }
        }
        return operations
    }

    private func firewallForecast(_ changes: [ResourceKey: Resource?]) throws(StoreError) -> FirewallForecast {
        let sets = try merged.desired(NfTablesSetSpec.self, changes)
        let chains = try merged.desired(NfTablesChainSpec.self, changes)
        return FirewallForecast(
            sets: (sets, try ledger(NfTablesSetObject.kind), try observed(sets, changes)),
            chains: (chains, try ledger(NfTablesChainObject.kind), try observed(chains, changes)))
    }

    private func ledger(_ kind: String) throws(StoreError) -> [String: LedgerEntry] {
        Dictionary(try store.ledger(kind).map { ($0.object, $0) }) { $1 }
    }

    /// The same for the host's files, names and settings, of which there are few.
    private func planHost(_ changes: [ResourceKey: Resource?]) async throws(ControllerError) -> [PlannedOperation] {
        let anyway = try await forecastHost([:])
        return try await forecastHost(changes).operations(beyond: anyway, because: changes)
    }

    private func forecast(
        _ state: KernelState, _ changes: [ResourceKey: Resource?]
    ) throws(StoreError) -> PlanForecast<KernelChange> {
        var state = state
        var forecast = PlanForecast<KernelChange>()
        try add(LinkObject.self, &forecast, &state, changes) { desired, state throws(StoreError) in
            let tunnels = desired.filter(\.isTunnel).map(\.spec)
            if !tunnels.isEmpty { state.tunnelInputs = try self.tunnels.forecast(for: tunnels) }
        }
        try add(LinkAliasObject.self, &forecast, &state, changes)
        try add(EthernetObject.self, &forecast, &state, changes)
        try add(AddressObject.self, &forecast, &state, changes)
        try add(RouteObject.self, &forecast, &state, changes)
        try add(RuleObject.self, &forecast, &state, changes)
        return forecast
    }

    private func add<Object: KernelObject>(
        _: Object.Type, _ forecast: inout PlanForecast<KernelChange>, _ state: inout KernelState,
        _ changes: [ResourceKey: Resource?],
        completing: ([DesiredSpec<Object.Spec>], inout KernelState) throws(StoreError) -> Void = { _, _ in }
    ) throws(StoreError) where Object.System.State == KernelState, Object.System.Change == KernelChange {
        let ledger = try ledger(Object.kind)
        let desired = try merged.desired(Object.Spec.self, changes)
        try completing(desired, &state)
        let passes = PlannedPasses<Object>(desired, given: state, ledger, observed: try observed(desired, changes))
        state = passes.state
        forecast.add(passes.plan, Object.Spec.typeName)
    }

    private func forecastHost(
        _ changes: [ResourceKey: Resource?]
    ) async throws(ControllerError) -> PlanForecast<HostChange> {
        var forecast = PlanForecast<HostChange>()
        try await addHost(HostnameObject.self, &forecast, changes)
        try await addHost(KernelParamObject.self, &forecast, changes)
        try await addHost(ResolverObject.self, &forecast, changes)
        try await addHost(TimeServerObject.self, &forecast, changes)
        try await addHost(EtcFileObject.self, &forecast, changes)
        return forecast
    }

    private func addHost<Object: KernelObject>(
        _: Object.Type, _ forecast: inout PlanForecast<HostChange>, _ changes: [ResourceKey: Resource?]
    ) async throws(ControllerError) where Object.System == HostSystem {
        let ledger: [String: LedgerEntry]
        let desired: [DesiredSpec<Object.Spec>]
        let observed: Set<String>
        do throws(StoreError) {
            ledger = try self.ledger(Object.kind)
            desired = try merged.desired(Object.Spec.self, changes)
            observed = try self.observed(desired, changes)
        } catch {
            throw .store(error)
        }
        let state = try await Object.observe(host, Object.topics, for: desired, ledger)
        var plan = Object.plan(desired, given: state, ledger)
        plan.observe(observed) { _ in false }
        forecast.add(plan, Object.Spec.typeName)
    }

    /// The links whose Ethernet devices the forecast speaks of.
    private func ethernetLinks(
        _ changes: [ResourceKey: Resource?], _ state: KernelState
    ) throws(ControllerError) -> [KernelLink] {
        do throws(StoreError) {
            let ledger = try ledger(EthernetObject.kind)
            return EthernetObject.links(spokenOfBy: try merged.desired(EthernetSpec.self, changes), ledger, in: state)
        } catch {
            throw .store(error)
        }
    }

    /// The specs that are only observed.
    private func observed<Spec: ResourceSpec>(
        _ desired: [DesiredSpec<Spec>], _ changes: [ResourceKey: Resource?]
    ) throws(StoreError) -> Set<String> {
        let key = ResourceKey(Namespace.management, ManagementSpec.typeName, ManagementSpec().id)
        let stored: Resource?
        if let changed = changes[key] { stored = changed } else { stored = try store.get(key) }
        let modes = stored.flatMap { ManagementSpec.read($0.spec) }?.drift ?? DriftModes()
        return Set(desired.filter { modes.mode(of: $0) == .observe }.map(\.id))
    }
}
