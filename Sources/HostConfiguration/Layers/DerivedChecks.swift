import Resources

/// Checks what documents come to as if somebody wrote it: a spec that can't be read would change nothing.
enum DerivedChecks {
    /// What is wrong with the specs of a configuration, at the part of a document from which it comes.
    static func faults(_ configuration: MachineConfiguration) -> [ConfigurationFault] {
        var sources = LayerSources()
        sources.configuration = configuration
        return ConfigurationRules.all.flatMap { rule in
            (rule as? any LayerRule.Type).map { faults($0, sources, configuration) } ?? []
        }
    }

    private static func faults<Rule: LayerRule>(
        _: Rule.Type, _ sources: LayerSources, _ configuration: MachineConfiguration
    ) -> [ConfigurationFault] {
        Rule.specs(sources).flatMap { layered -> [ConfigurationFault] in
            var faults: [Fault] = []
            // Until it is normalized a spec can say what no id says.
            guard Rule.Spec.read(layered.spec.canonical, &faults) == nil || !faults.isEmpty else { return [] }
            return faults.compactMap { place($0, layered.origins, configuration) }
        }
    }

    /// A fault at the member of a document that has the same name, else at the part that makes the spec.
    private static func place(
        _ fault: Fault, _ origins: [SpecOrigin], _ configuration: MachineConfiguration
    ) -> ConfigurationFault? {
        func document(_ source: DocumentSource) -> ConfigurationDocument? {
            configuration.documents.first { $0.label == source.label }
        }
        for origin in origins {
            let pointer = JSONPointer(tokens: origin.source.pointer.tokens + fault.pointer.tokens)
            if let document = document(origin.source), document.line(of: pointer) != nil {
                return document.fault(Fault(pointer, fault.detail))
            }
        }
        // Who says most of it has made the link.
        guard let source = (origins.first { $0.members == nil } ?? origins.first)?.source else { return nil }
        return document(source)?.fault(Fault(source.pointer, fault.detail))
    }
}
