public import Resources

/// Further addresses at which other hosts reach this one by KubeSpan.
public struct KubeSpanEndpointsConfig: SingletonDocument {
    /// Addresses with ports.
    public var extraAnnouncedEndpoints: [AddressPort] = []

    /// None.
    public init() {}

    /// The kind.
    public static let kind = "KubeSpanEndpointsConfig"
    /// Not yet.
    public static let isSupported = false
    /// Every member.
    public static let fields: FieldList<KubeSpanEndpointsConfig> = [
        Field("extraAnnouncedEndpoints", \.extraAnnouncedEndpoints, "Addresses with ports.")
    ]

    /// Nothing more.
    public func check(_ findings: inout Findings) {}
}
