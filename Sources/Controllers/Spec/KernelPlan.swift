public import Kernel
public import Resources
public import Store

/// A merged spec that is to be applied, or that goes.
public final class DesiredSpec<Spec: ResourceSpec>: Sendable {
    /// The merged resource's id.
    public let id: String
    /// What is wanted.
    public let spec: Spec
    /// Whether it goes, so that what it made is to be undone.
    public let isGoing: Bool
    /// The revision of the merged resource.
    public let revision: Int64
    /// When the merged resource was created; of two that mean the same object, the earlier wins.
    public let created: String
    /// Whether it may take over what is there and isn't ours: the annotation `adopt: true`.
    public let adopts: Bool
    /// What is done about others' changes, where the spec says it itself.
    public let drift: DriftMode?
    /// What else is to be said of it in its status; empty for nothing.
    public let note: String

    /// A desired spec from its parts.
    public init(
        _ spec: Spec, isGoing: Bool = false, revision: Int64 = 1, created: String = "", adopts: Bool = false,
        drift: DriftMode? = nil, note: String = ""
    ) {
        id = spec.id
        self.spec = spec
        self.isGoing = isGoing
        self.revision = revision
        self.created = created
        self.adopts = adopts
        self.drift = drift
        self.note = note
    }

    /// The same, only observed, as is said elsewhere.
    var observed: DesiredSpec {
        DesiredSpec(
            spec, isGoing: isGoing, revision: revision, created: created, adopts: adopts, drift: .observe, note: note)
    }
}

/// What is to be done so that a system is as the specs say.
public struct SpecPlan<Change: SystemChange>: Sendable {
    /// The changes, in the order in which they are made.
    public var steps: [SpecStep<Change>] = []
    /// What becomes of each spec if every step succeeds.
    public var outcomes: [String: SpecOutcome] = [:]
    /// The objects that we answer for from now on; written before the kernel is touched.
    public var records: [LedgerEntry] = []
    /// The objects that we answer for no more once the steps are done, each with the spec that gives it up, if any.
    public var forgets: [(object: String, spec: String?)] = []

    /// Nothing to do.
    public init() {}
}

/// A plan for the kernel's network.
public typealias KernelPlan = SpecPlan<KernelChange>

/// What becomes of a spec.
public enum SpecOutcome: Hashable, Sendable {
    /// The kernel is as the spec says.
    case applied(note: String)
    /// Something that it needs isn't there yet.
    case waiting(String)
    /// Something of the same name is there that isn't ours.
    case foreignConflict(String)
    /// It asks for what this version can't do; nothing of it is done.
    case notSupported(String)
    /// It can't be carried out whatever comes.
    case refused(String)
    /// Another spec means the same object and wins.
    case shadowed(by: String)
    /// It is otherwise, and left so because of the drift mode.
    case drifted(SpecDrift)
    /// It is undone: nothing holds the spec any more.
    case gone
}

/// What is otherwise than a spec says, and is left so.
public struct SpecDrift: Hashable, Sendable {
    /// What differs, in words.
    public var found: String
    /// What would be done about it; empty for nothing.
    public var remedy: String
    /// Why it can't become the intent; empty where that isn't asked for.
    public var refusal = ""
}

extension SpecPlan {
    /// The changes of each spec.
    var changes: [String: [Change]] {
        steps.reduce(into: [:]) { changes, step in
            if let spec = step.spec { changes[spec, default: []].append(step.change) }
        }
    }

    /// What was found of each spec's object.
    var findings: [String: [String]] {
        steps.reduce(into: [:]) { findings, step in
            if let spec = step.spec, !step.finding.isEmpty { findings[spec, default: []].append(step.finding) }
        }
    }
}

extension SpecOutcome {
    /// Something that isn't ours stands where the spec wants its own.
    static func conflict(with kind: String, _ differences: Differences) -> SpecOutcome {
        .foreignConflict(
            "the \(kind) is there and isn't Netstrata's: \(differences.text); "
                + "annotate the spec with adopt: \"true\" to take it over")
    }
}

/// A step of a plan for the kernel's network.
public typealias PlannedStep = SpecStep<KernelChange>

/// One change of a system, for whom it is made, and how people read it.
public struct SpecStep<Change: SystemChange>: Sendable {
    /// The change itself.
    public var change: Change
    /// The spec that it is for; `nil` for what is put back for others.
    public var spec: String?
    /// The spec without whose steps this one means nothing, although it isn't needed for the spec.
    public var sequelOf: String?
    /// What the kernel had instead: `deleted`, or the members that differ.
    public var finding: String
    /// What else people should know of it.
    public var note: String
    // Ten thousand routes are planned in a pass that nobody reads.
    private let describe: @Sendable () -> PlannedOperation

    /// A step from its parts; `describe` says how people read it, without the note.
    public init(
        _ change: Change, for spec: String?, finding: String, note: String = "",
        _ describe: @autoclosure @escaping @Sendable () -> PlannedOperation
    ) {
        self.change = change
        self.spec = spec
        self.finding = finding
        self.note = note
        self.describe = describe
    }

    /// How people read it.
    public var operation: PlannedOperation {
        var operation = describe()
        operation.note = note
        return operation
    }
}

/// The members in which something differs from what is wanted.
struct Differences {
    private var found: [(name: String, is: String, should: String)] = []
    private var others: [String] = []

    var isEmpty: Bool { found.isEmpty && others.isEmpty }

    /// What differs, such as `mtu 1400 instead of 1500`, with commas.
    var text: String {
        let members = found.map {
            "\($0.name) \($0.is.isEmpty ? "absent" : $0.is) instead of \($0.should.isEmpty ? "absent" : $0.should)"
        }
        return (members + others).joined(separator: ", ")
    }

    /// Notes what is said in words already.
    mutating func add(_ words: String) { others.append(words) }

    mutating func compare<Value: Equatable>(_ name: String, _ actual: Value, _ wanted: Value) {
        if actual != wanted { found.append((name, Self.text(actual), Self.text(wanted))) }
    }

    /// Notes a member whose values people read as JSON.
    mutating func add(_ name: String, _ actual: JSON?, _ wanted: JSON) {
        found.append((name, actual.map(Self.text) ?? "", Self.text(wanted)))
    }

    private static func text(_ json: JSON) -> String { json.text ?? json.canonical }

    private static func text<Value>(_ value: Value) -> String {
        guard let optional = value as? any OptionalValue else { return "\(value)" }
        return optional.wrappedText ?? ""
    }
}

private protocol OptionalValue {
    var wrappedText: String? { get }
}

extension Optional: OptionalValue {
    fileprivate var wrappedText: String? { map { "\($0)" } }
}
