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
    /// Gateways are reached by addresses of links.
    public static let predecessors = LinkSpec.stages + AddressSpec.stages

    /// The link through which it leads, if it says that.
    public static func places(of spec: RouteSpec) -> [String]? { spec.outLinkName.map { [$0.description] } }

    /// The changes that take the kernel to the specs.
    public static func plan(
        _ desired: [DesiredSpec<RouteSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        let staying = desired.filter { !$0.isGoing }
        var planner = RoutePlanner(kernel: kernel, ledger: ledger, count: staying.count)
        let resolved = staying.map { planner.contend($0) }
        for (item, route) in zip(staying, resolved) {
            if let route { planner.want(item, route) }
        }
        planner.drop(planner.claims.undo(desired, ledger, &planner.plan))
        return planner.plan
    }

    /// The route of this destination and metric, wherever it leads.
    public static func adoption(of item: DesiredSpec<RouteSpec>, in kernel: KernelState) -> Adoption<RouteSpec>? {
        guard case .ready(let wanted) = RouteResolution(item.spec, kernel, Set(kernel.addresses.map(\.prefix.address)))
        else { return nil }
        let key = RouteKey(wanted)
        guard let actual = kernel.routes.first(where: { RouteKey($0) == key }) else { return .removal }
        let status = RouteStatus(actual, kernel)
        // What is on link can be said.
        let further = status.further.filter { $0 != "onlink" }
        guard further.isEmpty else { return .refused("no spec can say \(further.joined(separator: ", "))") }
        guard RouteSpec.types.contains(actual.type) else { return .refused("no spec can say the type \(actual.type)") }
        var spec = item.spec
        (spec.gateway, spec.src, spec.mtu, spec.type) = (
            actual.gateway, actual.preferredSource, actual.mtu, actual.type
        )
        if actual.type.hasNoDevice {
            spec.outLinkName = nil
        } else if !actual.nextHops.isEmpty {
            spec.outLinkName = nil
        } else if actual.outIndex != wanted.outIndex, wanted.outIndex != nil || actual.gateway == nil {
            spec.outLinkName = status.outLinkName
        }
        spec.nextHops = item.spec.nextHops.count == 1 && actual.nextHops.isEmpty ? [] : status.nextHops
        spec.scope = actual.family == .inet6 ? item.spec.scope : actual.scope
        spec.onLink = actual.isOnLink
        return .change(spec.normalized())
    }
}

/// Works through the specs one by one.
private struct RoutePlanner {
    let kernel: KernelState
    let ledger: [String: LedgerEntry]
    var plan = KernelPlan()
    var claims = ObjectClaims()
    private let observed: [RouteKey: [KernelRoute]]
    private let localAddresses: Set<IPAddress>
    /// Who wants each kernel route, and what it is to be.
    private var contenders: [RouteKey: DesiredSpec<RouteSpec>] = [:]
    /// How many routes there are of each destination and metric; only asked for IPv6.
    private lazy var counts = Dictionary(kernel.routes.map { (RouteKey($0).withoutLink, 1) }, uniquingKeysWith: +)

    init(kernel: KernelState, ledger: [String: LedgerEntry], count: Int) {
        self.kernel = kernel
        self.ledger = ledger
        plan.outcomes.reserveCapacity(count)
        claims.reserveCapacity(count)
        contenders.reserveCapacity(count)
        observed = Dictionary(grouping: kernel.routes, by: RouteKey.init)
        localAddresses = Set(kernel.addresses.map(\.prefix.address))
    }

    /// Lets the higher layer, then the earlier spec, have a kernel route that two of them mean.
    ///
    /// - Returns: The route that the spec means; `nil` while it waits for something.
    mutating func contend(_ item: DesiredSpec<RouteSpec>) -> KernelRoute? {
        switch RouteResolution(item.spec, kernel, localAddresses) {
        case .waiting(let reason):
            plan.outcomes[item.id] = .waiting(reason)
            return nil
        case .ready(let route):
            let key = RouteKey(route)
            if let rival = contenders.updateValue(item, forKey: key) {
                let isFirst = (rival.spec.layer, item.created, item.id) < (item.spec.layer, rival.created, rival.id)
                if !isFirst { contenders[key] = rival }
            }
            return route
        }
    }

    mutating func want(_ item: DesiredSpec<RouteSpec>, _ wanted: KernelRoute) {
        let key = RouteKey(wanted)
        let object = key.description
        if let winner = contenders[key], winner.id != item.id {
            plan.outcomes[item.id] = .shadowed(by: winner.id)
            return
        }
        claims.claim(object, for: item.id)
        plan.outcomes[item.id] = .applied(note: "")
        let candidates = observed[key] ?? []
        guard let actual = Self.best(candidates, for: wanted) else {
            record(object, item, .made)
            step(.addRoute(wanted, isExclusive: true), item.id, "add", nil, wanted, finding: "deleted")
            return
        }
        settle(item, object, actual, wanted)
    }

