public import Kernel
import NetworkTypes
public import Resources
public import Store

/// Addresses of links.
public enum AddressObject: KernelObject {
    /// What asks for it.
    public typealias Spec = AddressSpec
    /// In the ledger.
    public static let kind = "address"
    /// Addresses depend on their links.
    public static let topics: KernelTopics = [.links, .addresses]

    /// Links come before their addresses.
    public static let predecessors = LinkSpec.stages

    /// Deleting an address takes routes along.
    public static func furtherTopics(for plan: KernelPlan) -> KernelTopics {
        plan.steps.contains { $0.change.isAddressDeletion } ? .routes : []
    }

    /// Its link.
    public static func places(of spec: AddressSpec) -> [String]? { spec.linkName.map { [$0.description] } ?? [] }

    /// The changes that take the kernel to the specs.
    public static func plan(
        _ desired: [DesiredSpec<AddressSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        var planner = AddressPlanner(kernel: kernel, ledger: ledger)
        for item in desired where !item.isGoing { planner.want(item) }
        let dropped = planner.claims.undo(desired, ledger, &planner.plan)
        for entry in dropped { planner.drop(entry) }
        planner.leaveRenamedLinks(dropped)
        planner.restoreCollateral()
        return planner.plan
    }

    /// The address as it is.
    public static func adoption(of item: DesiredSpec<AddressSpec>, in kernel: KernelState) -> Adoption<AddressSpec>? {
        guard let link = item.spec.linkName.flatMap({ kernel.link($0) }) else { return nil }
        guard
            let actual = kernel.addresses.first(where: {
                $0.linkIndex == link.index && $0.prefix == item.spec.address
            })
        else { return .removal }
        if let peer = actual.peer { return .refused("no spec can say its other end \(peer)") }
        var spec = item.spec
        (spec.scope, spec.priority) = (actual.scope, actual.priority)
        spec.flags = actual.flags.intersection(.managed)
        if actual.prefix.family == .inet4 { spec.broadcast = actual.broadcast ?? .unspecified(.inet4) }
        return .change(spec.normalized())
    }
}

/// Works through the specs one by one.
private struct AddressPlanner {
    let kernel: KernelState
    let ledger: [String: LedgerEntry]
    var plan = KernelPlan()
    var claims = ObjectClaims()
    private let observed: [String: KernelAddress]
    private var added: [KernelAddress] = []
    private var deleted: [KernelAddress] = []
    private var kept: Set<KernelAddress> = []

    init(kernel: KernelState, ledger: [String: LedgerEntry]) {
        self.kernel = kernel
        self.ledger = ledger
        let names = Dictionary(kernel.table.map { ($0.index, $0.name) }) { $1 }
        observed = Dictionary(
            kernel.addresses.compactMap { address in
                names[address.linkIndex].map { ("\($0)/\(address.prefix)", address) }
            }
        ) { first, _ in first }
    }

    mutating func want(_ item: DesiredSpec<AddressSpec>) {
        let spec = item.spec
        guard let name = spec.linkName, let link = kernel.link(name) else {
            plan.outcomes[item.id] = .waiting("link \(spec.linkName?.description ?? "") doesn't exist")
            return
        }
        if let reason = link.reasonAgainst(spec.address.family) {
            plan.outcomes[item.id] = .waiting(reason)
            return
        }
        var wanted = KernelAddress(
            linkIndex: link.index, prefix: spec.address, broadcast: spec.effectiveBroadcast,
            scope: spec.scope ?? .global, flags: spec.flags, priority: spec.priority,
            protocolNumber: RouteProtocol.netstrata.rawValue)
        let object = "\(link.name)/\(spec.address)"
        claims.claim(object, for: item.id)
        plan.outcomes[item.id] = .applied(note: "")
        guard let actual = observed[object] else {
            record(object, item, .made)
            added.append(wanted)
            step(.addAddress(wanted), item.id, "add", before: nil, after: wanted, finding: "deleted")
            announce(wanted, item, link)
            return
        }
        plan.outcomes[item.id] = .applied(note: Self.note(actual))
        let ownership = Ownership(ledger[object])
        // Others often leave the subnet's out, and unless somebody asks for it that is no difference.
        if ownership != .ours, spec.broadcast == nil, !item.adopts { wanted.broadcast = actual.broadcast }
        let differences = Self.differences(actual, wanted)
        switch ownership {
        case .found where differences.isEmpty, .ours where differences.isEmpty: break
        case .foreign where differences.isEmpty:
            // Our mark is a witness: the ledger was given up, or a backup was put back.
            record(object, item, actual.protocolNumber == wanted.protocolNumber ? .made : .found)
        case .ours: change(item, from: actual, to: wanted, differences)
        case .found, .foreign:
            guard item.adopts || actual.protocolNumber == wanted.protocolNumber else {
                plan.outcomes[item.id] = .conflict(with: "address", differences)
                return
            }
            record(object, item, .made)
            change(item, from: actual, to: wanted, differences)
        }
    }

