import Kernel
import Resources

extension ApplyStatus {
    /// Says something more.
    mutating func add(_ note: String) {
        if !note.isEmpty { reason = reason.isEmpty ? note : "\(reason); \(note)" }
    }

    /// Says what became of a spec.
    mutating func describe(_ outcome: SpecOutcome, _ refusal: KernelRefusal?, revision: Int64) {
        specRevision = UInt32(clamping: revision)
        (errno, extack) = ("", "")
        if let refusal {
            state = .refused
            errno = refusal.name
            extack = refusal.message
            reason = refusal.message.isEmpty ? "the kernel refused it: \(refusal.name)" : refusal.message
            return
        }
        switch outcome {
        case .applied(let note): (state, reason) = (.applied, note)
        case .waiting(let what): (state, reason) = (.waiting, what)
        case .foreignConflict(let why): (state, reason) = (.foreignConflict, why)
        case .notSupported(let what): (state, reason) = (.notSupported, what)
        case .refused(let why): (state, reason) = (.refused, why)
        case .shadowed(let other): (state, reason) = (.shadowed, "\(other) means the same kernel object and wins")
        case .drifted(let difference): (state, reason) = (.drifted, difference.reason)
        case .gone: (state, reason) = (.tearingDown, "")
        }
    }
}
