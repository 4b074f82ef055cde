import NetworkTypes
public import Resources

/// Gives links names of their own choice, by what they are.
public struct LinkAliasConfig: NetworkDocument {
    /// What says which links are meant.
    public struct Selector: FieldRecord {
        /// A condition on a link (`LinkExpression`); empty for none.
        public var match = ""

        /// No condition.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Selector> = [
            Field(text: "match", \.match, "A condition on a link, such as link.driver == \"virtio_net\".")
        ]
    }

    /// The alias; `%d` at its end is the number of the link among those that match.
    public var name = ""
    /// Which links are meant.
    public var selector = Selector()

    /// An alias for nothing yet.
    public init() {}

    /// The kind.
    public static let kind = "LinkAliasConfig"
    /// Every member.
    public static let fields: FieldList<LinkAliasConfig> = [
        Field(text: "name", \.name, "The alias; `%d` at its end is a number."),
        Field("selector", \.selector, "Which links are meant."),
    ]

    /// Whether the name is one for many links.
    var isPattern: Bool { name.hasSuffix("%d") }

    /// The alias of a link, by its number among those that match.
    func alias(_ number: Int) -> InterfaceName? {
        InterfaceName(isPattern ? name.dropLast(2) + String(number) : name)
    }

    /// Whether links can be called so.
    var isCarriedOut: Bool { alias(0) != nil }

    /// A name that no link can have: aliases are used as links' names.
    public var unsupported: [String] { name.isEmpty || isCarriedOut ? [] : ["name"] }

    /// The name's pattern, and whether the condition is about links.
    public func check(_ findings: inout Findings) {
        requireName(&findings)
        let plain = name.hasSuffix("%d") ? name.dropLast(2) : name[...]
        if plain.utf8.contains(UInt8(ascii: "%")) {
            findings.fault("'%' stands only in '%d' at the end of a name, not as in \(JSON.quoted(name))", at: "name")
        }
        guard !selector.match.isEmpty else {
            return findings.fault("a condition must say which links are meant", at: "selector", "match")
        }
        do {
            _ = try LinkExpression(selector.match)
        } catch {
            findings.fault("\(error.detail), character \(error.column)", at: "selector", "match")
        }
    }
}
