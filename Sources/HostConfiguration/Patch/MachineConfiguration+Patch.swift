extension MachineConfiguration {
    /// The configuration after a change; documents that aren't touched keep their bytes, the others are written anew.
    ///
    /// Secrets stay where they are, or go; `REDACTED` in a secret's place leaves it as it is.
    ///
    /// - Throws: What doesn't fit the documents, or what is wrong with the result; then with the result's lines.
    public func patched(with patch: ConfigurationPatch) throws(ConfigurationFaults) -> MachineConfiguration {
        var draft = ConfigurationDraft(content)
        switch patch.change {
        case .documents(let documents):
            for (index, document) in documents.enumerated() { try draft.merge(document, index: index) }
        case .json(let patch): try draft.apply(patch)
        }
        return try MachineConfiguration(ConfigurationText(draft.text()).fillingSecrets(from: content))
    }
}
