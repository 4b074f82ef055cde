import Kernel
import NetworkTypes
import Resources

/// The setting that says which bridge, bond or VRF a link belongs to.
enum MasterSetting {
    /// What plans and the ledger call it.
    static let name = "master"
}

/// What a link was as the port of another's bridge or bond, before it became one of the spec's: it is that again when it goes back.
enum FormerPlace {
    /// The member of a ledger entry's `original` that has it.
    static let member = "formerPlace"

    /// What a port has that a new one of its master hasn't; `nil` for nothing.
    static func of(_ link: KernelLink, _ kernel: KernelState) -> JSON? {
        guard link.masterIndex != nil else { return nil }
        var place: JSON = [:]
        for setting in LinkSettingTable.ports[link.slaveKind] ?? [] {
            guard let value = link[setting.member], value != setting.initial else { continue }
            place[setting.name] = setting.json(value, kernel)
        }
        return place == [:] ? nil : place
    }

    /// What a port gets again, where it goes back to the master that it had.
    ///
    /// - Parameters:
    ///   - original: What was recorded.
    ///   - returns: What the link gets back of it.
    ///   - kernel: What is there.
    /// - Returns: The members of a port; none where the master is another one, or none.
    static func values(
        _ original: JSON, for returns: [(member: LinkMember, value: LinkValue)], _ kernel: KernelState
    ) -> [LinkMember: LinkValue] {
        guard let place = original[member]?.members,
            let index = returns.first(where: { $0.member == .master })?.value.number,
            let master = kernel.link(index: UInt32(clamping: index))
        else { return [:] }
        var values: [LinkMember: LinkValue] = [:]
        for setting in LinkSettingTable.ports[master.kind] ?? [] {
            guard let value = place[setting.name].flatMap({ setting.value($0, kernel) }) else { continue }
            values[setting.member] = value
        }
        return values
    }
}
