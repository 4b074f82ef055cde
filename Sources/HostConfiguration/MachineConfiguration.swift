public import Resources

/// A machine configuration: the documents of one YAML (or JSON) stream, read and checked.
public struct MachineConfiguration: Sendable {
    /// The text with its secrets.
    public let content: ConfigurationText
    /// In the order of the text.
    public let documents: [ConfigurationDocument]
    /// What is allowed, and hardly what was meant.
    public let warnings: [ConfigurationFault]
    /// The document `version: v1alpha1`, typed where it is about the network or the time.
    public let legacy: LegacyDocument?
    private let otherLabels: [String]

    /// Reads and checks all documents; an empty text has none.
    ///
    /// - Throws: Everything that is wrong, with lines. Of a text in which something isn't YAML, that alone.
    public init(text: String) throws(ConfigurationFaults) { try self.init(ConfigurationText(text)) }

    /// Checks the documents of a text that was read.
    public init(_ content: ConfigurationText) throws(ConfigurationFaults) {
        var reader = DocumentReader()
        for (index, document) in content.documents.enumerated() { reader.read(document, index: index) }
        reader.compare()
        self.content = content
        documents = reader.documents
        warnings = reader.warnings
        legacy = reader.legacy
        otherLabels = reader.otherLabels
        // What is said of one place by its document needn't be said of what it comes to.
        let derived = DerivedChecks.faults(self).filter { fault in !reader.faults.contains { fault.isAbout($0) } }
        let faults = reader.faults + derived
        guard faults.isEmpty else {
            throw ConfigurationFaults(faults.sorted { ($0.line ?? 0) < ($1.line ?? 0) }, warnings: warnings)
        }
    }

    /// As it was put, byte for byte.
    public var text: String { content.text }

    /// The documents of a kind, in the order of the text.
    public func all<Document: NetworkDocument>(
        _: Document.Type
    ) -> [(document: Document, source: DocumentSource)] {
        documents.compactMap { document in
            (document.network as? Document).map { ($0, document.source) }
        }
    }

    /// The line where a part of a document stands, from 1; of what isn't there, that of what should have it.
    ///
    /// - Returns: `nil` when there is no such document.
    public func line(of source: DocumentSource) -> Int? {
        documents.first { $0.label == source.label }?.node.line(of: source.pointer)
    }

    /// The legacy document as a source; `nil` where there is none.
    var legacySource: DocumentSource? { legacy == nil ? nil : DocumentSource(label: LegacyDocument.label) }

    /// What is kept and isn't about the network: kinds (`UserVolumeConfig/x`) and sections (`machine.install`).
    public var ignored: [String] {
        let members = documents.flatMap { document in
            (document.network?.ignored ?? []).map { "\(document.label) \($0)" }
        }
        let all = (legacy?.ignored ?? []) + members + otherLabels
        return blocksIngress ? all.filter { !Self.forFirewalls.contains($0) } : all
    }

    /// What a firewall has to know where all is blocked that nobody lets in.
    private static let forFirewalls: Set = [
        "KubeNetworkConfig", "cluster.network.podSubnets", "cluster.network.serviceSubnets",
    ]

    /// What is valid and isn't carried out by this version: kinds (`DHCPv4Config/eth0`), members of kinds
    /// (`ResolverConfig hostDNS`) and members of the legacy document (`v1alpha1 machine.network.interfaces[0].bond`).
    public var unsupported: [String] {
        let old = (legacy?.unsupported ?? []).map { "\(LegacyDocument.label) \($0)" }
        return old
            + documents.flatMap { document -> [String] in
                guard let network = document.network else { return [] }
                guard type(of: network).isSupported else { return [document.label] }
                return network.unsupported.map { "\(document.label) \($0)" }
            }
    }

    /// The secrets of all documents, those of the network and others.
    public var secrets: [Secret] { content.secrets }

    /// The text with `REDACTED` in the place of secrets, otherwise byte for byte.
    public func redacted() -> String { content.redacted() }

    /// The text with something else in the place of each secret, otherwise byte for byte.
    public func replacingSecrets(_ replacement: (JSONPointer, Int, String) -> String) -> String {
        content.replacingSecrets(replacement)
    }
}
