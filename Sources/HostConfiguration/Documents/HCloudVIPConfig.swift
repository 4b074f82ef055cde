public import Resources

/// An address that moves between hosts by the interface of Hetzner Cloud; the address is the document's name.
public struct HCloudVIPConfig: NetworkDocument {
    /// The address.
    public var name = ""
    /// The link that gets it.
    public var link = ""
    /// What opens the interface; a secret.
    public var apiToken = ""

    /// An address that isn't said.
    public init() {}

    /// The kind.
    public static let kind = "HCloudVIPConfig"
    /// Not yet.
    public static let isSupported = false
    /// Every member.
    public static let fields: FieldList<HCloudVIPConfig> = [
        Field(text: "name", \.name, "The address."),
        Field(text: "link", \.link, "The link that gets it."),
        Field(text: "apiToken", \.apiToken, "What opens the interface of the cloud; a secret."),
    ]

    /// Address, link and token.
    public func check(_ findings: inout Findings) {
        Layer2VIPConfig.check(name, link, &findings)
        if apiToken.isEmpty { findings.fault("the token must be given", at: "apiToken") }
    }
}
