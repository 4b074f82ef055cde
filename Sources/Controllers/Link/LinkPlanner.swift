import Kernel
import NetworkTypes
import Resources
import Store

/// Works through the link specs one by one.
struct LinkPlanner {
    /// The member of a ledger entry's `original` that says which link it speaks of.
    static let index = "index"
    /// The member that has the hardware address of a link that was found.
    static let witness = "witness"
    /// The member that has the MTU.
    static let mtu = "mtu"
    /// The member that has the name of a veth's other end, as long as that is here.
    static let peer = "peer"

    /// What is there, under the names that it has after the plan's first steps.
    var kernel: KernelState
    let ledger: [String: LedgerEntry]
    var plan = KernelPlan()
    var claims = ObjectClaims()
    /// Links of ours that can't have their names back, by the name.
    var displaced: [InterfaceName: KernelLink] = [:]
    /// Which links come first, and which can't come at all.
    var order = LinkOrder([])
    /// Which links can't be because of what other specs say.
    var contradictions = LinkContradictions([])
    /// Why specs are refused that want further names which other links have and keep, by the spec's id.
    var takenNames: [String: String] = [:]
    /// The links that wait for others to give something up, which wait themselves.
    var delays: [InterfaceName: InterfaceName] = [:]
    /// Links that come into being as the other end of one that this plan creates.
    private var comingPeers: Set<InterfaceName> = []
    var deletedIndexes: Set<UInt32> = []
    /// The specs that want their links up.
    private(set) var upSpecs: Set<String> = []
    /// The specs that say what their links' MTU is.
    var sizedSpecs: Set<String> = []
    /// The links on which specs want VLANs.
    private(set) var carriers: Set<InterfaceName> = []
    /// Masters whose ports leave them for a moment.
    var releasedIndexes: Set<UInt32> = []

    /// The entries of links that were found, by the links' numbers.
    lazy var foundEntries: [JSON: LedgerEntry] = Dictionary(
        ledger.values.compactMap { entry in
            guard entry.claim == .found, let index = entry.original[Self.index] else { return nil }
            return (index, entry)
        }
    ) { first, second in first.object < second.object ? first : second }

    init(kernel: KernelState, ledger: [String: LedgerEntry]) {
        self.kernel = kernel
        self.ledger = ledger
    }

    /// Links that specs want stay although another spec, that of their peer, goes.
    mutating func reserve(_ wanted: [DesiredSpec<LinkSpec>]) {
        for item in wanted {
            claims.claim(item.id, for: item.id)
            if item.spec.up == true { upSpecs.insert(item.id) }
            if (item.spec.mtu ?? 0) != 0 { sizedSpecs.insert(item.id) }
            if item.spec.kind == "vlan", let parent = item.spec.parentName { carriers.insert(parent) }
        }
    }

    mutating func want(_ item: DesiredSpec<LinkSpec>) {
        guard let name = item.spec.name else { return }
        plan.outcomes[item.id] = .applied(note: "")
        let actual = kernel.link(name)
        if item.spec.logical == true, item.spec.kind.isEmpty {
            plan.outcomes[item.id] = .waiting("no layer says what kind of link to make")
        } else if let own = displaced[name] {
            plan.outcomes[item.id] = .foreignConflict(
                "the name \(name) is taken by another link; Netstrata's own is called \(own.name) now")
        } else if let why = refusal(of: item) {
            plan.outcomes[item.id] = .refused(why)
        } else if let holder = delays[name] {
            plan.outcomes[item.id] = .waiting("it takes over what \(holder) has, and that waits itself")
        } else if let actual, actual.name != name, let outcome = otherwiseNamed(item, actual) {
            plan.outcomes[item.id] = outcome
        } else if item.spec.logical == true {
            guard let actual else { return create(item, name) }
            if settleOwnership(item, actual) { change(item, actual) }
        } else if let actual {
            change(item, actual)
        } else {
            plan.outcomes[item.id] = .waiting("link \(name) doesn't exist; a spec with a kind would make it")
        }
    }

    /// Why a spec can't be carried out whatever there is, in words.
    func refusal(of item: DesiredSpec<LinkSpec>) -> String? {
        order.cycles[item.id] ?? contradictions.refusals[item.id] ?? takenNames[item.id]
    }

    /// What becomes of a spec whose name is a further name of a link that isn't meant.
    private func otherwiseNamed(_ item: DesiredSpec<LinkSpec>, _ actual: KernelLink) -> SpecOutcome? {
        let words = "\(item.id) is a further name of the link \(actual.name)"
        if claims.holder(of: actual.name.description) != nil {
            return .refused("\(words), of which another spec speaks")
        }
        let entry = ledger[item.id]
        let isOurs = entry?.claim == .made && entry?.original[Self.index] == actual.index.json
        return item.spec.logical == true && !isOurs ? .foreignConflict("the name \(words)") : nil
    }

