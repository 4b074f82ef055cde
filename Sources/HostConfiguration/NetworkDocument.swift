public import Resources

/// A kind of document about the network: its fields, what must hold among them, and whether it is carried out.
public protocol NetworkDocument: FieldRecord {
    /// The kind as it is written.
    static var kind: String { get }
    /// Whether this version carries documents of the kind out.
    static var isSupported: Bool { get }
    /// Whether there is a document for each name; else there is one at most.
    static var isNamed: Bool { get }
    /// What the document is about; empty for kinds of which there is one at most.
    var name: String { get }
    /// The link that the document makes or sets, if it is about one as a whole.
    var describesLink: Bool { get }
    /// The members that this version doesn't carry out although it does the kind, as `hostDNS` or `ntp.useNTS`.
    var unsupported: [String] { get }
    /// The members that are understood and aren't this program's business, as `bootTimeout`.
    var ignored: [String] { get }
    /// Says what is wrong although each field by itself is right.
    func check(_ findings: inout Findings)
    /// Says what the document and the legacy document both decide.
    func check(against legacy: LegacyDocument, _ findings: inout Findings)
}

extension NetworkDocument {
    /// Most are.
    public static var isSupported: Bool { true }
    /// Most have.
    public static var isNamed: Bool { true }
    /// Most don't.
    public var describesLink: Bool { false }
    /// Nothing, for most.
    public var unsupported: [String] { [] }
    /// Nothing, for most.
    public var ignored: [String] { [] }
    /// Nothing, for most.
    public func check(against legacy: LegacyDocument, _ findings: inout Findings) {}

    /// Whether there is a name; says so when there is none.
    func requireName(_ findings: inout Findings) {
        if name.isEmpty { findings.fault("a name must be given", at: "name") }
    }
}

/// A document of which a configuration has one at most.
public protocol SingletonDocument: NetworkDocument {}

extension SingletonDocument {
    /// There is one at most.
    public static var isNamed: Bool { false }
    /// None.
    public var name: String { "" }
}
