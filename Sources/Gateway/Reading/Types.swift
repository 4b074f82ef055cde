import Resources

/// GET of the resource types.
enum Types {
    static func list(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let items = backend.catalog.types.map(\.json)
        switch try OutputFormat(request) {
        case .table, .wide:
            let rows = backend.catalog.types.map { type in
                [
                    type.name, type.plural, type.aliases.joined(separator: ","),
                    type.placement.namespaces.joined(separator: ","),
                ]
            }
            return .now(Table.response(["NAME", "PLURAL", "ALIASES", "NAMESPACES"], rows))
        case let format: return .now(try .value(["items": .array(items)], format))
        }
    }
}

extension ResourceType {
    /// What a client needs to know of the type.
    var json: JSON {
        [
            "name": .string(name), "plural": .string(plural), "aliases": .array(aliases.map { .string($0) }),
            "namespaces": .array(placement.namespaces.map { .string($0) }), "summary": .string(summary),
            "idForm": .string(idForm), "schema": .string("/openapi.json#/components/schemas/\(name)"),
            "columns": .array(
                columns.map { column in
                    [
                        "title": .string(column.title), "paths": .array(column.paths.map { .string($0.description) }),
                        "wide": .bool(column.isWide),
                    ]
                }), "example": ["id": .string(example.id), "spec": example.spec],
        ]
    }
}
