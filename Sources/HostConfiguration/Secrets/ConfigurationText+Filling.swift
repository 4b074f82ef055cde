import Resources

extension ConfigurationText {
    /// The text in which each secret that is written as it would be shown stands for the one that another text has there.
    ///
    /// A secret gets nowhere but where it stands in the other text: an alias that would take it elsewhere is refused.
    ///
    /// - Parameter previous: The other text; `nil` where there is none.
    /// - Returns: The text.
    /// - Throws: Where nothing is stored for what is shown.
    public func fillingSecrets(from previous: ConfigurationText?) throws(ConfigurationFaults) -> ConfigurationText {
        let stored = previous.map { StoredSecrets($0) }
        let bytes = Array(text.utf8)
        var faults: [ConfigurationFault] = []
        var fillings: [Filling] = []
        let finder = SecretFinder(bytes, YAMLSegment.lineStarts(bytes))
        // What looks like a secret when it is written out is shown as this word alone.
        let shown = try finder.find(in: documents) { isNamedSecret, value in
            if value == Secret.redaction { return value }
            let shown = isNamedSecret ? Secret.redaction : SecretNames.shown(value)
            return shown == value ? shown : nil
        }
        let named = Set(secrets.map(\.position))
        for secret in shown {
            let document = documents[secret.documentIndex].node
            if let source = stored?.source(for: secret, in: document.json) {
                fillings.append(Filling(secret: secret, source: source.text, value: source.value))
            } else if named.contains(secret.position) {
                let detail =
                    "'\(secret.shown)' stands for a secret that is stored, and none is stored here: write it out"
                faults.append(
                    ConfigurationFault(
                        DocumentIdentity(document.json).label, line: document.line(of: secret.pointer), secret.pointer,
                        detail))
            }
        }
        guard faults.isEmpty else { throw ConfigurationFaults(faults) }
        guard !fillings.isEmpty else { return self }
        return try filled(with: fillings)
    }

    /// A secret that is shown, and the one for which it stands: as it is written, and what it says.
    private struct Filling {
        let secret: Secret
        let source: String
        let value: JSON
    }

    /// The text with secrets as they are written elsewhere, in quotes where they would be read as something else here.
    private func filled(with fillings: [Filling]) throws(ConfigurationFaults) -> ConfigurationText {
        let values = Dictionary(fillings.map { ($0.secret.position, $0.value) }) { first, _ in first }
        let expected = documents.map { document in document.node.json { values[$0.position] } }
        let asWritten = try? ConfigurationText(splicing(fillings.map { ($0.secret.range, $0.source) }))
        if let asWritten, asWritten.documents.map(\.node.json) == expected { return asWritten }
        let quoted = fillings.map { filling in
            (filling.secret.range, filling.value.text.map(JSON.quoted) ?? filling.source)
        }
        return try ConfigurationText(splicing(quoted))
    }
}

/// The secrets of a text, by where they stand and how they are shown.
private struct StoredSecrets {
    private struct Stored {
        let secret: Secret
        let places: Set<SecretPlace>
    }

    private let content: ConfigurationText
    private let bytes: [UInt8]
    private var secrets: [SecretPlace: [Stored]] = [:]

    init(_ content: ConfigurationText) {
        self.content = content
        bytes = Array(content.text.utf8)
        let documents = content.documents.map(\.node.json)
        for secret in content.secrets {
            let places = secret.places(in: documents[secret.documentIndex])
            for place in places { secrets[place, default: []].append(Stored(secret: secret, places: places)) }
        }
    }

    /// The secret that is at all places of another, and shown in the same way.
    ///
    /// Where two could be meant, none is: a secret must not go to somebody else.
    func source(for shown: Secret, in document: JSON) -> (text: String, value: JSON)? {
        let places = shown.places(in: document)
        let found = (places.first.flatMap { secrets[$0] } ?? []).filter {
            $0.secret.shown == shown.shown && places.isSubset(of: $0.places)
        }.map(\.secret)
        guard let secret = found.first, found.allSatisfy({ $0.value == secret.value }) else { return nil }
        let value = content.documents[secret.documentIndex].node.json.value(at: secret.pointer)
        return (String(decoding: bytes[secret.range], as: UTF8.self), value ?? .string(secret.value))
    }
}
