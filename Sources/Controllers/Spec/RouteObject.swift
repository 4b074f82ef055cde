public import Kernel
import NetworkTypes
public import Resources
public import Store

/// Routes.
public enum RouteObject: KernelObject {
    /// What asks for it.
    public typealias Spec = RouteSpec
    /// In the ledger.
    public static let kind = "route"
    /// A link that goes down loses its IPv4 routes without any event about routes, so links and addresses wake too.
    public static let topics: KernelTopics = [.links, .addresses, .routes]

    /// The changes that take the kernel to the specs.
    public static func plan(
        _ desired: [DesiredSpec<RouteSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        var planner = RoutePlanner(kernel: kernel, ledger: ledger)
        // The higher layer, then the earlier spec, gets a kernel route that two of them mean.
        let ranked = desired.filter { !$0.isGoing }.sorted {
            ($1.spec.layer, $0.created, $0.id) < ($0.spec.layer, $1.created, $1.id)
        }
        for item in ranked { planner.want(item) }
        for entry in planner.claims.undo(desired, ledger, &planner.plan) { planner.drop(entry) }
        return planner.plan
    }
}

/// Works through the specs one by one.
private struct RoutePlanner {
    let kernel: KernelState
    let ledger: [String: LedgerEntry]
    var plan = KernelPlan()
    var claims = ObjectClaims()
    private let observed: [RouteKey: [KernelRoute]]
    private let observedByObject: [String: RouteKey]
    private let localAddresses: Set<IPAddress>

    init(kernel: KernelState, ledger: [String: LedgerEntry]) {
        self.kernel = kernel
        self.ledger = ledger
        observed = Dictionary(grouping: kernel.routes, by: RouteKey.init)
        let keys = ledger.isEmpty ? [] : Array(observed.keys)
        observedByObject = Dictionary(keys.map { ($0.description, $0) }) { first, _ in first }
        localAddresses = Set(kernel.addresses.map(\.prefix.address))
    }

    mutating func want(_ item: DesiredSpec<RouteSpec>) {
        let wanted: KernelRoute
        switch RouteResolution(item.spec, kernel, localAddresses) {
        case .waiting(let reason):
            plan.outcomes[item.id] = .waiting(reason)
            return
        case .ready(let route): wanted = route
        }
        let key = RouteKey(wanted)
        let object = key.description
        if let holder = claims.holder(of: object) {
            plan.outcomes[item.id] = .shadowed(by: holder)
            return
        }
        claims.claim(object, for: item.id)
        plan.outcomes[item.id] = .applied(note: "")
        let candidates = observed[key] ?? []
        guard let actual = Self.best(candidates, for: wanted) else {
            record(object, item, .made)
            step(.addRoute(wanted, isExclusive: true), item.id, "add route", nil, wanted, finding: "deleted")
            return
        }
        settle(item, object, actual, wanted, hasSiblings: candidates.count > 1)
    }

    /// Of several routes with one key, the one that is as it should be, else ours, else the first.
    private static func best(_ candidates: [KernelRoute], for wanted: KernelRoute) -> KernelRoute? {
        candidates.first { differences($0, wanted, comparesProtocol: false).isEmpty }
            ?? candidates.first { $0.protocolNumber == .netstrata } ?? candidates.first
    }

    private mutating func settle(
        _ item: DesiredSpec<RouteSpec>, _ object: String, _ actual: KernelRoute, _ wanted: KernelRoute,
        hasSiblings: Bool
    ) {
        let isMarked = actual.protocolNumber == .netstrata
        let owner = Ownership(ledger[object])
        let differences = Self.differences(actual, wanted, comparesProtocol: owner == .ours)
        switch owner {
        case .found where differences.isEmpty: break
        case .ours where differences.isEmpty: record(object, item, .made)
        case .foreign where differences.isEmpty: record(object, item, isMarked ? .made : .found)
        case .ours: replace(item, actual, wanted, differences, hasSiblings: hasSiblings)
        case .found, .foreign:
            guard item.adopts || isMarked else {
                plan.outcomes[item.id] = .conflict(with: "route", differences)
                return
            }
            record(object, item, .made)
            replace(item, actual, wanted, differences, hasSiblings: hasSiblings)
        }
    }