    /// Whether a logical link that exists may be set; else it is left alone or made anew.
    private mutating func settleOwnership(_ item: DesiredSpec<LinkSpec>, _ actual: KernelLink) -> Bool {
        let isMarked = isMarked(actual)
        let entry = ledger[item.id]
        if entry?.claim == .made || isMarked || item.adopts {
            guard actual.kind == item.spec.kind else {
                guard entry?.claim == .made, isMarked || item.adopts else { return refuse(item, actual) }
                if actual.kind == "veth", let index = actual.lowerIndex { deletedIndexes.insert(index) }
                create(item, actual.name, inPlaceOf: actual)
                return false
            }
            guard hasPeer(item.spec, actual) else {
                plan.outcomes[item.id] = takenPeerName(item.spec)
                return false
            }
            record(item, .made, entry?.original ?? [:])
            return true
        }
        guard actual.kind == item.spec.kind, hasPeer(item.spec, actual),
            LinkSettings(item.spec, kernel).differences(from: actual).isEmpty,
            foundTunnelDifference(item, actual) == nil
        else { return refuse(item, actual) }
        record(item, .found, entry?.original ?? [:])
        return true
    }

    /// Whether a veth's other end has the name that the spec says, as far as that can be seen.
    func hasPeer(_ spec: LinkSpec, _ actual: KernelLink) -> Bool {
        guard spec.kind == "veth", let wanted = spec.veth?.peerName,
            let peer = actual.lowerIndex.flatMap({ kernel.name(ofLink: $0) })
        else { return true }
        return peer == wanted
    }

    /// Notes what a veth's other end is called, which can't be seen any more when it is in another namespace.
    private func notePeer(of actual: KernelLink, _ original: inout JSON) {
        guard actual.kind == "veth" else { return }
        if let peer = actual.lowerIndex.flatMap({ kernel.name(ofLink: $0) }) { original[Self.peer] = peer.json }
    }

    /// Why a veth's other end can't get the name that the spec says, in words; `nil` where it has it, as far as that is known.
    private func obstacleToPeer(_ spec: LinkSpec, _ actual: KernelLink, _ original: JSON) -> String? {
        guard actual.kind == "veth", actual.lowerNamespaceID != nil, let wanted = spec.veth?.peerName,
            let known = original[Self.peer], known != wanted.json
        else { return nil }
        return
            "veth.peerName: the other end, \(known.text ?? ""), is in another network namespace, and can't be renamed "
            + "from here; without the spec it is deleted, and the next one makes another pair"
    }

    private mutating func refuse(_ item: DesiredSpec<LinkSpec>, _ actual: KernelLink) -> Bool {
        var differences = LinkSettings(item.spec, kernel).differences(from: actual)
        differences.compare("kind", actual.kind, item.spec.kind)
        if !hasPeer(item.spec, actual) {
            differences.compare(
                "peerName", actual.lowerIndex.flatMap { kernel.name(ofLink: $0) }, item.spec.veth?.peerName)
        }
        if let words = foundTunnelDifference(item, actual) { differences.add(words) }
        plan.outcomes[item.id] =
            item.adopts
            ? .foreignConflict(
                "the link is there and isn't Netstrata's, and can't be made another: \(differences.text)")
            : .conflict(with: "link", differences)
        return false
    }

    /// A veth's other end is ours when the end that names it is.
    func isPeerOfOurs(_ link: KernelLink) -> Bool {
        guard link.kind == "veth", let index = link.lowerIndex,
            let peer = kernel.link(index: index)
        else { return false }
        if peer.alias == LinkObject.mark { return true }
        guard let entry = ledger[peer.name.description], entry.claim == .made else { return false }
        return entry.original[Self.index].map { $0 == peer.index.json } ?? true
    }

    /// Whether a link carries our mark, or came with one that does.
    func isMarked(_ link: KernelLink) -> Bool { link.alias == LinkObject.mark || isPeerOfOurs(link) }

    private func takenPeerName(_ spec: LinkSpec) -> SpecOutcome {
        .foreignConflict("the peer's name \(spec.veth?.peerName?.description ?? "") is taken by another link")
    }