    private static func note(_ actual: KernelAddress) -> String {
        if actual.flags.contains(.dadFailed), actual.prefix.family == .inet6 {
            return "another host has this address (duplicate address detection, RFC 4862 §5.4)"
        }
        return ""
    }

    /// Lifetimes, the label and what DAD does aren't ours to compare.
    private static func differences(_ actual: KernelAddress, _ wanted: KernelAddress) -> Differences {
        var differences = Differences()
        // The kernel works out an IPv6 address' scope by itself (`ipv6_addr_scope`).
        if wanted.prefix.family == .inet4 { differences.compare("scope", actual.scope, wanted.scope) }
        differences.compare(
            "flags", actual.flags.intersection(.managed), wanted.flags.intersection(.managed))
        differences.compare("priority", actual.priority, wanted.priority)
        differences.compare("peer", actual.peer, wanted.peer)
        differences.compare("broadcast", actual.broadcast, wanted.broadcast)
        return differences
    }

    private mutating func change(
        _ item: DesiredSpec<AddressSpec>, from actual: KernelAddress, to wanted: KernelAddress,
        _ differences: Differences
    ) {
        // IPv4 takes only metric and lifetimes on a living address (`inet_rtm_newaddr` in net/ipv4/devinet.c).
        var metricOnly = actual
        metricOnly.priority = wanted.priority
        let isInPlace =
            wanted.prefix.family == .inet6 && actual.peer == nil || Self.differences(metricOnly, wanted).isEmpty
        if isInPlace {
            step(
                .replaceAddress(wanted), item.id, "change", before: actual, after: wanted,
                finding: differences.text)
        } else {
            remove(actual, item.id, note: "it is deleted and added again: \(differences.text)")
            step(
                .addAddress(wanted), item.id, "add", before: nil, after: wanted, finding: differences.text)
            kept.insert(actual)
        }
    }

    /// Tells the neighbours who has the address; a link that is down tells them nothing.
    private mutating func announce(_ address: KernelAddress, _ item: DesiredSpec<AddressSpec>, _ link: KernelLink) {
        guard item.spec.announceWithARP, link.flags.contains(.running), let hardware = link.hardwareAddress else {
            return
        }
        step(
            .announceAddress(address, hardwareAddress: hardware), nil, "announce", before: nil, after: address,
            finding: "")
        plan.steps[plan.steps.count - 1].sequelOf = item.id
    }

    /// Deletes what we made.
    mutating func drop(_ entry: LedgerEntry) {
        if let actual = observed[entry.object] { remove(actual, entry.spec, note: "") }
    }

    /// Deletes what we had made on links that have other names now, for specs that have it elsewhere by now or are gone.
    ///
    /// A spec names its link, and a name may go over to another one; the address carries our mark, and so is known there.
    mutating func leaveRenamedLinks(_ dropped: [LedgerEntry]) {
        let strays = observed.filter { object, address in
            address.protocolNumber == RouteProtocol.netstrata.rawValue && claims.holder(of: object) == nil
                && ledger[object] == nil
        }
        guard !strays.isEmpty else { return }
        let moved = ledger.values.filter { $0.claim == .made && claims.holder(of: $0.object) != nil } + dropped
        let specs = Dictionary(moved.map { (Self.prefix($0.object), $0.spec) }) { first, _ in first }
        for (object, address) in strays.sorted(by: { $0.key < $1.key }) {
            guard let spec = specs[Self.prefix(object)] else { continue }
            remove(address, spec, note: "its link has another name now")
        }
    }

