public import Resources

/// Parameters of the kernel (`sysctl`).
public struct SysctlConfig: SingletonDocument {
    /// Values by name, as `net.ipv4.ip_forward`.
    public var params: [String: String] = [:]

    /// None.
    public init() {}

    /// The kind.
    public static let kind = "SysctlConfig"
    /// Every member.
    public static let fields: FieldList<SysctlConfig> = [
        Field(textsByName: "params", \.params, "Values by name, as net.ipv4.ip_forward.")
    ]

    /// Nothing more.
    public func check(_ findings: inout Findings) {
        for name in params.keys.sorted() { Self.check(name, &findings, "params", name) }
    }

    /// Whether the kernel can have a parameter of a name.
    static func check(_ name: String, _ findings: inout Findings, _ place: String...) {
        guard KernelParamName(sysctl: name) == nil else { return }
        var part = Findings()
        part.fault(
            "a parameter below /proc/sys such as net.ipv4.ip_forward is expected, not \(JSON.string(name).article)")
        findings.add(part, below: place)
    }
}
