import Kernel
import NetworkTypes
import Resources
import Store

/// Links that have the MTU of the one below, unless their specs say another.
extension LinkPlanner {
    private static let followers: Set = ["vlan", "macvlan", "macvtap"]

    /// What a link has of the one below, where it follows one.
    func lowerMTU(of link: KernelLink) -> UInt32? {
        Self.followers.contains(link.kind) ? link.lowerIndex.flatMap { kernel.link(index: $0) }?.mtu : nil
    }

    /// The MTU that a tunnel gets back when no spec speaks of it is that of the options that it has then, not of those of earlier.
    ///
    /// - Parameters:
    ///   - actual: The tunnel.
    ///   - change: What changes of it.
    ///   - recorded: The MTU that it was to get back until now.
    ///   - original: What it gets back from now on.
    func followOptions(
        of actual: KernelLink, _ change: inout LinkSettings.Change, _ recorded: JSON?, _ original: inout JSON
    ) {
        guard let recorded = recorded?.integer ?? original[Self.mtu]?.integer else { return }
        var after = actual
        for (member, value) in change.attributes.values { after[member] = value }
        // What differs is the same over both families.
        let growth = Int64(after.overhead(over: .inet4)) - Int64(actual.overhead(over: .inet4))
        guard growth != 0 else { return }
        if original[Self.mtu] != nil {
            original[Self.mtu] = .integer(recorded - growth)
        } else if change.attributes.mtu.map(Int64.init) == recorded {
            change.attributes.mtu = UInt32(clamping: recorded - growth)
        }
    }

    /// Links of ours above have its MTU as when they were made: the kernel makes them smaller with it, and not larger
    /// (`vlan_device_event()`, `macvlan_device_event()`).
    mutating func grow(above link: KernelLink, from small: UInt32, to mtu: UInt32, after below: String) {
        guard mtu > small else { return }
        for above in kernel.table.upper(of: link.index) where Self.followers.contains(above.kind) {
            let name = above.name.description
            guard above.mtu >= small, ledger[name]?.claim == .made, let spec = claims.holder(of: name),
                !sizedSpecs.contains(spec)
            else { continue }
            // One that is larger than what is below was seen before it became smaller.
            let wanted = above.mtu > small ? min(above.mtu, mtu) : mtu
            // Where the link below is refused its MTU, so is this one, and is as it should be.
            plan.steps.append(
                PlannedStep(
                    .setLink(index: above.index, LinkAttributes(mtu: wanted)), for: nil, finding: "",
                    note: "it has the MTU of the link below",
                    PlannedOperation(
                        "change", "link \(name)", before: ["mtu": small.json], after: ["mtu": wanted.json])))
            plan.steps[plan.steps.count - 1].sequelOf = below
            grow(above: above, from: small, to: wanted, after: below)
        }
    }
}
