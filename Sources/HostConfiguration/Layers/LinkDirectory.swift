public import NetworkTypes
public import Resources

/// The links that there are, by every name that a document may call them.
public struct LinkDirectory: Sendable {
    /// The links by name.
    public let links: [String: LinkStatus]
    private let namesByAlias: [String: String]

    /// A directory of links by name.
    public init(_ links: [String: LinkStatus]) {
        self.links = links
        var namesByAlias: [String: String] = [:]
        for (name, link) in links.sorted(by: { $0.key > $1.key }) {
            for alias in link.altNames + [link.alias] where !alias.isEmpty { namesByAlias[alias] = name }
        }
        self.namesByAlias = namesByAlias
    }

    /// The name of the link that a document calls so: its name, an alternative name or its alias; else the word itself, for a
    /// link that may come.
    public func name(of word: InterfaceName) -> InterfaceName {
        guard links[word.description] == nil, let name = namesByAlias[word.description] else { return word }
        return InterfaceName(name) ?? word
    }

    /// The names of the links for which something is so, sorted.
    public func names(where isWanted: (LinkStatus) -> Bool) -> [String] {
        links.filter { isWanted($0.value) }.keys.sorted()
    }
}
