public import Kernel
public import Resources
public import Store

/// Settings of the kernel below /proc/sys.
public enum KernelParamObject: KernelObject {
    /// What asks for it.
    public typealias Spec = KernelParamSpec
    /// What it is applied to.
    public typealias System = HostSystem
    /// In the ledger.
    public static let kind = "sysctl"
    /// Links bring settings of their own along.
    public static let topics: KernelTopics = [.links]

    /// Looks at the settings that specs or the ledger name.
    public static func observe(
        _ system: HostSystem, _ topics: KernelTopics, for desired: [DesiredSpec<KernelParamSpec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> HostState {
        var state = HostState()
        state.isBelowRoot = !system.local.root.isHost
        for name in Set(desired.map(\.id)).union(ledger.keys) {
            guard let parameter = KernelParameter(name) else { continue }
            do throws(KernelError) {
                if let value = try await system.local.value(parameter) { state.parameters[parameter] = .value(value) }
            } catch {
                let words = if case .refused(let refusal) = error { refusal.message } else { "\(error)" }
                state.parameters[parameter] = .unreadable(words)
            }
        }
        return state
    }

    /// Nothing tells when a setting changes.
    public static func nextLook(_ desired: [DesiredSpec<KernelParamSpec>]) -> Duration? {
        desired.isEmpty ? nil : .seconds(5)
    }

    /// The changes that take the settings to the specs.
    public static func plan(
        _ desired: [DesiredSpec<KernelParamSpec>], given host: HostState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<HostChange> {
        KernelParamPlanner.changes(desired, given: host, ledger)
    }
}

extension LedgerEntry {
    /// The value that a setting had before; `nil` where it wasn't there.
    var originalValue: String? { original[Self.value]?.text }

    fileprivate static let value = "value"
}

/// Works through the specs one by one.
private struct KernelParamPlanner: HostPlanner {
    let host: HostState
    let ledger: [String: LedgerEntry]
    var plan = SpecPlan<HostChange>()
    var claims = ObjectClaims()

    init(host: HostState, ledger: [String: LedgerEntry]) {
        self.host = host
        self.ledger = ledger
    }

    mutating func want(_ item: DesiredSpec<KernelParamSpec>) {
        guard let parameter = KernelParameter(item.id) else { return }
        claims.claim(item.id, for: item.id)
        plan.outcomes[item.id] = .applied(note: "")
        switch host.parameters[parameter] {
        case .value(let value):
            record(item, value)
            guard KeptValues.words(value) != KeptValues.words(item.spec.value) else { return }
            set(parameter, item, from: value)
        case .unreadable(let why):
            plan.outcomes[item.id] =
                item.spec.ignoreErrors ? .applied(note: why) : .waiting("its value can't be read: \(why)")
        case nil where host.isBelowRoot && !parameter.isOfNetwork:
            record(item, nil)
            set(parameter, item, from: nil)
        case nil where item.spec.ignoreErrors: plan.outcomes[item.id] = .applied(note: "this kernel doesn't have it")
        case nil where parameter.link != nil:
            plan.outcomes[item.id] = .waiting(
                "link \(parameter.link ?? "") doesn't exist, or the kernel has no such setting")
        case nil: plan.outcomes[item.id] = .refused("this kernel has no setting \(parameter); a module may bring it")
        }
    }

    mutating func drop(_ entry: LedgerEntry) {
        guard let parameter = KernelParameter(entry.object) else { return }
        let current: String? = if case .value(let value) = host.parameters[parameter] { value } else { nil }
        var kept = KeptValues(entry.original)
        guard kept.forget(LedgerEntry.value, at: current), current != entry.originalValue, current != nil else {
            return
        }
        step(
            .restoreParameter(parameter, entry.originalValue), parameter, entry.spec, "restore", before: current,
            after: entry.originalValue, finding: "")
    }

    private mutating func set(_ parameter: KernelParameter, _ item: DesiredSpec<KernelParamSpec>, from value: String?) {
        var differences = Differences()
        differences.compare("value", value, item.spec.value)
        step(
            .setParameter(parameter, item.spec.value, ignoresErrors: item.spec.ignoreErrors), parameter, item.id, "set",
            before: value, after: item.spec.value, finding: differences.text)
    }

    private mutating func record(_ item: DesiredSpec<KernelParamSpec>, _ value: String?) {
        var kept = KeptValues(ledger[item.id]?.original ?? [:])
        kept.note(item.spec.value, for: LedgerEntry.value, over: value)
        let entry = LedgerEntry(
            kind: KernelParamObject.kind, object: item.id, spec: item.id, claim: .made, original: kept.json)
        if ledger[item.id] != entry { plan.records.append(entry) }
    }

    private mutating func step(
        _ change: HostChange, _ parameter: KernelParameter, _ spec: String, _ words: String, before: String?,
        after: String?, finding: String
    ) {
        plan.steps.append(
            SpecStep(
                change, for: spec, finding: finding,
                PlannedOperation(
                    words, "sysctl \(parameter)", before: before.map { .string($0) } ?? .null,
                    after: after.map { .string($0) } ?? .null)))
    }
}

extension KernelParameter {
    /// The link that the setting belongs to, as in `net/ipv4/conf/eth0/forwarding`; `nil` for the host's and for `all`.
    fileprivate var link: String? {
        guard segments.count == 5, segments[0] == "net", ["conf", "neigh"].contains(segments[2]),
            !["all", "default"].contains(segments[3])
        else { return nil }
        return segments[3]
    }
}
