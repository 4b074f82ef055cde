/// A name for a revision, which stands for it wherever a revision is expected.
public struct RevisionTag: ResourceSpec {
    /// The name; not a member, the id says it.
    public var name = ""
    /// The revision that is meant.
    public var revision = Count(0)

    /// A tag of the beginning.
    public init() {}

    /// Every member.
    public static let fields: FieldList<RevisionTag> = [
        Field("revision", \.revision, "The revision that is meant.", .required)
    ]

    /// The type's name.
    public static let typeName = "RevisionTag"
    /// What it is for.
    public static let summary = "A name for a revision: netstrata tag writes it."
    /// Beside what else is about Netstrata itself.
    public static let placement = Placement.plain(namespace: Namespace.management)
    /// What a table shows.
    public static let columns = [Column("REVISION", "revision")]
    /// As it is called.
    public static let aliases = ["tag", "tags"]
    /// What one goes back to.
    public static let example = Example("before-upgrade", ["revision": 1])
    /// How an id looks.
    public static let idForm =
        "a name of small letters, digits and dashes that begins and ends with a letter, such as before-upgrade"
    /// The name.
    public var id: String { name }
    /// The id is no member; it can't be taken for a number, an ETag or a time.
    public static func members(fromID id: String) -> [String: JSON]? { isName(id) ? [:] : nil }

    /// Whether a text can be a tag.
    public static func isName(_ text: String) -> Bool {
        let letters: ClosedRange<UInt8> = 97...122
        guard let first = text.utf8.first, let last = text.utf8.last, letters ~= first, letters ~= last else {
            return false
        }
        return text.utf8.allSatisfy { letters ~= $0 || (48...57) ~= $0 || $0 == UInt8(ascii: "-") }
    }
}
