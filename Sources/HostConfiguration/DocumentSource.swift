public import Resources

/// A part of a document, for whoever makes something of it; `MachineConfiguration.line(of:)` says where it stands.
public struct DocumentSource: Hashable, Sendable {
    /// The document, such as `LinkConfig/eth0`; no other of its configuration has the same label.
    public let label: String
    /// The part; the root for all of the document.
    public let pointer: JSONPointer

    /// A part of a document.
    public init(label: String, _ pointer: JSONPointer = .root) {
        self.label = label
        self.pointer = pointer
    }

    /// A member or an element of the part.
    func at(_ tokens: String...) -> DocumentSource {
        DocumentSource(label: label, JSONPointer(tokens: pointer.tokens + tokens))
    }

    /// An element of a list in the part.
    func at(_ list: String, _ index: Int) -> DocumentSource { at(list, String(index)) }
}

/// Where a value of a layer comes from.
public struct SpecOrigin: Hashable, Sendable {
    /// The part of a document that speaks of it.
    public let source: DocumentSource
    /// The members of the spec that come from there; `nil` for all of them.
    public let members: [String]?

    /// The origin of some members, or of all.
    public init(_ source: DocumentSource, members: [String]? = nil) {
        self.source = source
        self.members = members
    }
}
