public import Kernel
public import Resources
public import Store

/// The host's files for the network.
public enum EtcFileObject: KernelObject {
    /// What asks for it.
    public typealias Spec = EtcFileSpec
    /// What it is applied to.
    public typealias System = HostSystem
    /// In the ledger, where these entries outlive a restart of the host, as the files do.
    public static let kind = "file"
    /// The files.
    public static let topics: KernelTopics = [.files]

    /// The files that can be kept.
    static let files = EtcFileSpec.Name.allCases.compactMap { HostFile($0) }

    /// Looks at all of them.
    public static func observe(
        _ system: HostSystem, _ topics: KernelTopics, for desired: [DesiredSpec<EtcFileSpec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> HostState {
        var state = HostState()
        state.files = try await system.files(files)
        return state
    }

    /// The changes that take the files to the specs.
    public static func plan(
        _ desired: [DesiredSpec<EtcFileSpec>], given host: HostState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<HostChange> {
        EtcFilePlanner.changes(desired, given: host, ledger)
    }
}

extension HostFile {
    /// The file that a spec names.
    init?(_ name: EtcFileSpec.Name) { self.init(rawValue: name.rawValue) }
}

/// Works through the specs one by one.
private struct EtcFilePlanner: HostPlanner {
    /// The member of a ledger entry's `original` that says that there was no file.
    private static let absent = "absent"

    let host: HostState
    let ledger: [String: LedgerEntry]
    var plan = SpecPlan<HostChange>()
    var claims = ObjectClaims()

    init(host: HostState, ledger: [String: LedgerEntry]) {
        self.host = host
        self.ledger = ledger
    }

    mutating func want(_ item: DesiredSpec<EtcFileSpec>) {
        guard let file = HostFile(item.spec.name), let actual = host.files[file] else { return }
        claims.claim(item.id, for: item.id)
        let note = actual.isMountPoint ? "something is mounted on it, so it is written over, not replaced" : ""
        plan.outcomes[item.id] = .applied(note: note)
        switch actual.content {
        case .nothing:
            let isNew = ledger[item.id] == nil && !actual.hasOriginal
            record(item, .made, isNew ? [Self.absent: true] : ledger[item.id]?.original ?? [:])
            write(file, item, actual, finding: "deleted")
        case .file(let text, let mode):
            let finding = Self.finding(item.spec, text, mode)
            let isOurs = ledger[item.id]?.claim == .made || actual.hasOriginal || FileOrigin.isMarked(text)
            if finding.isEmpty {
                record(item, isOurs ? .made : .found, ledger[item.id]?.original ?? [:])
            } else {
                record(item, .made, ledger[item.id]?.original ?? [:])
                write(file, item, actual, finding: finding)
            }
        case .link(let target):
            if file == .resolverConfiguration, ResolverDestination(target: target) == .resolved, !item.adopts {
                plan.outcomes[item.id] = .foreignConflict(
                    "it leads to systemd-resolved's own file (\(target)); a ResolverSpec reaches that service, and "
                        + "adopt: \"true\" on this spec would put a file in the link's place")
                return
            }
            record(item, .made, ledger[item.id]?.original ?? [:])
            write(file, item, actual, finding: "a symbolic link to \(target)")
        case .unusable(let why): plan.outcomes[item.id] = .foreignConflict(why)
        }
    }

    /// What differs from the spec, empty for nothing.
    private static func finding(_ spec: EtcFileSpec, _ text: String, _ mode: UInt32) -> String {
        guard text == spec.contents.text else {
            return LineDifference(from: spec.contents.text, to: text, showing: .status).text
        }
        var differences = Differences()
        differences.compare("mode", String(mode, radix: 8), String(spec.mode.bits, radix: 8))
        return differences.text
    }

    /// What is there is kept unless it is known to be ours.
    private mutating func write(
        _ file: HostFile, _ item: DesiredSpec<EtcFileSpec>, _ actual: HostFileState, finding: String
    ) {
        let wasAbsent = ledger[item.id]?.original[Self.absent] == true
        let keeps: Bool =
            switch actual.content {
            case .file(let text, _): !actual.hasOriginal && !wasAbsent && !FileOrigin.isMarked(text)
            case .link: !actual.hasOriginal && !wasAbsent
            case .nothing, .unusable: false
            }
        let mode = UInt32(item.spec.mode.bits)
        let change = HostChange.writeFile(file, text: item.spec.contents.text, mode: mode, keepsOriginal: keeps)
        step(change, item.id, "write", file, after: .string(item.spec.contents.text), finding: finding)
    }

    /// The file of before comes back; one that wasn't there goes.
    mutating func drop(_ entry: LedgerEntry) {
        guard let file = HostFile(rawValue: entry.object), let actual = host.files[file], !isForeign(actual) else {
            return
        }
        if entry.original[Self.absent] == true {
            if actual.content != .nothing { step(.removeFile(file), entry.spec, "remove", file, after: .null) }
        } else if actual.hasOriginal {
            step(.restoreFile(file), entry.spec, "restore", file, after: .null)
        }
    }

    /// Where the ledger was given up, the file that is kept beside it is the witness.
    mutating func dropUnlisted(_ item: DesiredSpec<EtcFileSpec>) {
        guard let file = HostFile(item.spec.name), let actual = host.files[file], actual.hasOriginal, !isForeign(actual)
        else { return }
        step(.restoreFile(file), item.id, "restore", file, after: .null)
    }

    /// Whether somebody else has put there what we never write: nothing of ours or of before comes over it.
    private func isForeign(_ actual: HostFileState) -> Bool {
        switch actual.content {
        case .link, .unusable: true
        case .file, .nothing: false
        }
    }

    private mutating func record(_ item: DesiredSpec<EtcFileSpec>, _ claim: LedgerEntry.Claim, _ original: JSON) {
        let entry = LedgerEntry(
            kind: EtcFileObject.kind, object: item.id, spec: item.id, claim: claim, original: original)
        if ledger[item.id] != entry { plan.records.append(entry) }
    }

    private mutating func step(
        _ change: HostChange, _ spec: String, _ words: String, _ file: HostFile, after: JSON, finding: String = ""
    ) {
        let before: JSON =
            switch host.files[file]?.content {
            case .file(let text, _): .string(text)
            case .link(let target): .string("a symbolic link to \(target)")
            default: .null
            }
        plan.steps.append(
            SpecStep(
                change, for: spec, finding: finding,
                PlannedOperation(words, "file /\(file.path)", before: before, after: after)))
    }
}
