public import Kernel
import NetworkTypes
public import Resources
public import Store

/// Keeps the statuses of chains and sets the same as what the kernel has of our table.
public final class FirewallStatusController: Controller {
    /// The owner of the statuses.
    public let name = "FirewallStatusController"
    /// No resource: the kernel alone.
    public let inputs: [ResourceKind] = []
    /// The statuses.
    public let outputs = [
        ResourceKind(Namespace.network, NfTablesChainStatus.typeName),
        ResourceKind(Namespace.network, NfTablesSetStatus.typeName),
    ]
    /// Our table, whoever changes it.
    public let topics: KernelTopics = .firewall
    /// As of every status: a burst of events becomes one look.
    public let pace = PassBudget(perSecond: 10, burst: 5)
    /// Statuses may come late.
    public let predecessors = Predecessors.all

    private let tables: NfTables
    private let chains: OwnedRows
    private let sets: OwnedRows

    /// A controller over a store and the table, whose state it shares with who changes it.
    public init(_ store: ResourceStore, _ tables: NfTables) {
        self.tables = tables
        chains = OwnedRows(store, ResourceKind(Namespace.network, NfTablesChainStatus.typeName), owner: name)
        sets = OwnedRows(store, ResourceKind(Namespace.network, NfTablesSetStatus.typeName), owner: name)
    }

    /// One pass.
    public func reconcile() async throws(ControllerError) -> Duration? {
        let table: NfTablesState
        do throws(KernelError) { table = try await tables.state() } catch { throw .kernel(error) }
        do throws(StoreError) {
            try await chains.become { _ in
                Dictionary(table.chains.map { NfTablesChainStatus($0, table) }.map { ($0.id, $0.canonical) }) { $1 }
            }
            // A name with a slash is of a chain's limits for each source.
            let named = table.sets.filter { !$0.key.contains("/") }
            try await sets.become { _ in
                Dictionary(named.map { NfTablesSetStatus($0, $1) }.map { ($0.id, $0.canonical) }) { $1 }
            }
        } catch {
            throw .store(error)
        }
        return Self.nextEnd(table)
    }

    /// When an element comes to its end, nobody tells of it.
    private static func nextEnd(_ table: NfTablesState) -> Duration? {
        let ends = table.sets.values.lazy.filter(\.hasTimeouts).flatMap(\.elements).compactMap(\.expiry)
        return ends.min().map { .milliseconds(max(10, $0 - HostClock.millisecondsSince1970)) }
    }
}

extension NfTablesChainStatus {
    init(_ chain: NfTablesChain, _ table: NfTablesState) {
        self.init()
        name = NfTablesName(chain.name)
        rules = UInt32(clamping: chain.rules.count)
        dormant = table.isDormant
        guard let base = chain.base else { return }
        type = base.type
        hook =
            NfTablesChainHook.allCases.indices.contains(Int(base.hook))
            ? NfTablesChainHook.allCases[Int(base.hook)] : nil
        priority = NfTablesPriority(rawValue: base.priority)
        policy = base.accepts ? .accept : .drop
    }
}

extension NfTablesSetStatus {
    init(_ name: String, _ set: NfTablesSet) {
        self.init()
        self.name = NfTablesName(name)
        type = set.key.name
        valueType = set.valueType?.name ?? ""
        elements = UInt32(clamping: set.elements.count)
    }
}

extension NfTablesChainStatistics {
    /// What the rules of a chain have counted.
    public init(_ chain: NfTablesChain) {
        self.init()
        rules = chain.rules.map { rule in
            var shown = Rule()
            shown.comment = rule.comment
            shown.handle = Count(rule.handle)
            (shown.packets, shown.bytes) = (
                rule.counted.map { Count($0.packets) }, rule.counted.map { Count($0.bytes) }
            )
            return shown
        }
    }
}

extension NfTablesSet.KeyType {
    /// The word of nft(8) for it (`datatype.c` of nftables); the number where none is known here.
    var name: String {
        let names: [(number: UInt32, name: String)] = [
            (7, "ipv4_addr"), (8, "ipv6_addr"), (9, "ether_addr"), (12, "inet_proto"), (13, "inet_service"),
            (19, "mark"), (41, "ifname"), (NfTablesSet.KeyType.verdict.number, "verdict"),
        ]
        return names.first { $0.number == self.number }?.name ?? "\(number)"
    }
}
