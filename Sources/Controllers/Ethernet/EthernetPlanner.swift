import Kernel
import NetworkTypes
import Resources
import Store

/// Works through the specs one by one.
struct EthernetPlanner {
    /// The member of a ledger entry's `original` that says which link it speaks of.
    private static let index = "index"

    let kernel: KernelState
    let ledger: [String: LedgerEntry]
    var plan = KernelPlan()
    var claims = ObjectClaims()

    init(kernel: KernelState, ledger: [String: LedgerEntry]) {
        self.kernel = kernel
        self.ledger = ledger
    }

    /// What a device is to be given, and how people read it.
    private struct Work {
        var draft = EthernetDraft()
        var differences: [(name: String, current: JSON, wanted: JSON)] = []

        mutating func set(_ setting: EthernetSetting, _ device: KernelEthernet, from current: JSON, to wanted: JSON) {
            setting.set(wanted, device, &draft)
            differences.append((setting.name, current, wanted))
        }
    }

    mutating func want(_ item: DesiredSpec<EthernetSpec>) {
        guard let name = item.spec.linkName else { return }
        guard let link = kernel.link(name) else {
            plan.outcomes[item.id] = .waiting("link \(name) doesn't exist")
            return
        }
        let object = link.name.description
        if let holder = claims.holder(of: object) {
            plan.outcomes[item.id] = .shadowed(by: holder)
            return
        }
        claims.claim(object, for: item.id)
        let device = kernel.ethernet[link.index] ?? KernelEthernet()
        var original = original(of: object, link)
        var work = Work()
        work.draft.lanes = item.spec.lanes
        var (obstacles, remarks): ([String], [String]) = ([], [])
        let wanted = EthernetSettingTable.wanted(item.spec)
        for (setting, value) in wanted {
            if let obstacle = setting.obstacle(value, device) {
                obstacles.append("\(setting.member(value) ?? setting.name): \(obstacle)")
            } else if let current = setting.current(device) {
                let isKnown = original[setting.name] != nil
                if !isKnown { original[setting.name] = current }
                if !setting.isSame(value, current, device), !(isKnown && setting.isForgotten(device)) {
                    work.set(setting, device, from: current, to: value)
                }
                if let remark = setting.remark(value, device) { remarks.append(remark) }
            } else {
                let driver = kernel.drivers[link.index].map { " (\($0.name))" } ?? ""
                obstacles.append("\(setting.name): the device's driver\(driver) doesn't have it")
            }
        }
        remarks += restoreDropped(Set(wanted.map(\.setting.name)), device, &original, &work)
        plan.outcomes[item.id] =
            obstacles.isEmpty
            ? .applied(note: remarks.joined(separator: "; ")) : .refused(obstacles.joined(separator: "; "))
        record(object, item.id, link, original)
        steps(work, link, device, item.id, isDrift: true)
    }

    /// What the device had before, of the link that has the name now.
    private func original(of object: String, _ link: KernelLink) -> JSON {
        guard let original = ledger[object]?.original, original[Self.index] == link.index.json else { return [:] }
        return original
    }

    /// Puts back what an earlier spec had set and this one doesn't speak of any more; it is forgotten once it is so.
    ///
    /// - Returns: What can't be put back now, in words.
    private func restoreDropped(
        _ spoken: Set<String>, _ device: KernelEthernet, _ original: inout JSON, _ work: inout Work
    ) -> [String] {
        let dropped = (original.members ?? [:]).filter { $0.key != Self.index && !spoken.contains($0.key) }
        let others = putBack(dropped, device, &work)
        for name in dropped.keys where others[name] == nil { original[name] = nil }
        return others.sorted { $0.key < $1.key }.compactMap { name, obstacle in
            obstacle.map { "\(name) can't be put back: \($0)" }
        }
    }

    /// Puts back what a device has otherwise.
    ///
    /// - Returns: What that is by name, with what keeps it from being put back, if anything does.
    private func putBack(
        _ values: [String: JSON], _ device: KernelEthernet, _ work: inout Work
    ) -> [String: String?] {
        let settings = values.sorted { $0.key < $1.key }.compactMap { name, value in
            EthernetSettingTable.named(name).flatMap { setting in
                setting.current(device).map { (setting, $0, value, isSame: setting.isSame(value, $0, device)) }
            }
        }
        // With another number of channels the driver's own choice is another one than now.
        let movesChannels = settings.contains { $0.0.isOfChannels && !$0.isSame }
        var others: [String: String?] = [:]
        for (setting, current, value, isSame) in settings
        where !isSame || setting.followsChannels && movesChannels {
            let obstacle = setting.obstacle(value, device)
            others.updateValue(obstacle, forKey: setting.name)
            if obstacle == nil { work.set(setting, device, from: current, to: value) }
        }
        return others
    }

    /// Puts back all that a spec had set which goes.
    mutating func restore(_ entry: LedgerEntry) {
        guard let name = InterfaceName(entry.object), let link = kernel.link(name) else { return }
        let device = kernel.ethernet[link.index] ?? KernelEthernet()
        var work = Work()
        let values = (original(of: entry.object, link).members ?? [:]).filter { $0.key != Self.index }
        _ = putBack(values, device, &work)
        steps(work, link, device, entry.spec, isDrift: false)
    }

    private mutating func record(_ object: String, _ id: String, _ link: KernelLink, _ original: JSON) {
        var original = original
        original[Self.index] = link.index.json
        let entry = LedgerEntry(kind: EthernetObject.kind, object: object, spec: id, claim: .made, original: original)
        if ledger[object] != entry { plan.records.append(entry) }
    }

    private mutating func steps(
        _ work: Work, _ link: KernelLink, _ device: KernelEthernet, _ id: String, isDrift: Bool
    ) {
        for change in work.draft.changes(of: device) {
            let shown = work.differences.filter { change.sets($0.name) }
            var differences = Differences()
            for (name, current, wanted) in shown { differences.add(name, current, wanted) }
            let before = JSON.object(Dictionary(shown.map { ($0.name, $0.current) }) { $1 })
            let after = JSON.object(Dictionary(shown.map { ($0.name, $0.wanted) }) { $1 })
            plan.steps.append(
                PlannedStep(
                    .setEthernet(index: link.index, name: link.name, change), for: id,
                    finding: isDrift ? differences.text : "",
                    PlannedOperation(
                        isDrift ? "change" : "restore", "ethernet \(link.name)", before: before, after: after,
                        isDisruptive: change.isDisruptive)))
        }
    }
}
