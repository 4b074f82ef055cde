public import Resources

/// A document of a machine configuration, read and checked.
public struct ConfigurationDocument: Sendable {
    /// The kind; `v1alpha1` for the legacy document, which has none.
    public let kind: String
    /// The name; `nil` for kinds of which there is one at most.
    public let name: String?
    /// How the document is called: `LinkConfig/eth0`, `HostnameConfig`, `v1alpha1`.
    public let label: String
    /// All of it.
    public let json: JSON
    /// The part of the text that holds it, in UTF-8 bytes: with its `---` and the comments up to the next one.
    public let range: Range<Int>
    /// The document's own type; `nil` for what isn't about the network, and for the legacy document.
    public let network: (any NetworkDocument)?
    let node: YAMLNode

    /// The line at which it begins, from 1.
    public var line: Int { node.line }

    /// The line where a member stands, from 1; `nil` when it isn't there.
    public func line(of pointer: JSONPointer) -> Int? {
        json.value(at: pointer) == nil ? nil : node.line(of: pointer)
    }

    /// All of it, as a source.
    public var source: DocumentSource { DocumentSource(label: label) }

    /// A fault in it, at a member or at what should have the member.
    func fault(_ fault: Fault) -> ConfigurationFault { self.fault(fault, against: nil) }

    /// The same of what it says against another document, of which the line is given.
    func fault(_ fault: Fault, against otherLine: Int?) -> ConfigurationFault {
        ConfigurationFault(
            label, line: node.line(of: fault.pointer), fault.pointer, fault.detail, otherLine: otherLine)
    }
}

/// What tells a document from the others of a configuration.
struct DocumentIdentity: Hashable, Sendable {
    static let version = "v1alpha1"

    let kind: String
    let name: String?

    /// What a document says of itself; a document without a kind is the legacy one.
    init(_ json: JSON) {
        guard let kind = json["kind"] else {
            self.kind = LegacyDocument.label
            name = nil
            return
        }
        self.kind = WrittenText.read(kind) ?? ""
        let name = json["name"].flatMap(WrittenText.read) ?? ""
        let isNamed = DocumentKind.byName[self.kind]?.isNamed ?? !name.isEmpty
        self.name = isNamed ? name : nil
    }

    /// The kind, and the name where there is one.
    var label: String { name.map { $0.isEmpty ? kind : "\(kind)/\($0)" } ?? kind }
}
