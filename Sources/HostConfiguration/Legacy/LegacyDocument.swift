import NetworkTypes
public import Resources

/// The document `version: v1alpha1`, typed where it is about the network or the time.
public struct LegacyDocument: FieldRecord {
    /// The section about the host.
    public var machine = LegacyMachine()
    /// The section about the cluster.
    public var cluster = LegacyCluster()
    /// What else is there.
    var others = OtherSections()

    /// A document in which nothing is said.
    public init() {}

    /// Its label.
    public static let label = "v1alpha1"
    /// Every member but `version`.
    public static let fields: FieldList<LegacyDocument> = FieldList(
        [
            Field("machine", \.machine, "The host."),
            Field("cluster", \.cluster, "The cluster."),
        ] + OtherSections.fields(["debug", "persist"]) { \.others[$0] })

    /// The sections that are kept and not about the network, as `machine.install`.
    var ignored: [String] {
        others.names(below: "") + machine.others.names(below: "machine.")
            + machine.features.others.names(below: "machine.features.") + machine.ignored
            + cluster.others.names(below: "cluster.") + cluster.network.ignored
    }

    /// The sections about the network that this version doesn't carry out.
    var unsupported: [String] {
        let hostDNS = machine.features.hostDNS?.enabled == true ? ["machine.features.hostDNS"] : []
        return machine.network.unsupported.map { "machine.network.\($0)" } + hostDNS
    }

    func check(_ findings: inout Findings) {
        var part = Findings()
        machine.network.check(&part)
        findings.add(part, below: "machine", "network")
        findings.require(
            NetworkHost.self, in: machine.time.servers, at: "machine", "time", "servers")
        SysctlConfig.check(machine.sysctls, &findings, "machine", "sysctls")
        if machine.time.bootTimeout < .zero {
            findings.fault("a time isn't negative", at: "machine", "time", "bootTimeout")
        }
    }
}

/// Sections that are known, kept as they are, and not looked into.
struct OtherSections: Hashable, Sendable {
    /// A value of any kind.
    struct Section: FieldValue {
        let json: JSON
        static let schema: JSON = [:]
        static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> Section? {
            Section(json: json)
        }
    }

    private var sections: [String: Section] = [:]

    subscript(name: String) -> Section? {
        get { sections[name] }
        set { sections[name] = newValue }
    }

    func names(below prefix: String) -> [String] { sections.keys.sorted().map { prefix + $0 } }

    /// Fields for sections of these names.
    static func fields<Root: FieldRecord>(
        _ names: [String], _ path: (String) -> any WritableKeyPath<Root, Section?> & Sendable
    ) -> [Field<Root>] {
        names.map { name in
            Field(name, path(name), "Kept as it is; not about the network.", .omitsEmpty)
        }
    }
}
