import NetworkTypes
public import Resources

/// Links that become ports of a bond or a bridge, or belong to a VRF, by what they are rather than by name.
///
/// Not Talos': there only the legacy document selects ports, of bonds (`deviceSelectors`).
public struct PortSelector: FieldRecord {
    /// How many links are meant.
    public enum Which: String, ChoiceValue {
        /// All that are so, now and later.
        case all
        /// The only one that is so; of several, none.
        case one
    }

    /// A condition on a link (`LinkExpression`).
    public var match = ""
    /// How many are meant; absent for all.
    public var which: Which?

    /// No condition.
    public init() {}

    /// Every member.
    public static let fields: FieldList<PortSelector> = [
        Field(text: "match", \.match, "A condition on a link, such as link.driver == \"virtio_net\"."),
        Field("which", \.which, "all that are so, or the only one.", .omitsEmpty),
    ]

    /// A port has these because of its master: what selects by them would let go what it has just taken.
    private static let changing: [LinkMember] = [.slaveKind, .flags, .mtu, .operationalState, .linkState]

    func check(_ findings: inout Findings) {
        guard !match.isEmpty else {
            return findings.fault("a condition must say which links are meant", at: "match")
        }
        do throws(ExpressionFault) {
            let expression = try LinkExpression(match)
            for member in Self.changing where expression.speaksOf(member) {
                findings.fault(
                    "link.\(member.rawValue) is another as soon as a link is a port, so it can't say which links are",
                    at: "match")
            }
        } catch {
            findings.fault("\(error.detail), character \(error.column)", at: "match")
        }
    }
}

/// A document about a link to which others belong.
protocol PortDocument: LinkDocument {
    /// The links that belong to it, by name.
    var links: [String] { get }
    /// Those that belong to it by what they are.
    var linkSelectors: [PortSelector] { get set }
}

extension PortDocument {
    /// The field of the selectors.
    static var selectorField: Field<Self> {
        Field(
            "linkSelectors", \.linkSelectors, "Links by what they are, besides those by name; not Talos'.", .omitsEmpty)
    }

    func checkPorts(_ findings: inout Findings) {
        findings.require(InterfaceName.self, in: links, at: "links")
        for (index, link) in links.enumerated() where links[..<index].contains(link) {
            findings.fault("\(link) is named twice", at: "links", String(index))
        }
        for (index, selector) in linkSelectors.enumerated() {
            var part = Findings()
            selector.check(&part)
            findings.add(part, below: "linkSelectors", String(index))
        }
    }
}