    /// What stands behind the link's name.
    private static func prefix(_ object: String) -> Substring {
        object.drop { $0 != "/" }
    }

    private mutating func remove(_ actual: KernelAddress, _ spec: String?, note: String) {
        deleted.append(actual)
        step(
            .deleteAddress(actual), spec, "delete", before: actual, after: nil, finding: "", isDisruptive: true,
            note: note)
    }

    private mutating func record(_ object: String, _ item: DesiredSpec<AddressSpec>, _ claim: LedgerEntry.Claim) {
        if ledger[object]?.claim == claim, ledger[object]?.spec == item.id { return }
        plan.records.append(LedgerEntry(kind: AddressObject.kind, object: object, spec: item.id, claim: claim))
    }

    private mutating func step(
        _ change: KernelChange, _ spec: String?, _ words: String, before: KernelAddress?, after: KernelAddress?,
        finding: String, isDisruptive: Bool = false, note: String = ""
    ) {
        let kernel = kernel
        plan.steps.append(
            PlannedStep(
                change, for: spec, finding: finding, note: note,
                PlannedOperation(
                    words, "address \((before ?? after)?.name(in: kernel) ?? "?")",
                    before: before.map(\.planned) ?? .null, after: after.map(\.planned) ?? .null,
                    isDisruptive: isDisruptive)))
    }

    /// Puts back what the kernel removes by itself along with the deleted addresses, as far as it isn't to go.
    mutating func restoreCollateral() {
        guard !deleted.isEmpty else { return }
        let kernel = kernel.adding(added)
        let collateral = AddressCollateral(deleted: deleted, kept: kept, kernel: kernel)
        for address in collateral.addresses {
            // What is only just added has no message of the kernel's to repeat.
            let own = added.first { $0.linkIndex == address.linkIndex && $0.prefix == address.prefix }
            step(
                own.map { .addAddress($0) } ?? .restoreAddress(address), nil, "put back", before: nil, after: address,
                finding: "",
                note: "the kernel removes it with the primary address of its subnet (promote_secondaries is off)")
        }
        for route in collateral.restorableRoutes {
            plan.steps.append(
                PlannedStep(
                    .restoreRoute(route), for: nil, finding: "", note: "the kernel removes it with the address",
                    PlannedOperation(
                        "put back", RouteText.object(route, kernel), after: RouteText.json(route, kernel))))
        }
        let texts =
            collateral.lostRoutes.map { "takes along \(RouteText.object($0, kernel))" }
            + collateral.sourcelessRoutes.map { "takes the source from \(RouteText.object($0, kernel))" }
        guard !texts.isEmpty, let last = plan.steps.lastIndex(where: { $0.change.isAddressDeletion }) else { return }
        let note = plan.steps[last].note
        plan.steps[last].note = ([note].filter { !$0.isEmpty } + texts).joined(separator: "; ")
    }
}

extension KernelState {
    /// The state with addresses more: one in the subnet of another is its secondary.
    fileprivate func adding(_ added: [KernelAddress]) -> KernelState {
        struct Subnet: Hashable {
            let link: UInt32
            let prefix: IPPrefix
        }
        func subnet(_ address: KernelAddress) -> Subnet {
            Subnet(link: address.linkIndex, prefix: address.prefix.masked)
        }
        var state = self
        var subnets = Set(addresses.map(subnet))
        for var address in added {
            let isFirst = subnets.insert(subnet(address)).inserted
            if !isFirst, address.prefix.family == .inet4 { address.flags.insert(.secondary) }
            state.addresses.append(address)
        }
        return state
    }
}

extension KernelChange {
    fileprivate var isAddressDeletion: Bool {
        if case .deleteAddress = self { true } else { false }
    }
}

extension KernelAddress {
    /// The address with its link, as a plan names it.
    fileprivate func name(in kernel: KernelState) -> String {
        "\(kernel.name(ofLink: linkIndex)?.description ?? "?")/\(prefix)"
    }

    /// The address as a plan shows it.
    fileprivate var planned: JSON {
        [
            "address": prefix.json, "scope": scope.json, "flags": flags.intersection(.managed).json,
            "priority": .integer(Int64(priority)),
        ]
    }
}
