import Kernel
import Resources
import Store

/// Works through the specs that a service of the host carries out, each by a file of ours among the service's settings.
struct DropInPlanner {
    let kind: String
    let host: HostState
    let ledger: [String: LedgerEntry]
    var plan = SpecPlan<HostChange>()
    var claims = ObjectClaims()

    init(kind: String, host: HostState, ledger: [String: LedgerEntry]) {
        self.kind = kind
        self.host = host
        self.ledger = ledger
    }

    /// Wants a text in a service's file.
    mutating func want(_ file: HostFile, _ text: String, for spec: String) {
        claims.claim(file.rawValue, for: spec)
        plan.outcomes[spec] = .applied(note: "given to \(file.rawValue)")
        let missing = host.files[file]?.missingFolders ?? 0
        let original = ledger[file.rawValue]?.original ?? (missing > 0 ? [Self.folders: .integer(Int64(missing))] : [:])
        let entry = LedgerEntry(kind: kind, object: file.rawValue, spec: spec, claim: .made, original: original)
        if ledger[file.rawValue] != entry { plan.records.append(entry) }
        let finding: String
        switch host.files[file]?.content {
        case .file(let actual, let mode):
            guard actual != text || mode != Self.mode else { return }
            finding =
                actual == text
                ? "mode \(String(mode, radix: 8))" : LineDifference(from: text, to: actual, showing: .status).text
        case .link, .nothing, nil: finding = "deleted"
        case .unusable(let why):
            plan.outcomes[spec] = .foreignConflict(why)
            return
        }
        step(
            .writeFile(file, text: text, mode: Self.mode, keepsOriginal: false), spec, "write", file, finding,
            after: .string(text))
    }

    /// Removes our files that nobody wants any more.
    mutating func undo<Spec: ResourceSpec>(_ desired: [DesiredSpec<Spec>]) {
        for entry in claims.undo(desired, ledger, &plan) {
            guard let file = HostFile(rawValue: entry.object), let actual = host.files[file],
                actual.content != .nothing
            else { continue }
            let folders = Int(entry.original[Self.folders]?.integer ?? 0)
            step(.removeFile(file, folders: folders), entry.spec, "remove", file, "", after: .null)
        }
    }

    /// The member of a ledger entry's `original` that says how many folders weren't there.
    private static let folders = "folders"
    /// Everybody may read what the services read.
    private static let mode: UInt32 = 0o644

    private mutating func step(
        _ change: HostChange, _ spec: String, _ words: String, _ file: HostFile, _ finding: String, after: JSON
    ) {
        let before: JSON = if case .file(let text, _) = host.files[file]?.content { .string(text) } else { .null }
        plan.steps.append(
            SpecStep(
                change, for: spec, finding: finding,
                PlannedOperation(words, "file /\(file.path)", before: before, after: after)))
    }
}
