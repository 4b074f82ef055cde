public import Resources

/// `machine` of the legacy document.
public struct LegacyMachine: FieldRecord {
    /// `controlplane`, `worker` or empty.
    public var type = ""
    /// The host's network.
    public var network = LegacyNetwork()
    /// Whose time it takes.
    public var time = LegacyTime()
    /// Parameters of the kernel by name.
    public var sysctls: [String: String] = [:]
    /// What is switched on.
    public var features = LegacyFeatures()
    var others = OtherSections()

    /// What is understood and isn't this program's business.
    var ignored: [String] {
        let isKept = [
            "machine.time.bootTimeout": time.bootTimeout != .zero,
            "machine.features.kubePrism": features.kubePrism != nil,
        ]
        return isKept.filter(\.value).keys.sorted()
    }

    /// A host of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyMachine> = FieldList(
        [
            Field(text: "type", \.type, "controlplane or worker."),
            Field("network", \.network, "The host's network."),
            Field("time", \.time, "Whose time it takes."),
            Field(textsByName: "sysctls", \.sysctls, "Parameters of the kernel by name."),
            Field("features", \.features, "What is switched on."),
        ]
            + OtherSections.fields([
                "token", "ca", "acceptedCAs", "certSANs", "controlPlane", "kubelet", "pods", "disks", "install",
                "files",
                "env", "sysfs", "registries", "systemDiskEncryption", "udev", "logging", "kernel", "seccompProfiles",
                "baseRuntimeSpecOverrides", "nodeLabels", "nodeAnnotations", "nodeTaints",
            ]) { \.others[$0] })
}

/// `machine.time` of the legacy document.
public struct LegacyTime: FieldRecord {
    /// Whether the host's time is left alone.
    public var disabled: Bool?
    /// Names or addresses of servers.
    public var servers: [String] = []
    /// How long a start waits for the time; zero for ever.
    public var bootTimeout = GoDuration.zero

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyTime> = [
        Field("disabled", \.disabled, "Whether the host's time is left alone.", .omitsEmpty),
        Field(texts: "servers", \.servers, "Names or addresses of servers."),
        Field("bootTimeout", \.bootTimeout, "How long a start waits for the time.", .omitsEmpty),
    ]
}

/// `machine.features` of the legacy document.
public struct LegacyFeatures: FieldRecord {
    /// Whether the host's name is made of its identity.
    public var stableHostname: Bool?
    /// The host's own server of DNS.
    public var hostDNS: HostDNS?
    /// In which order addresses are shown.
    public var nodeAddressSortAlgorithm: AddressSortAlgorithm?
    /// The way to Kubernetes' interface.
    public var kubePrism: LegacyKubePrism?
    var others = OtherSections()

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyFeatures> = FieldList(
        [
            Field("stableHostname", \.stableHostname, "Whether the name is made of the identity.", .omitsEmpty),
            Field("hostDNS", \.hostDNS, "The host's own server of DNS.", .omitsEmpty),
            Field(
                "nodeAddressSortAlgorithm", \.nodeAddressSortAlgorithm, "In which order addresses are shown.",
                .omitsEmpty),
            Field("kubePrism", \.kubePrism, "The way to Kubernetes' interface.", .omitsEmpty),
        ]
            + OtherSections.fields([
                "rbac", "kubernetesTalosAPIAccess", "apidCheckExtKeyUsage", "diskQuotaSupport", "imageCache",
            ]) { \.others[$0] })
}

/// `machine.features.kubePrism` of the legacy document.
public struct LegacyKubePrism: FieldRecord {
    /// Whether there is one.
    public var enabled: Bool?
    /// Its port; 0 for the default.
    public var port: UInt32 = 0

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyKubePrism> = [
        Field("enabled", \.enabled, "Whether there is one.", .omitsEmpty),
        Field("port", \.port, in: 0...65_535, "Its port.", .omitsEmpty),
    ]
}
