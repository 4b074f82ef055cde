public import Kernel
import Resources
public import Store

/// Makes our table as the merged specs of chains and sets say, what changes of both in one transaction.
public final class FirewallController: Controller {
    /// The last stage of both types; also the finalizer on their merged specs.
    public let name = NfTablesObjects.controller
    /// The merged specs of both, and whether we may touch anything.
    public let inputs: [ResourceKind]
    /// What is said of the specs.
    public let outputs: [ResourceKind]
    /// Our table, as others change it.
    public let topics: KernelTopics = [.foreignFirewall]
    /// Those who hand the specs over: what one of people's transactions changes comes from both.
    public let predecessors = Predecessors.some(NfTablesSetSpec.stages.dropLast() + NfTablesChainSpec.stages.dropLast())

    private let sets: SpecController<NfTablesSetObject>
    private let chains: SpecController<NfTablesChainObject>
    private let round: FirewallRound

    /// A controller over a store and a table; `held` may stand in for what is stored.
    public init(_ store: ResourceStore, _ firewall: FirewallSystem, held: HeldIntent? = nil) {
        sets = SpecController(store, firewall, held: held, isPart: true)
        chains = SpecController(store, firewall, held: held, isPart: true)
        inputs = Array(Set(sets.inputs + chains.inputs))
        outputs = sets.outputs
        round = firewall.round
    }

    /// A pass of both.
    public func reconcile() async throws(ControllerError) -> Duration? {
        await round.begin()
        async let first = pass(sets, .sets)
        async let second = pass(chains, .chains)
        let tries = [try await first.get(), try await second.get()]
        return tries.compactMap { $0 }.min()
    }

    /// The sooner of both.
    public var nextLook: Duration? { [sets.nextLook, chains.nextLook].compactMap { $0 }.min() }

    private func pass(
        _ controller: some Controller, _ part: FirewallRound.Part
    ) async -> Result<Duration?, ControllerError> {
        let result: Result<Duration?, ControllerError>
        do throws(ControllerError) {
            result = .success(try await controller.reconcile())
        } catch {
            result = .failure(error)
        }
        await round.leave(part)
        return result
    }
}
