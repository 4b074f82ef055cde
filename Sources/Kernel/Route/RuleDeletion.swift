import CMnl
import NetworkTypes

/// Deletes one very rule, though the kernel takes the first of the priority that has what the request names.
///
/// What a request doesn't name matches anything (`rule_find()`, `net/core/fib_rules.c`): deleting "100: lookup 5" hits
/// "100: from 192.0.2.1 lookup 5" when that comes first. Such rules are put a second time at the end of their priority
/// and then deleted once, so that none is missing at any moment.
struct RuleDeletion {
    private var rules: [KernelRule]

    /// - Parameter rules: All rules, in the kernel's order.
    init(rules: [KernelRule]) { self.rules = rules }

    /// What to send to be rid of the rule; the last of it deletes the rule itself.
    mutating func steps(for rule: KernelRule) -> [Step] {
        let wanted = RuleIdentity(rule)
        guard let place = rules.firstIndex(where: { RuleIdentity($0) == wanted }) else { return [.delete(rule)] }
        var steps: [Step] = []
        let shadows = rules[..<place].filter { wanted.matches(RuleIdentity($0)) }
        for shadow in shadows {
            steps += [.repeat(shadow), .delete(shadow)]
            if let first = rules.firstIndex(of: shadow) { rules.remove(at: first) }
            // The end of its priority: before the first rule of a higher one.
            let end = rules.firstIndex { $0.family == shadow.family && $0.priority > shadow.priority }
            rules.insert(shadow, at: end ?? rules.endIndex)
        }
        if let first = rules.firstIndex(where: { RuleIdentity($0) == wanted }) { rules.remove(at: first) }
        return steps + [.delete(rule)]
    }

    /// One message.
    enum Step: Hashable {
        /// Adds a rule behind the others of its priority, whatever is there (without `NLM_F_EXCL`).
        case `repeat`(KernelRule)
        /// Deletes the first rule that has what this one has.
        case delete(KernelRule)
    }
}

extension RuleDeletion.Step: WritableRequest {
    func write(to writer: inout MessageWriter, sequence: UInt32) -> KernelRefusal? {
        switch self {
        case .delete(let rule): return KernelChange.deleteRule(rule).write(to: &writer, sequence: sequence)
        case .repeat(let rule):
            writer.begin(type: Int(RTM_NEWRULE), flags: NLM_F_CREATE, sequence: sequence)
            defer { writer.finish() }
            return rule.writeExactly(to: &writer)
        }
    }
}

/// What the kernel compares of a rule, by attribute; what isn't set isn't there.
struct RuleIdentity: Equatable {
    private var values: [Int: [UInt8]] = [:]
    private let isInverted: Bool

    init(_ rule: KernelRule) {
        isInverted = rule.isInverted
        var writer = MessageWriter()
        _ = rule.writeExactly(to: &writer)
        let message = writer.bytes
        var attributes = AttributeCursor(message.indices, skipping: MemoryLayout<fib_rule_hdr>.size)
        while let attribute = try? attributes.next(in: message.span.bytes) {
            values[attribute.type] = Array(message[attribute.payload])
        }
        let zero: [UInt8] = [0, 0, 0, 0]
        let unset = [UInt8](repeating: 0xFF, count: 4)
        // A value that stands for "unsaid" is as good as none: 0 (but user 0 is one), and −1 for the suppressors.
        values = values.filter { type, value in type == Int(FRA_UID_RANGE) || value.contains { $0 != 0 } }
        for suppressor in [FRA_SUPPRESS_PREFIXLEN, FRA_SUPPRESS_IFGROUP] where values[Int(suppressor)] == unset {
            values[Int(suppressor)] = nil
        }
        values[Int(FRA_PRIORITY)] = values[Int(FRA_PRIORITY)] ?? zero
        // These are in the header; the keys are below every attribute's.
        values[-1] = [rule.family.rawValue]
        values[-2] = [rule.action.rawValue]
        if rule.typeOfService != 0 { values[-3] = [rule.typeOfService] }
        if let source = rule.source { values[-4] = [UInt8(source.length)] }
        if let destination = rule.destination { values[-5] = [UInt8(destination.length)] }
    }

    /// Whether a request that names all of this one's values would hit the other.
    func matches(_ other: RuleIdentity) -> Bool {
        values.allSatisfy { other.values[$0.key] == $0.value }
    }
}
