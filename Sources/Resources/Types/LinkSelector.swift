public import NetworkTypes

/// A condition of the machine configuration on links, and the links that it finds now.
public struct LinkSelectorStatus: ResourceSpec {
    /// The document; the id says it, too.
    public var document = ""
    /// Where the condition stands in the document (RFC 6901).
    public var pointer = ""
    /// Its line in the text of the configuration, from 1.
    public var line: UInt32 = 0
    /// The condition.
    public var selector = ""
    /// Whether it finds what it needs.
    public var state = State.none
    /// The links that are so, sorted by name.
    public var links: [InterfaceName] = []
    /// What isn't done, and why; empty where all is.
    public var reason = ""

    /// Whether a selector finds what it needs.
    public enum State: String, ChoiceValue {
        /// Links are so, and what is said of them is done.
        case found
        /// No link is so; what is said of it waits.
        case none
        /// Several links are so, and one is needed: nothing is done.
        case several
        /// Links are so, and other documents say otherwise of all of them.
        case overruled
    }

    /// A selector that finds nothing.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LinkSelectorStatus> = [
        Field("document", \.document, "The document: `LinkAliasConfig/uplink`, `v1alpha1`."),
        Field("pointer", \.pointer, "Where the condition stands in the document (RFC 6901)."),
        Field("line", \.line, "Its line in the text of the configuration, from 1."),
        Field("selector", \.selector, "The condition."),
        Field(
            "state", \.state,
            "found; none: what is said of it waits for a link; several: one link is needed; overruled: others decide."),
        Field("links", \.links, "The links that are so."),
        Field("reason", \.reason, "What isn't done, and why."),
    ]

    /// The type's name.
    public static let typeName = "LinkSelectorStatus"
    /// What it is for.
    public static let summary = "A condition of the machine configuration on links, and the links that it finds."
    /// As one would call it.
    public static let aliases = ["selector", "selectors"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("STATE", "state"), Column("LINKS", "links"), Column("LINE", "line"), Column("SELECTOR", "selector"),
        Column("REASON", "reason", isWide: true),
    ]
    /// The one link with a driver.
    public static let example = Example(
        "LinkAliasConfig/uplink/selector/match",
        [
            "document": "LinkAliasConfig/uplink", "pointer": "/selector/match", "line": 5,
            "selector": "link.driver == \"virtio_net\"", "state": "found", "links": ["enp0s2"],
        ])
    /// How an id looks.
    public static let idForm = "<document>/<place in it>, such as LinkAliasConfig/uplink/selector/match"
    /// The document and the place.
    public var id: String { document + pointer }
    /// The members say the same.
    public static func members(fromID id: String) -> [String: JSON]? { id.contains("/") ? [:] : nil }
}
