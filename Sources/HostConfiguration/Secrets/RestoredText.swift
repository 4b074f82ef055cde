import Resources

/// The text of a stored configuration with its secrets in their places again.
public struct RestoredText: Sendable {
    /// The text as it was put; it must not be shown.
    public let content: ConfigurationText
    /// What stands in the stored text for each secret, by what the secret says; `REDACTED` for one that stands there
    /// itself, as in the text of a dry run.
    public let references: [String: String]

    /// Restores a text in which references stand for secrets.
    ///
    /// - Parameters:
    ///   - stored: The text.
    ///   - source: Gives what a reference stands for, as it is written in YAML; `nil` for what is no reference.
    /// - Throws: What keeps the text from being read.
    public init(_ stored: String, _ source: (String) -> String?) throws(ConfigurationFaults) {
        let kept = try ConfigurationText(stored)
        let text = try ConfigurationText.restoringSecrets(in: stored, source)
        content = try ConfigurationText(text)
        var references: [String: String] = [:]
        for secret in content.secrets where kept.documents.indices.contains(secret.documentIndex) {
            let document = kept.documents[secret.documentIndex].node.json
            guard let reference = document.value(at: secret.pointer)?.text else { continue }
            references[secret.value] = reference == secret.value ? Secret.redaction : reference
        }
        self.references = references
    }
}
