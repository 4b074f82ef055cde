public import Resources

/// A document about something that is tried again and again.
public protocol ProbeDocument: NetworkDocument {
    /// The probe's name.
    var name: String { get set }
    /// Between two tries; zero leaves it to the default.
    var interval: GoDuration { get set }
    /// How many failures in a row make it a failure; 0 leaves it to the default.
    var failureThreshold: Int64 { get set }
    /// How long a try may take; zero leaves it to the default.
    var timeout: GoDuration { get set }
}

extension ProbeDocument {
    /// The name, the fields of the kind, and those that all probes have.
    static func fields(_ own: [Field<Self>]) -> FieldList<Self> {
        FieldList(
            [Field<Self>(text: "name", \.name, "The probe's name.")] + own + [
                Field("interval", \.interval, "Between two tries.", .omitsEmpty),
                Field(integer: "failureThreshold", \.failureThreshold, "How many failures in a row count."),
                Field("timeout", \.timeout, "How long a try may take.", .omitsEmpty),
            ])
    }

    /// The name and the times.
    func checkProbe(_ findings: inout Findings) {
        requireName(&findings)
        if timeout < .zero { findings.fault("a time that isn't negative is expected, not \(timeout)", at: "timeout") }
        if interval < .zero {
            findings.fault("a time that isn't negative is expected, not \(interval)", at: "interval")
        }
        if !(0...Int64(Int32.max)).contains(failureThreshold) {
            findings.fault(
                "a whole number from 0 to \(Int32.max) is expected, not \(failureThreshold)", at: "failureThreshold")
        }
    }
}
