import Kernel
import NetworkTypes
import Resources

/// A link as it is and as it shall be: what a setting's value has to do with the others.
struct LinkTransition {
    /// The link as it is; a new one is as the kernel makes it, with number 0.
    let before: KernelLink
    /// The link with everything that is asked for.
    let after: KernelLink
    /// What else is there.
    let kernel: KernelState

    /// Whether the link isn't there yet.
    var isNew: Bool { before.index == 0 }
    /// The bridge, bond or VRF that it shall belong to.
    var master: KernelLink? { after.masterIndex.flatMap { kernel.link(index: $0) } }
    /// Whether it becomes a port of a bond.
    var joinsBond: Bool { before.masterIndex != after.masterIndex && master?.kind == "bond" }
    /// Whether it stops being a port of a bond.
    var leavesBond: Bool { before.masterIndex != after.masterIndex && before.slaveKind == "bond" }
    /// Whether it is a port of a bond, and stays one.
    var staysInBond: Bool { before.masterIndex == after.masterIndex && before.slaveKind == "bond" }
}

extension LinkSetting {
    /// Whether a value counts for a link.
    enum Relevance {
        /// It does.
        case counts
        /// The kernel refuses or ignores it for this link.
        case meansNothing
        /// It can't be set yet: what it waits for, in words.
        case waits(String)
    }
}
