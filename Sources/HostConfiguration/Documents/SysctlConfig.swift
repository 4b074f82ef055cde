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
    public func check(_ findings: inout Findings) {}
}
