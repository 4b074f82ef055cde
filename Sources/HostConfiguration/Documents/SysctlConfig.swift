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
        Self.check(params, &findings, "params")
    }

    /// Whether the kernel can have parameters of the names, and none is named twice.
    static func check(_ params: [String: String], _ findings: inout Findings, _ place: String...) {
        var part = Findings()
        var known: [KernelParamName: String] = [:]
        for name in params.keys.sorted() {
            guard let parameter = KernelParamName(sysctl: name) else {
                let expected = "a parameter below /proc/sys such as net.ipv4.ip_forward is expected"
                part.fault("\(expected), not \(JSON.string(name).article)", at: name)
                continue
            }
            if let other = known[parameter] {
                part.fault("this is the parameter '\(other)', which is given too", at: name)
            }
            known[parameter] = known[parameter] ?? name
        }
        findings.add(part, below: place)
    }
}
