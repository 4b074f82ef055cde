public import Kernel
import NetworkTypes
public import Resources
public import Store

/// Links: those that are made, and settings of those that are found.
public enum LinkObject: KernelObject {
    /// What asks for it.
    public typealias Spec = LinkSpec
    /// In the ledger.
    public static let kind = "link"
    /// Links depend on links only.
    public static let topics: KernelTopics = [.links]
    /// What a link that we made carries as its ifalias.
    public static let mark = "netstrata"

    /// The changes that take the kernel to the specs.
    public static func plan(
        _ desired: [DesiredSpec<LinkSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        var planner = LinkPlanner(kernel: kernel, ledger: ledger)
        let wanted = desired.filter { !$0.isGoing }
        planner.reserve(wanted)
        // Bridges first: in the same batch, ports find their master the sooner.
        for item in wanted.filter({ $0.spec.kind == "bridge" }) + wanted.filter({ $0.spec.kind != "bridge" }) {
            planner.want(item)
        }
        for entry in planner.claims.undo(desired, ledger, &planner.plan) { planner.drop(entry) }
        planner.restoreFound()
        return planner.plan
    }
}

/// Works through the specs one by one.
private struct LinkPlanner {
    /// The member of a ledger entry's `original` that says which link it speaks of.
    private static let index = "index"

    let kernel: KernelState
    let ledger: [String: LedgerEntry]
    var plan = KernelPlan()
    var claims = ObjectClaims()
    /// Links that come into being as the other end of one that this plan creates.
    private var comingPeers: Set<InterfaceName> = []
    private var deletedIndexes: Set<UInt32> = []

    init(kernel: KernelState, ledger: [String: LedgerEntry]) {
        self.kernel = kernel
        self.ledger = ledger
    }

    /// Links that specs want stay although another spec, that of their peer, goes.
    mutating func reserve(_ wanted: [DesiredSpec<LinkSpec>]) {
        for item in wanted { claims.claim(item.id, for: item.id) }
    }

    mutating func want(_ item: DesiredSpec<LinkSpec>) {
        guard let name = item.spec.name else { return }
        plan.outcomes[item.id] = .applied(note: "")
        let actual = kernel.link(name)
        if item.spec.logical == true {
            guard let actual, let isOurs = settleOwnership(item, actual) else {
                if actual == nil { create(item, name) }
                return
            }
            change(item, actual, recordsOriginals: !isOurs)
        } else if let actual {
            change(item, actual, recordsOriginals: true)
        } else {
            plan.outcomes[item.id] = .waiting("link \(name) doesn't exist; a spec with a kind would make it")
        }
    }

    /// Whether a logical link that exists is ours; `nil` when it must be left alone or made anew.
    private mutating func settleOwnership(_ item: DesiredSpec<LinkSpec>, _ actual: KernelLink) -> Bool? {
        let isMarked = actual.alias == LinkObject.mark || isPeerOfOurs(actual)
        let entry = ledger[item.id]
        let hasKind = actual.kind == item.spec.kind && hasPeer(item.spec, actual)
        if entry?.claim == .made || isMarked || item.adopts {
            guard hasKind else {
                guard entry?.claim == .made, isMarked || item.adopts else { return refuse(item, actual) }
                let fact = actual.kind == item.spec.kind ? "other end has another name" : "kind is \(actual.kind)"
                delete(actual, item.id, note: "its \(fact), so it is made anew")
                if actual.kind == "veth", let index = actual.lowerIndex { deletedIndexes.insert(index) }
                create(item, actual.name)
                return nil
            }
            record(item, .made, entry?.original ?? [:])
            return true
        }
        guard hasKind, LinkSettings(item.spec, kernel).differences(from: actual).isEmpty else {
            return refuse(item, actual)
        }
        record(item, .found, entry?.original ?? [:])
        return false
    }

    /// Whether a veth's other end has the name that the spec says, as far as that can be seen.
    private func hasPeer(_ spec: LinkSpec, _ actual: KernelLink) -> Bool {
        guard spec.kind == "veth", let wanted = spec.veth?.peerName, actual.lowerNamespaceID == nil,
            let peer = actual.lowerIndex.flatMap({ kernel.name(ofLink: $0) })
        else { return true }
        return peer == wanted
    }

    private mutating func refuse(_ item: DesiredSpec<LinkSpec>, _ actual: KernelLink) -> Bool? {
        var differences = LinkSettings(item.spec, kernel).differences(from: actual)
        differences.compare("kind", actual.kind, item.spec.kind)
        if !hasPeer(item.spec, actual) {
            differences.compare(
                "peerName", actual.lowerIndex.flatMap { kernel.name(ofLink: $0) }, item.spec.veth?.peerName)
        }
        plan.outcomes[item.id] = .conflict(with: "link", differences)
        return nil
    }

    /// A veth's other end is ours when the end that names it is.
    private func isPeerOfOurs(_ link: KernelLink) -> Bool {
        guard link.kind == "veth", link.lowerNamespaceID == nil, let index = link.lowerIndex,
            let peer = kernel.link(index: index)
        else { return false }
        return ledger[peer.name.description]?.claim == .made || peer.alias == LinkObject.mark
    }

