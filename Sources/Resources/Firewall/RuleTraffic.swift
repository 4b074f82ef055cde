/// What the kernel has of a rule.
public struct RuleTraffic: Hashable, Sendable {
    /// Whether the rule is in the kernel.
    public var isThere = false
    /// How many packets it has counted; `nil` for a rule that doesn't count.
    public var packets: UInt64?
    /// How many bytes these had.
    public var bytes: UInt64?

    /// A rule that isn't in the kernel.
    public init() {}

    /// Takes what one of the kernel's rules has counted: a rule that tells the families apart is two there.
    public mutating func add(packets: UInt64?, bytes: UInt64?) {
        isThere = true
        guard let packets, let bytes else { return }
        self.packets = (self.packets ?? 0) &+ packets
        self.bytes = (self.bytes ?? 0) &+ bytes
    }
}
