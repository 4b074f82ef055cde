import NIOHTTP1
import Resources

/// What the daemon says of its resource types (`GET /v1/types`).
struct TypeDirectory {
    /// A type, as far as the command line needs it.
    struct Entry: Equatable {
        var name: String
        var plural: String
        var aliases: [String]
        /// People's namespace first.
        var namespaces: [String]
        var summary: String
        var idForm: String
        var columns: [Column]
        /// A resource that is valid as it stands.
        var example: JSON
        /// Everything that the daemon said.
        var json: JSON

        init?(_ json: JSON) {
            guard let name = json["name"]?.text, let namespaces = json["namespaces"]?.elements, !namespaces.isEmpty
            else { return nil }
            self.name = name
            self.namespaces = namespaces.compactMap(\.text)
            self.json = json
            plural = json["plural"]?.text ?? name.lowercased()
            aliases = (json["aliases"]?.elements ?? []).compactMap(\.text)
            summary = json["summary"]?.text ?? ""
            idForm = json["idForm"]?.text ?? ""
            example = json["example"] ?? [:]
            columns = (json["columns"]?.elements ?? []).compactMap(Self.column)
        }

        private static func column(_ json: JSON) -> Column? {
            guard let title = json["title"]?.text, let paths = json["paths"]?.elements else { return nil }
            return Column(
                title, paths.compactMap(\.text).compactMap { JSONPointer($0) }, isWide: json["wide"]?.bool ?? false)
        }
    }

    let entries: [Entry]

    init(_ answer: JSON) throws(ClientError) {
        guard let items = answer["items"]?.elements else { throw .unexpectedAnswer("the list of types has no items") }
        entries = items.compactMap(Entry.init)
    }

    /// Every namespace of any type.
    var namespaces: Set<String> { Set(entries.flatMap(\.namespaces)) }

    /// Finds a type by name, plural or alias, in any case.
    func find(_ name: String) throws(ClientError) -> Entry {
        if let exact = entries.first(where: { $0.name == name }) { return exact }
        let word = name.lowercased()
        let matches = entries.filter { $0.name.lowercased() == word || $0.plural == word || $0.aliases.contains(word) }
        if matches.count == 1 { return matches[0] }
        let near = entries.filter { $0.name.lowercased().contains(word) || word.contains($0.name.lowercased()) }
        throw .unknownType(name, candidates: (matches.isEmpty ? near : matches).map(\.name).sorted())
    }
}

extension APIClient {
    /// Asks for the types.
    func types() async throws(ClientError) -> TypeDirectory {
        try TypeDirectory(try await send(APIRequest(.GET, "/v1/types")).json())
    }
}
