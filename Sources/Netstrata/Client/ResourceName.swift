import Resources

/// Which resource a command is about, completed from what the daemon says of its type.
struct ResourceName: Equatable, CustomStringConvertible {
    var namespace: String
    var type: String
    /// Empty for all resources of the type.
    var id: String

    /// As people write it: type and id.
    var description: String { id.isEmpty ? type : "\(type)/\(id)" }

    /// As transactions write it.
    var full: String { "\(namespace)/\(description)" }

    /// A full name as people write it: without their own namespace.
    static func short(_ full: String) -> String {
        let home = Namespace.config + "/"
        return full.hasPrefix(home) ? String(full.dropFirst(home.count)) : full
    }

    /// The resource's path, or its list's.
    var path: String { "/v1/resources/" + PercentEncoding.path(full) }

    /// Reads `TYPE/ID…`, `NAMESPACE/TYPE/ID…`, or `TYPE ID…` with the type in the first word.
    static func parse(
        _ words: [String], namespace: String?, in directory: TypeDirectory
    ) throws(ClientError) -> [ResourceName] {
        guard let first = words.first else { return [] }
        guard !first.contains("/") else {
            var names: [ResourceName] = []
            for word in words { names.append(try parse(word, namespace: namespace, in: directory)) }
            return names
        }
        let entry = try directory.find(first)
        let home = namespace ?? entry.namespaces[0]
        let ids = words.count == 1 ? [""] : Array(words.dropFirst())
        return ids.map { ResourceName(namespace: home, type: entry.name, id: $0) }
    }

    private static func parse(
        _ word: String, namespace: String?, in directory: TypeDirectory
    ) throws(ClientError) -> ResourceName {
        var parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var said = namespace
        if parts.count > 1, directory.namespaces.contains(parts[0]) {
            if let namespace, namespace != parts[0] {
                throw .input("'\(word)' is in \(parts[0]), but -n says \(namespace)")
            }
            said = parts.removeFirst()
        }
        let entry = try directory.find(parts[0])
        return ResourceName(
            namespace: said ?? entry.namespaces[0], type: entry.name, id: parts.dropFirst().joined(separator: "/"))
    }
}
