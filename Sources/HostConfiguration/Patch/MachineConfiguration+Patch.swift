extension MachineConfiguration {
    /// The configuration after a change; documents that aren't touched keep their bytes, the others are written anew.
    ///
    /// Secrets stay where they are, or go; `REDACTED` in a secret's place leaves it as it is.
    ///
    /// - Throws: What doesn't fit the documents, or what is wrong with the result: with
    ///   the patch's lines where it speaks of the place, else with the result's.
    public func patched(with patch: ConfigurationPatch) throws(ConfigurationFaults) -> MachineConfiguration {
        var draft = ConfigurationDraft(content)
        var documents: [ConfigurationText.Document] = []
        switch patch.change {
        case .documents(let merged):
            documents = merged
            for (index, document) in documents.enumerated() { try draft.merge(document, index: index) }
        case .json(let patch): try draft.apply(patch)
        }
        let result = try ConfigurationText(draft.text()).fillingSecrets(from: content)
        do {
            return try MachineConfiguration(result)
        } catch {
            let places = PatchPlaces(documents, result.documents)
            throw ConfigurationFaults(error.all.map(places.place), warnings: error.warnings.map(places.place))
        }
    }
}
