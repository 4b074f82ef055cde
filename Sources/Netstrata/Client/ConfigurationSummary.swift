import HostConfiguration
import Resources

/// What becomes of the documents of a machine configuration.
struct ConfigurationSummary {
    /// The documents that are carried out.
    let applied: [String]
    /// The documents of which members are left out.
    let partial: [String]
    /// The documents that wait for a link.
    let waiting: [String]
    /// Documents and sections that aren't about the network.
    let ignored: [String]
    /// Documents and members that this version can't carry out.
    let unsupported: [String]
    let warnings: [ConfigurationFault]

    /// As the daemon says it.
    init(_ answer: JSON) {
        func texts(_ name: String) -> [String] { (answer[name]?.elements ?? []).compactMap(\.text) }
        func documents(_ states: [JSON]) -> [String] {
            (answer["documents"]?.elements ?? []).filter { $0["state"].map(states.contains) ?? false }
                .compactMap { $0["document"]?.text }
        }
        (applied, partial, waiting) = (documents(["accepted"]), documents(["partly"]), documents(["waiting"]))
        ignored = texts("ignored")
        unsupported = texts("notSupported")
        warnings = (answer["warnings"]?.elements ?? []).compactMap(ConfigurationFault.init)
    }

    /// As this program reads it.
    init(_ configuration: MachineConfiguration) {
        waiting = []
        ignored = configuration.ignored
        unsupported = configuration.unsupported
        warnings = configuration.warnings
        let without = Set(ignored).union(unsupported)
        let rest = configuration.documents.map(\.label).filter { !without.contains($0) }
        func isPartial(_ label: String) -> Bool { configuration.unsupported.contains { $0.hasPrefix(label + " ") } }
        (applied, partial) = (rest.filter { !isPartial($0) }, rest.filter(isPartial))
    }

    /// A line for each group, and one for each warning; nothing for what there is none of.
    func rendered(_ words: (ConfigurationFault) -> String) -> String {
        let groups = [
            ("carried out", applied), ("carried out in part", partial), ("waiting for a link", waiting),
            ("ignored, not about the network", ignored),
            ("not supported, left out", unsupported),
        ]
        let lines = groups.filter { !$0.1.isEmpty }.map { title, names in
            "\(title): \(names.joined(separator: ", "))".withoutControls
        }
        return (lines + warnings.map { "warning: \(words($0))" }).map { "  \($0)\n" }.joined()
    }
}