    /// Makes a link, or one of another kind in its place, with its number and what lies on it.
    private mutating func create(
        _ item: DesiredSpec<LinkSpec>, _ name: InterfaceName, inPlaceOf actual: KernelLink? = nil
    ) {
        guard !comingPeers.contains(name) else {
            plan.outcomes[item.id] = .waiting("its peer is being made")
            return
        }
        let settings = LinkSettings(item.spec, kernel)
        if let obstacle = settings.obstacleToMaking {
            plan.outcomes[item.id] = .waiting(obstacle)
            return
        }
        if let peer = item.spec.veth?.peerName {
            if let existing = kernel.link(peer), !deletedIndexes.contains(existing.index) {
                plan.outcomes[item.id] = takenPeerName(item.spec)
                return
            }
            comingPeers.insert(peer)
        }
        let creation = settings.creation
        if let obstacle = settings.obstacle ?? creation.obstacle ?? settings.sequel {
            plan.outcomes[item.id] = .waiting(obstacle)
        }
        var original = settings.initial
        original[Self.peer] = item.spec.veth?.peerName?.json
        record(item, .made, original)
        if let actual {
            replace(actual, with: settings, item.id)
        } else {
            step(
                .createLink(creation.attributes), item.id, "add", name, before: .null, after: settings.planned,
                finding: "deleted")
        }
        configureTunnel(item, name, nil)
    }

    private mutating func change(_ item: DesiredSpec<LinkSpec>, _ actual: KernelLink) {
        let settings = LinkSettings(item.spec, kernel)
        var change = settings.change(from: actual)
        let claim = recordedClaim(item) ?? ledger[item.id]?.claim ?? .found
        var original = original(of: actual, as: item, claim)
        if claim == .made, original[Self.index] == nil, isMarked(actual) {
            original = settings.initial.merged(with: original)
        }
        let before = LinkSettings.current(actual, kernel)
        if change.before.keys.contains(MasterSetting.name), original[MasterSetting.name] == nil {
            original[FormerPlace.member] = FormerPlace.of(actual, kernel)
        }
        for (member, value) in change.before where original[member] == nil { original[member] = value }
        for member in change.joinsBond ? LinkSettings.ofBond : [] where original[member] == nil {
            original[member] = before[member]
        }
        if change.joinsBond { original = original.merged(with: .object(PortLosses.of(actual, in: kernel))) }
        var returning = settings.unspoken(in: original)
        if isLeftByMaster(item.spec, actual) {
            for member in PortLosses.members { (returning[member], original[member]) = (original[member], nil) }
            returnToFormerMaster(actual, &original, &change)
        }
        let recordedMTU = original[Self.mtu]
        restoreDropped(settings, claim, actual, &original, &change)
        followOptions(of: actual, &change, recordedMTU, &original)
        for note in [Self.index, Self.witness] { original[note] = nil }
        if claim == .found, original != [:] { original[Self.witness] = actual.hardwareAddress?.json }
        if claim == .made || original != [:] { original[Self.index] = actual.index.json }
        if claim == .made { notePeer(of: actual, &original) }
        record(item, claim, original)
        let remark = settings.remark(on: actual)
        if !remark.isEmpty { plan.outcomes[item.id] = .applied(note: remark) }
        if let obstacle = settings.obstacle ?? change.obstacle ?? obstacleToPeer(item.spec, actual, original) {
            plan.outcomes[item.id] = .waiting(obstacle)
        }
        set(actual, change, item.id, "change")
        plan.steps += PortLosses.restoring(returning, to: actual, in: kernel)
        if claim == .made { configureTunnel(item, actual.name, actual) }
    }

    private func recordedClaim(_ item: DesiredSpec<LinkSpec>) -> LedgerEntry.Claim? {
        plan.records.last { $0.object == item.id }?.claim
    }

    /// Puts back what an earlier spec had set and this one doesn't speak of any more.
    private func restoreDropped(
        _ settings: LinkSettings, _ claim: LedgerEntry.Claim, _ actual: KernelLink, _ original: inout JSON,
        _ change: inout LinkSettings.Change
    ) {
        var dropped = settings.unspoken(in: original)
        guard !dropped.isEmpty else { return }
        if dropped["mtu"] != nil, let lower = lowerMTU(of: actual) { dropped["mtu"] = lower.json }
        dropped = settings.following(dropped, original, actual)
        if claim == .made {
            settings.restore(.object(dropped), actual, into: &change)
        } else {
            LinkSettings.restore(.object(dropped), actual, kernel, into: &change)
        }
        for name in dropped.keys { original[name] = nil }
    }

    private mutating func record(_ item: DesiredSpec<LinkSpec>, _ claim: LedgerEntry.Claim, _ original: JSON) {
        let entry = LedgerEntry(
            kind: LinkObject.kind, object: item.id, spec: item.id, claim: claim, original: original)
        plan.records.removeAll { $0.object == item.id }
        if ledger[item.id] != entry { plan.records.append(entry) }
    }

    mutating func step(
        _ change: KernelChange, _ spec: String, _ words: String, _ name: InterfaceName, before: JSON, after: JSON,
        finding: String, isDisruptive: Bool = false, note: String = ""
    ) {
        plan.steps.append(
            PlannedStep(
                change, for: spec, finding: finding, note: note,
                PlannedOperation(words, "link \(name)", before: before, after: after, isDisruptive: isDisruptive)))
    }
}
