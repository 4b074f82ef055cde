public import Resources

/// The text of a stored configuration with its secrets in their places again.
public struct RestoredText: Sendable {
    /// The text as it was put; it must not be shown.
    public let content: ConfigurationText
    /// What stands in the stored text for each secret, by what the secret says.
    public let references: [String: String]

    /// Restores a text in which references stand for secrets.
    ///
    /// - Parameters:
    ///   - stored: The text.
    ///   - source: Gives what a reference stands for, as it is written in YAML; `nil` for what is no reference.
    public init(_ stored: String, _ source: (String) -> String?) throws(ConfigurationFaults) {
        let kept = try ConfigurationText(stored)
        let text = try ConfigurationText.restoringSecrets(in: stored, source)
        content = try ConfigurationText(text)
        var references: [String: String] = [:]
        for secret in content.secrets where kept.documents.indices.contains(secret.documentIndex) {
            let document = kept.documents[secret.documentIndex].node.json
            if let reference = document.value(at: secret.pointer)?.text { references[secret.value] = reference }
        }
        self.references = references
    }
}

extension ConfigurationText {
    /// The text in which each secret that is written as it would be shown stands for the one that another text has there.
    ///
    /// - Parameter previous: The other text; `nil` where there is none.
    /// - Throws: Where nothing is stored for what is shown.
    public func fillingSecrets(from previous: ConfigurationText?) throws(ConfigurationFaults) -> ConfigurationText {
        var faults: [ConfigurationFault] = []
        var isChanged = false
        let filled = replacingSources { secret in
            guard secret.value == secret.shown else { return nil }
            isChanged = true
            if let stored = previous?.source(of: secret, in: self) { return stored }
            let document = documents[secret.documentIndex]
            faults.append(
                ConfigurationFault(
                    DocumentIdentity(document.node.json).label, line: document.node.line(of: secret.pointer),
                    secret.pointer, "'\(secret.shown)' stands for a secret that is stored, and none is stored here"))
            return nil
        }
        guard faults.isEmpty else { throw ConfigurationFaults(faults) }
        return isChanged ? try ConfigurationText(filled) : self
    }

    /// How this text writes the secret that stands at the same place of the same document as one of another text.
    private func source(of secret: Secret, in other: ConfigurationText) -> String? {
        let identity = DocumentIdentity(other.documents[secret.documentIndex].node.json)
        let bytes = Array(text.utf8)
        return secrets.first { own in
            own.pointer == secret.pointer && own.shown == secret.shown
                && DocumentIdentity(documents[own.documentIndex].node.json) == identity
        }.map { String(decoding: bytes[$0.range], as: UTF8.self) }
    }

    /// The text with other sources in the place of some secrets.
    private func replacingSources(_ replacement: (Secret) -> String?) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        for secret in secrets {
            guard let source = replacement(secret) else { continue }
            result += bytes[index..<secret.range.lowerBound]
            result += source.utf8
            index = secret.range.upperBound
        }
        return String(decoding: result + bytes[index...], as: UTF8.self)
    }
}
