/// Under which conditions a change stays.
public struct ConfirmTerms: FieldRecord {
    /// How long there is to confirm it.
    public var timeout = GoDuration.zero
    /// What should be reached as before.
    public var probes: [ConfirmProbe] = []
    /// Whether it is confirmed by itself as soon as the probes pass.
    public var autoConfirm = false

    /// No time at all.
    public init() {}

    /// Terms from their parts.
    public init(timeout: GoDuration, probes: [ConfirmProbe] = [], autoConfirm: Bool = false) {
        (self.timeout, self.probes, self.autoConfirm) = (timeout, probes, autoConfirm)
    }

    /// The most probes.
    public static let limit = 16

    /// Every member.
    public static let fields: FieldList<ConfirmTerms> = [
        Field(span: "timeout", \.timeout, "How long there is to confirm it, from 1s to 24h.", .required),
        Field(
            "probes", \.probes,
            "What should be reached as before: gateway, dns:<name>, tcp:<host>:<port> or http:<URL>; those that pass before "
                + "the change have to pass after it.", .omitsEmpty),
        Field("autoConfirm", \.autoConfirm, "Confirm it as soon as the probes pass after the change.", .omitsEmpty),
    ]

    /// A time that is too short or too long, too many probes, and nothing to confirm by.
    public func contradictions() -> [Fault] {
        var faults = Self.faults(timeout, "timeout")
        if probes.count > Self.limit {
            faults.append(Fault(JSONPointer(tokens: ["probes"]), "at most \(Self.limit) probes are expected"))
        }
        if autoConfirm, probes.isEmpty {
            faults.append(
                Fault(JSONPointer(tokens: ["autoConfirm"]), "nothing shows that it works: name probes"))
        }
        return faults
    }

    /// What is wrong with the length of a window.
    static func faults(_ timeout: GoDuration, _ member: String) -> [Fault] {
        let range = ConfirmWindow.timeouts
        if range.contains(timeout) { return [] }
        let expected = "a time from \(range.lowerBound) to \(range.upperBound) is expected, not \(timeout)"
        return [Fault(JSONPointer(tokens: [member]), expected)]
    }
}
