import Resources

/// Reads the documents of a text, and collects what is wrong with them.
struct DocumentReader {
    private(set) var documents: [ConfigurationDocument] = []
    private(set) var legacy: LegacyDocument?
    private(set) var faults: [ConfigurationFault] = []
    private(set) var warnings: [ConfigurationFault] = []
    /// The labels of kinds that aren't about the network.
    private(set) var otherLabels: [String] = []
    private var legacyLine: Int?

    /// Reads one document more.
    mutating func read(_ document: ConfigurationText.Document, index: Int) {
        let json = document.node.json
        guard let members = json.members else {
            return refuse(document, index, Fault(.root, "a document is an object, not \(json.article)"))
        }
        guard members["kind"] != nil || members["version"] != nil else {
            let detail = "a document has 'apiVersion: v1alpha1' and a 'kind', or 'version: v1alpha1' and no kind"
            return refuse(document, index, Fault(.root, detail))
        }
        let identity = DocumentIdentity(json)
        if identity.kind == LegacyDocument.label, members["kind"] == nil {
            readLegacy(document, identity, json)
        } else if let kind = DocumentKind.byName[identity.kind] {
            readNetwork(document, identity, json, kind)
        } else if DocumentKind.others.contains(identity.kind) {
            let read = entry(document, identity, json, nil)
            checkVersion(read)
            otherLabels.append(read.label)
            documents.append(read)
        } else {
            let near = DocumentKind.near(identity.kind)
            let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
            let detail = "there is no kind \(members["kind"]?.article ?? "")\(hint)"
            refuse(document, index, Fault(JSONPointer(tokens: ["kind"]), detail))
        }
    }

    private func entry(
        _ document: ConfigurationText.Document, _ identity: DocumentIdentity, _ json: JSON,
        _ network: (any NetworkDocument)?
    ) -> ConfigurationDocument {
        ConfigurationDocument(
            kind: identity.kind, name: identity.name, label: identity.label, json: json, range: document.segment.range,
            network: network, node: document.node)
    }

    private mutating func refuse(_ document: ConfigurationText.Document, _ index: Int, _ fault: Fault) {
        faults.append(
            ConfigurationFault(
                "document \(index + 1)", line: document.node.line(of: fault.pointer), fault.pointer, fault.detail))
    }

    private mutating func add(_ found: [Fault], _ warned: [Fault], to document: ConfigurationDocument) {
        faults += found.map(document.fault)
        warnings += warned.map(document.fault)
    }

    private mutating func checkVersion(_ document: ConfigurationDocument, _ member: String = "apiVersion") {
        let found = document.json[member]
        guard found != .string(DocumentIdentity.version) else { return }
        let instead = found.map { ", not \($0.article)" } ?? ""
        add(
            [Fault(JSONPointer(tokens: [member]), "\(DocumentIdentity.version) is expected\(instead)")], [],
            to: document)
    }

    private mutating func readLegacy(
        _ document: ConfigurationText.Document, _ identity: DocumentIdentity, _ json: JSON
    ) {
        let read = entry(document, identity, json, nil)
        checkVersion(read, "version")
        documents.append(read)
        if let legacyLine {
            faults.append(read.fault(Fault(.root, "there is a v1alpha1 document already"), against: legacyLine))
        }
        legacyLine = legacyLine ?? read.line
        var members = json.withoutNulls
        members["version"] = nil
        let result = DocumentDecoding.read(members) {
            LegacyDocument.decode($0, at: .root, &$1)
        } _: {
            $0.check(&$1)
        }
        legacy = legacy ?? result.document
        add(result.faults, result.warnings, to: read)
    }

    private mutating func readNetwork(
        _ document: ConfigurationText.Document, _ identity: DocumentIdentity, _ json: JSON, _ kind: DocumentKind
    ) {
        var members = json.withoutNulls
        members["apiVersion"] = nil
        members["kind"] = nil
        let result = DocumentDecoding.read(members, kind.read) { $0.check(&$1) }
        let read = entry(document, identity, json, result.document)
        checkVersion(read)
        add(result.faults, result.warnings, to: read)
        documents.append(read)
    }

    /// Looks for what documents say against one another.
    mutating func compare() {
        var lines: [DocumentIdentity: Int] = [:]
        var links: [String: ConfigurationDocument] = [:]
        var addresses: [String: ConfigurationDocument] = [:]
        var masters: [String: ConfigurationDocument] = [:]
        for document in documents {
            let identity = DocumentIdentity(document.json)
            if let line = lines[identity], document.kind != LegacyDocument.label {
                faults.append(document.fault(Fault(.root, "there is a \(document.label) already"), against: line))
                continue
            }
            lines[identity] = document.line
            guard let network = document.network else { continue }
            if network.describesLink { claim(document, network.name, &links) }
            if network is Layer2VIPConfig || network is HCloudVIPConfig { claim(document, network.name, &addresses) }
            if let ports = network as? any PortDocument { claim(document, ports.links, &masters) }
            if let legacy {
                var findings = Findings()
                network.check(against: legacy, &findings)
                add(findings.faults, findings.warnings, to: document)
            }
        }
    }

    /// A link belongs to one bond, bridge or VRF at most (`IFLA_MASTER`).
    private mutating func claim(
        _ document: ConfigurationDocument, _ ports: [String], _ masters: inout [String: ConfigurationDocument]
    ) {
        for (index, port) in ports.enumerated() {
            guard let other = masters[port], other.label != document.label else {
                masters[port] = document
                continue
            }
            let fault = Fault(
                JSONPointer(tokens: ["links", String(index)]), "\(port) is part of \(other.label) already")
            faults.append(document.fault(fault, against: other.line))
        }
    }

    private mutating func claim(
        _ document: ConfigurationDocument, _ name: String, _ owners: inout [String: ConfigurationDocument]
    ) {
        guard !name.isEmpty else { return }
        if let other = owners[name] {
            let detail = "\(other.label) is about the same \(name)"
            faults.append(document.fault(Fault(JSONPointer(tokens: ["name"]), detail), against: other.line))
        } else {
            owners[name] = document
        }
    }
}

extension JSON {
    /// Without members that are null: they say nothing, as if they weren't there.
    var withoutNulls: JSON {
        switch self {
        case .object(let members): .object(members.filter { $0.value != .null }.mapValues(\.withoutNulls))
        case .array(let elements): .array(elements.map(\.withoutNulls))
        default: self
        }
    }
}