    private mutating func create(_ item: DesiredSpec<LinkSpec>, _ name: InterfaceName) {
        guard !comingPeers.contains(name) else {
            plan.outcomes[item.id] = .waiting("its peer is being made")
            return
        }
        let settings = LinkSettings(item.spec, kernel)
        var attributes = settings.attributes
        attributes.name = name
        attributes.kind = item.spec.kind
        attributes.peerName = item.spec.veth?.peerName
        attributes.alias = LinkObject.mark
        if let peer = item.spec.veth?.peerName {
            if let existing = kernel.link(peer), !deletedIndexes.contains(existing.index) {
                plan.outcomes[item.id] = .foreignConflict("the peer's name \(peer) is taken by another link")
                return
            }
            comingPeers.insert(peer)
        }
        if let missing = settings.missingMaster { plan.outcomes[item.id] = .waiting(missing) }
        record(item, .made, settings.attributes.masterIndex == nil ? [:] : ["master": ""])
        step(
            .createLink(attributes), item.id, "add", name, before: .null,
            after: settings.planned(kind: item.spec.kind),
            finding: "deleted")
    }

    private mutating func change(_ item: DesiredSpec<LinkSpec>, _ actual: KernelLink, recordsOriginals: Bool) {
        let settings = LinkSettings(item.spec, kernel)
        let change = settings.change(from: actual)
        var original = ledger[item.id]?.original ?? [:]
        // A link that went and came back under the same name is another one, and has its own values.
        if let index = original[Self.index], index != actual.index.json { original = [:] }
        let before = LinkSettings.current(actual, kernel)
        for member in change.members where original[member] == nil {
            if recordsOriginals || member == "master" { original[member] = before[member] }
        }
        if original != [:] { original[Self.index] = actual.index.json }
        var attributes = change.attributes
        restoreDropped(item.spec, actual, &original, &attributes)
        let claim = ledger[item.id]?.claim ?? (item.spec.logical == true ? nil : .found)
        if let claim { record(item, recordedClaim(item) ?? claim, original) }
        if let missing = settings.missingMaster { plan.outcomes[item.id] = .waiting(missing) }
        guard attributes != LinkAttributes() else { return }
        attributes.kind = actual.kind == "bridge" ? "bridge" : nil
        step(
            .setLink(index: actual.index, attributes), item.id, "change", actual.name, before: before,
            after: before.merged(with: LinkSettings.planned(attributes, kernel)),
            finding: change.differences.text, isDisruptive: change.isDisruptive)
    }

    private func recordedClaim(_ item: DesiredSpec<LinkSpec>) -> LedgerEntry.Claim? {
        plan.records.last { $0.object == item.id }?.claim
    }

    /// Puts back what an earlier spec had set and this one doesn't speak of any more.
    private func restoreDropped(
        _ spec: LinkSpec, _ actual: KernelLink, _ original: inout JSON, _ attributes: inout LinkAttributes
    ) {
        let spoken = LinkSettings(spec, kernel).members
        let dropped = (original.members ?? [:]).filter { !spoken.contains($0.key) && $0.key != Self.index }
        guard !dropped.isEmpty else { return }
        LinkSettings.restore(.object(dropped), actual, kernel, into: &attributes)
        for name in dropped.keys { original[name] = nil }
        if original.members?.count == 1 { original[Self.index] = nil }
    }

    mutating func drop(_ entry: LedgerEntry) {
        guard let name = InterfaceName(entry.object), let actual = kernel.link(name), actual.name == name else {
            return
        }
        // Deleting one end of a pair deletes both: it stays while a spec wants the other.
        if actual.kind == "veth", let index = actual.lowerIndex, actual.lowerNamespaceID == nil,
            let peer = kernel.link(index: index), let holder = claims.holder(of: peer.name.description)
        {
            plan.forgets.removeAll { $0.object == entry.object }
            let entry = LedgerEntry(
                kind: LinkObject.kind, object: entry.object, spec: holder, claim: .made, original: entry.original)
            if ledger[entry.object] != entry { plan.records.append(entry) }
            return
        }
        guard !deletedIndexes.contains(actual.index) else { return }
        delete(actual, entry.spec, note: "")
        if actual.kind == "veth", let index = actual.lowerIndex { deletedIndexes.insert(index) }
    }

    /// Links that were only set get back what they had.
    mutating func restoreFound() {
        for forget in plan.forgets {
            guard let entry = ledger[forget.object], entry.claim == .found, let name = InterfaceName(entry.object),
                let actual = kernel.link(name), entry.original[Self.index].map({ $0 == actual.index.json }) ?? true
            else { continue }
            var attributes = LinkAttributes()
            LinkSettings.restore(entry.original, actual, kernel, into: &attributes)
            guard attributes != LinkAttributes() else { continue }
            step(
                .setLink(index: actual.index, attributes), entry.spec, "restore", actual.name,
                before: LinkSettings.current(actual, kernel), after: LinkSettings.planned(attributes, kernel),
                finding: "", isDisruptive: true)
        }
    }

    private mutating func delete(_ actual: KernelLink, _ spec: String, note: String) {
        deletedIndexes.insert(actual.index)
        step(
            .deleteLink(index: actual.index), spec, "delete", actual.name,
            before: LinkSettings.current(actual, kernel), after: .null, finding: "", isDisruptive: true, note: note)
    }

    private mutating func record(_ item: DesiredSpec<LinkSpec>, _ claim: LedgerEntry.Claim, _ original: JSON) {
        let entry = LedgerEntry(
            kind: LinkObject.kind, object: item.id, spec: item.id, claim: claim, original: original)
        plan.records.removeAll { $0.object == item.id }
        if ledger[item.id] != entry { plan.records.append(entry) }
    }

    private mutating func step(
        _ change: KernelChange, _ spec: String, _ words: String, _ name: InterfaceName, before: JSON, after: JSON,
        finding: String, isDisruptive: Bool = false, note: String = ""
    ) {
        plan.steps.append(
            PlannedStep(
                change, for: spec, finding: finding, note: note,
                PlannedOperation(words, "link \(name)", before: before, after: after, isDisruptive: isDisruptive)))
    }
}
