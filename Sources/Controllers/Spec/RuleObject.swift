public import Kernel
import NetworkTypes
public import Resources
public import Store

/// Routing rules.
public enum RuleObject: KernelObject {
    /// What asks for it.
    public typealias Spec = RoutingRuleSpec
    /// In the ledger.
    public static let kind = "rule"
    /// Rules depend on nothing else.
    public static let topics: KernelTopics = [.rules]

    /// The changes that take the kernel to the specs.
    ///
    /// The kernel keeps several rules of one priority side by side, so what is there with other selectors is no conflict.
    public static func plan(
        _ desired: [DesiredSpec<RoutingRuleSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        var planner = RulePlanner(ledger: ledger)
        planner.observed = Dictionary(grouping: kernel.rules) { RulePlanner.object($0.family, $0.priority) }
        for item in desired where !item.isGoing { planner.want(item) }
        for entry in planner.claims.undo(desired, ledger, &planner.plan) { planner.drop(entry) }
        return planner.plan
    }

    /// The rule of this priority, if there is one.
    public static func adoption(
        of item: DesiredSpec<RoutingRuleSpec>, in kernel: KernelState
    ) -> Adoption<RoutingRuleSpec>? {
        let rules = kernel.rules.filter {
            $0.family == item.spec.family ?? .inet4 && $0.priority == item.spec.priority
        }
        guard let actual = rules.first else { return .removal }
        guard rules.count == 1 else { return .refused("there are \(rules.count) rules of priority \(actual.priority)") }
        let status = RoutingRuleStatus(actual)
        guard status.further.isEmpty else {
            return .refused("no spec can say \(status.further.joined(separator: ", "))")
        }
        var spec = item.spec
        (spec.src, spec.dst, spec.table, spec.action) = (status.src, status.dst, status.table, status.action)
        (spec.iifName, spec.oifName) = (status.iifName, status.oifName)
        (spec.fwMark, spec.fwMask) = (status.fwMark, status.fwMask)
        return .change(spec.normalized())
    }
}

/// Works through the specs one by one.
private struct RulePlanner {
    let ledger: [String: LedgerEntry]
    var observed: [String: [KernelRule]] = [:]
    var plan = KernelPlan()
    var claims = ObjectClaims()

    init(ledger: [String: LedgerEntry]) { self.ledger = ledger }

    static func object(_ family: AddressFamily, _ priority: UInt32) -> String {
        var status = RoutingRuleStatus()
        status.family = family
        status.priority = priority
        return status.id
    }

    mutating func want(_ item: DesiredSpec<RoutingRuleSpec>) {
        let wanted = KernelRule(item.spec)
        let object = item.id
        claims.claim(object, for: item.id)
        plan.outcomes[item.id] = .applied(note: "")
        let candidates = observed[object] ?? []
        let equal = candidates.filter { Self.differences($0, wanted).isEmpty }
        let isOurs = Ownership(ledger[object]) == .ours
        let outdated = candidates.filter { isOurs && $0.protocolNumber == .netstrata && !equal.contains($0) }
        if let actual = equal.first(where: { $0.protocolNumber == .netstrata }) ?? (isOurs ? nil : equal.first) {
            record(object, item, actual.protocolNumber == .netstrata ? .made : .found)
        } else if equal.isEmpty {
            record(object, item, .made)
            // The new rule first, then the old one: no packet meets neither.
            step(
                .addRule(wanted), item.id, "add", before: nil, after: wanted,
                finding: outdated.first.map { Self.differences($0, wanted).text } ?? "deleted")
        } else if let actual = equal.first {
            // Somebody put the same rule there under another name; EXCL would refuse a second one.
            record(object, item, .found)
            plan.outcomes[item.id] = .applied(note: "another program made it (protocol \(actual.protocolNumber))")
        }
        for rule in outdated {
            step(.deleteRule(rule), item.id, "delete", before: rule, after: nil, finding: "")
        }
    }

    mutating func drop(_ entry: LedgerEntry) {
        for rule in observed[entry.object] ?? [] where rule.protocolNumber == .netstrata {
            step(
                .deleteRule(rule), entry.spec, "delete", before: rule, after: nil, finding: "", isDisruptive: true)
        }
    }

    private static func differences(_ actual: KernelRule, _ wanted: KernelRule) -> Differences {
        var differences = Differences()
        differences.compare("src", actual.source, wanted.source)
        differences.compare("dst", actual.destination, wanted.destination)
        differences.compare("table", actual.table, wanted.table)
        differences.compare("action", actual.action, wanted.action)
        differences.compare("iifName", actual.inputInterface, wanted.inputInterface)
        differences.compare("oifName", actual.outputInterface, wanted.outputInterface)
        differences.compare("fwMark", actual.mark, wanted.mark)
        differences.compare("fwMask", actual.mask, wanted.mask)
        differences.compare("inverted", actual.isInverted, false)
        differences.compare("tos", actual.typeOfService, 0)
        differences.compare("further", actual.further.joined(separator: ","), "")
        return differences
    }

    private mutating func record(_ object: String, _ item: DesiredSpec<RoutingRuleSpec>, _ claim: LedgerEntry.Claim) {
        if ledger[object]?.claim == claim, ledger[object]?.spec == item.id { return }
        plan.records.append(LedgerEntry(kind: RuleObject.kind, object: object, spec: item.id, claim: claim))
    }

    private mutating func step(
        _ change: KernelChange, _ spec: String, _ words: String, before: KernelRule?, after: KernelRule?,
        finding: String, isDisruptive: Bool = false
    ) {
        plan.steps.append(
            PlannedStep(
                change, for: spec, finding: finding,
                PlannedOperation(
                    words, "rule \((before ?? after).map { RoutingRuleStatus($0).id } ?? "")",
                    before: before.map { RoutingRuleStatus($0).json } ?? .null,
                    after: after.map { RoutingRuleStatus($0).json } ?? .null, isDisruptive: isDisruptive)))
    }
}

extension KernelRule {
    /// The rule that a spec asks for, with our mark.
    fileprivate init(_ spec: RoutingRuleSpec) {
        self.init(family: spec.family ?? .inet4, priority: spec.priority)
        source = spec.src
        destination = spec.dst
        table = spec.table
        action = spec.action
        inputInterface = spec.iifName
        outputInterface = spec.oifName
        mark = spec.fwMark
        mask = spec.fwMask
        protocolNumber = .netstrata
    }
}

extension RoutingRuleStatus {
    /// The rule as a status shows it.
    init(_ rule: KernelRule) {
        self.init()
        family = rule.family
        src = rule.source
        dst = rule.destination
        table = rule.table
        priority = rule.priority
        action = rule.action
        iifName = rule.inputInterface
        oifName = rule.outputInterface
        fwMark = rule.mark
        fwMask = rule.mask
        `protocol` = rule.protocolNumber
        further = (rule.isInverted ? ["not"] : []) + (rule.typeOfService == 0 ? [] : ["tos"]) + rule.further
    }
}
