import NetworkTypes
import Resources

/// Documents that describe what a host has now, so that applying them changes nothing; what they can't say stands in comments.
public struct KernelImport: Sendable {
    /// What the person who takes over a host decides.
    public struct Choices: Sendable {
        /// Whether bridges and pairs of virtual links become ours to make.
        public var makesLinks = false
        /// Whether the host's name and its known hosts are described, so that `/etc/hosts` becomes ours to write.
        public var keepsNames = false

        /// Nothing more than what isn't in doubt.
        public init() {}
    }

    private let host: HostInventory
    private let choices: Choices

    /// An import of what a host has.
    public init(_ host: HostInventory, _ choices: Choices = Choices()) {
        self.host = host
        self.choices = choices
    }

    /// The documents as a stream of YAML; pure, and the same for the same host.
    ///
    /// - Parameter header: What stands at the top, in a line each.
    /// - Returns: The text.
    /// - Throws: Only when a text of the host's can't be written as YAML.
    public func text(header: [String]) throws(ConfigurationFaults) -> String {
        do throws(YAMLError) {
            return try written(header)
        } catch {
            throw ConfigurationFaults([ConfigurationFault("import", line: error.line, .root, error.detail)])
        }
    }

    private func written(_ header: [String]) throws(YAMLError) -> String {
        var text = header.map(ImportSection.comment).joined()
        let sections = self.sections
        for section in sections where section.document != nil { text += try section.text() }
        let rest = sections.filter { $0.document == nil && !($0.title.isEmpty && $0.remarks.isEmpty) }
        guard !rest.isEmpty else { return text }
        text += "#\n" + ImportSection.comment("Left out:")
        for section in rest { text += try section.text() }
        return text
    }

    private var sections: [ImportSection] {
        var routes = RouteImport(host.routes)
        let links = LinkImport(host, makesLinks: choices.makesLinks).sections(&routes)
        return links + routes.blackholes + RuleImport(host.rules).sections + [ResolverImport(host).section]
            + NameImport(host, isWanted: choices.keepsNames).sections + [routes.rest]
    }
}