    /// Of several routes with one key, the one that is as it should be, else ours, else the first.
    private static func best(_ candidates: [KernelRoute], for wanted: KernelRoute) -> KernelRoute? {
        candidates.first { differences($0, wanted, comparesProtocol: false).isEmpty }
            ?? candidates.first { $0.protocolNumber == .netstrata } ?? candidates.first
    }

    private mutating func settle(
        _ item: DesiredSpec<RouteSpec>, _ object: String, _ actual: KernelRoute, _ wanted: KernelRoute
    ) {
        let isMarked = actual.protocolNumber == .netstrata
        let owner = Ownership(ledger[object])
        let differences = Self.differences(actual, wanted, comparesProtocol: owner == .ours)
        switch owner {
        case .found where differences.isEmpty: break
        case .ours where differences.isEmpty: record(object, item, .made)
        case .foreign where differences.isEmpty: record(object, item, isMarked ? .made : .found)
        case .ours: replace(item, actual, wanted, differences)
        case .found, .foreign:
            guard item.adopts || isMarked else {
                plan.outcomes[item.id] = .conflict(with: "route", differences)
                return
            }
            record(object, item, .made)
            replace(item, actual, wanted, differences)
        }
    }

    private mutating func replace(
        _ item: DesiredSpec<RouteSpec>, _ actual: KernelRoute, _ wanted: KernelRoute, _ differences: Differences
    ) {
        // IPv6 replaces the first route of this destination and metric, which may be another link's: then only deleting
        // and adding hits the right one.
        guard actual.family == .inet6, counts[RouteKey(actual).withoutLink, default: 0] > 1 else {
            step(.replaceRoute(wanted), item.id, "replace", actual, wanted, finding: differences.text)
            return
        }
        step(
            .deleteRoute(actual), item.id, "delete", actual, nil, finding: differences.text, isDisruptive: true)
        step(.addRoute(wanted, isExclusive: false), item.id, "add", nil, wanted, finding: differences.text)
    }

    /// What the kernel gives back as it was asked; IPv6 reports scope global whatever was asked (net/ipv6/route.c).
    private static func differences(
        _ actual: KernelRoute, _ wanted: KernelRoute, comparesProtocol: Bool
    ) -> Differences {
        var differences = Differences()
        differences.compare("type", actual.type, wanted.type)
        differences.compare("gateway", actual.gateway, wanted.gateway)
        if !wanted.type.hasNoDevice { differences.compare("link", actual.outIndex, wanted.outIndex ?? actual.outIndex) }
        if !actual.nextHops.isEmpty || !wanted.nextHops.isEmpty {
            let hops = Set(Self.completed(wanted.nextHops, from: actual.nextHops))
            differences.compare("nextHops", Set(actual.nextHops), hops)
        }
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

    /// Deletes what we made.
    mutating func drop(_ entries: [LedgerEntry]) {
        guard !entries.isEmpty else { return }
        let ours = kernel.routes.filter { $0.protocolNumber == .netstrata }
        let byObject = Dictionary(ours.map { (RouteKey($0).description, $0) }) { first, _ in first }
        for entry in entries {
            guard let actual = byObject[entry.object] else { continue }
            step(.deleteRoute(actual), entry.spec, "delete", actual, nil, finding: "", isDisruptive: true)
        }
    }

    private mutating func record(_ object: String, _ item: DesiredSpec<RouteSpec>, _ claim: LedgerEntry.Claim) {
        if ledger[object]?.claim == claim, ledger[object]?.spec == item.id { return }
        plan.records.append(LedgerEntry(kind: RouteObject.kind, object: object, spec: item.id, claim: claim))
    }

    private mutating func step(
        _ change: KernelChange, _ spec: String, _ words: String, _ before: KernelRoute?, _ after: KernelRoute?,
        finding: String, isDisruptive: Bool = false
    ) {
        let kernel = kernel
        plan.steps.append(
            PlannedStep(
                change, for: spec, finding: finding,
                PlannedOperation(
                    words, (after ?? before).map { RouteText.object($0, kernel) } ?? "",
                    before: before.map { RouteText.json($0, kernel) } ?? .null,
                    after: after.map { RouteText.json($0, kernel) } ?? .null, isDisruptive: isDisruptive)))
    }
}