    private mutating func replace(
        _ item: DesiredSpec<RouteSpec>, _ actual: KernelRoute, _ wanted: KernelRoute, _ differences: Differences,
        hasSiblings: Bool
    ) {
        // IPv6 replaces the first route of this destination and metric, which may be another link's: then only deleting
        // and adding hits the right one.
        let sameMetric = kernel.routes.filter {
            $0.table == actual.table && $0.destination == actual.destination && $0.priority == actual.priority
        }
        guard actual.family == .inet6, sameMetric.count > 1 else {
            step(.replaceRoute(wanted), item.id, "replace route", actual, wanted, finding: differences.text)
            return
        }
        step(
            .deleteRoute(actual), item.id, "delete route", actual, nil, finding: differences.text, isDisruptive: true)
        step(.addRoute(wanted, isExclusive: false), item.id, "add route", nil, wanted, finding: differences.text)
    }

    /// What the kernel gives back as it was asked; IPv6 reports scope global whatever was asked (net/ipv6/route.c).
    private static func differences(
        _ actual: KernelRoute, _ wanted: KernelRoute, comparesProtocol: Bool
    ) -> Differences {
        var differences = Differences()
        differences.compare("type", actual.type, wanted.type)
        differences.compare("gateway", actual.gateway, wanted.gateway)
        if !wanted.type.hasNoDevice { differences.compare("link", actual.outIndex, wanted.outIndex ?? actual.outIndex) }
        differences.compare(
            "nextHops", Set(actual.nextHops), Set(Self.completed(wanted.nextHops, from: actual.nextHops)))
        differences.compare("src", actual.preferredSource, wanted.preferredSource)
        differences.compare("mtu", actual.mtu, wanted.mtu)
        if wanted.family == .inet4 {
            differences.compare("scope", actual.scope, wanted.scope)
            differences.compare("onLink", actual.isOnLink, wanted.isOnLink)
        }
        if comparesProtocol { differences.compare("protocol", actual.protocolNumber, wanted.protocolNumber) }
        return differences
    }

    /// A next hop without a link gets the one that the kernel found for its gateway.
    private static func completed(_ hops: [KernelNextHop], from actual: [KernelNextHop]) -> [KernelNextHop] {
        hops.map { hop in
            guard hop.outIndex == nil, let match = actual.first(where: { $0.gateway == hop.gateway }) else {
                return hop
            }
            var complete = hop
            complete.outIndex = match.outIndex
            return complete
        }
    }

    mutating func drop(_ entry: LedgerEntry) {
        guard let key = observedByObject[entry.object] else { return }
        let candidates = observed[key] ?? []
        guard let actual = candidates.first(where: { $0.protocolNumber == .netstrata }) else { return }
        step(.deleteRoute(actual), entry.spec, "delete route", actual, nil, finding: "", isDisruptive: true)
    }

    private mutating func record(_ object: String, _ item: DesiredSpec<RouteSpec>, _ claim: LedgerEntry.Claim) {
        if ledger[object]?.claim == claim, ledger[object]?.spec == item.id { return }
        plan.records.append(LedgerEntry(kind: RouteObject.kind, object: object, spec: item.id, claim: claim))
    }

    private mutating func step(
        _ change: KernelChange, _ spec: String, _ words: String, _ before: KernelRoute?, _ after: KernelRoute?,
        finding: String, isDisruptive: Bool = false
    ) {
        let object = (after ?? before).map { RouteText.object($0, kernel) } ?? ""
        plan.steps.append(
            PlannedStep(
                change, for: spec, finding: finding,
                PlannedOperation(
                    words, object, before: before.map { RouteText.json($0, kernel) } ?? .null,
                    after: after.map { RouteText.json($0, kernel) } ?? .null, isDisruptive: isDisruptive)))
    }
}
