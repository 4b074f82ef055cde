public import Resources

/// A device of the legacy document, on a link that its selector found.
///
/// What follows from it is worked out in one go with the rest of the configuration; this shows how selectors were understood.
public struct DeviceConfigSpec: ResourceSpec {
    /// Link, place in the list, and place among the links found; not a member, the id says it.
    public var name = ""
    /// What the document says, without secrets, and with the links that a bond's selectors found.
    public var device = LegacyDevice()

    /// No device.
    public init() {}

    /// Every member.
    public static let fields: FieldList<DeviceConfigSpec> = [
        Field("device", \.device, "What the document says of the link, its secrets left out.")
    ]

    /// The type's name.
    public static let typeName = "DeviceConfigSpec"
    /// What it is for.
    public static let summary = "A device of a legacy machine configuration on the link that its selector found."
    /// Controllers derive it.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [Column("ADDRESSES", "device.addresses"), Column("MTU", "device.mtu")]
    /// A link by name.
    public static let example = Example("eth0/000", ["device": ["interface": "eth0", "addresses": ["192.0.2.10/24"]]])
    /// How an id looks.
    public static let idForm = "<link>/<place in the list>[/<place among the links found>], such as eth0/000"
    /// The parts that tell devices apart.
    public var id: String { name }
    /// The id is no member.
    public static func members(fromID id: String) -> [String: JSON]? { id.contains("/") ? [:] : nil }
}

/// The devices of the legacy document (Talos' DeviceConfigController).
public enum DeviceConfigRule: ConfigurationRule {
    /// Devices.
    public typealias Spec = DeviceConfigSpec
    /// Selectors look at links.
    public static let inputs = [LinkStatus.typeName]
    /// Beside what else follows.
    public static let namespace = Namespace.network
    /// All of them.
    public static let prefixes = [""]

    /// Each device on each link that it is about.
    public static func rows(_ sources: LayerSources) -> [String: LayerRow] {
        Dictionary(
            sources.legacyDevices.map { expanded in
                var spec = DeviceConfigSpec()
                (spec.name, spec.device) = (expanded.id, expanded.device.withoutSecrets)
                return (spec.id, LayerRow(text: spec.canonical, origins: [SpecOrigin(expanded.source)]))
            }
        ) { $1 }
    }
}

extension LegacyDevice {
    fileprivate var withoutSecrets: LegacyDevice {
        var device = self
        if device.wireguard?.privateKey.isEmpty == false { device.wireguard?.privateKey = Secret.redaction }
        device.vip = device.vip?.withoutSecrets
        device.vlans = device.vlans.map { vlan in
            var vlan = vlan
            vlan.vip = vlan.vip?.withoutSecrets
            return vlan
        }
        return device
    }
}

extension LegacyVIP {
    fileprivate var withoutSecrets: LegacyVIP {
        var shared = self
        if shared.equinixMetal != nil { shared.equinixMetal?.apiToken = Secret.redaction }
        if shared.hcloud != nil { shared.hcloud?.apiToken = Secret.redaction }
        return shared
    }
}
