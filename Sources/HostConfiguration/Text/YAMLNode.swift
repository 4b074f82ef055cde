import Resources

/// One value of a YAML text, with its place and the order of its members.
struct YAMLNode: Sendable {
    /// How a scalar is written.
    enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

    /// A member of a mapping.
    struct Member: Sendable {
        let name: String
        /// The line of the name, from 1.
        let line: Int
        let value: YAMLNode
    }

    /// What the value is.
    enum Content: Sendable {
        /// A scalar: what it means, its text and how it is written.
        case scalar(JSON, String, Style)
        case list([YAMLNode])
        case mapping([Member])
    }

    /// Line in the whole text, from 1.
    let line: Int
    /// Unicode scalar in the line, from 1.
    let column: Int
    let content: Content

    /// Where a value is written; of an alias, where its anchor is.
    struct Position: Hashable, Sendable {
        let line: Int
        let column: Int
    }

    var position: Position { Position(line: line, column: column) }

    /// The value without places.
    var json: JSON { json { _ in nil } }

    /// The value with others in the place of those scalars for which there is one.
    func json(replacing replacement: (YAMLNode) -> JSON?) -> JSON {
        switch content {
        case .scalar(let value, _, _): replacement(self) ?? value
        case .list(let elements): .array(elements.map { $0.json(replacing: replacement) })
        case .mapping(let members):
            .object(Dictionary(members.map { ($0.name, $0.value.json(replacing: replacement)) }) { first, _ in first })
        }
    }

    /// The line where the value at a pointer stands; for what isn't there, the line of what should have it.
    func line(of pointer: JSONPointer) -> Int {
        var node = self
        var line = line
        for token in pointer.tokens {
            switch node.content {
            case .scalar: return line
            case .list(let elements):
                guard let index = Int(token), elements.indices.contains(index) else { return line }
                node = elements[index]
                line = node.line
            case .mapping(let members):
                guard let member = members.first(where: { $0.name == token }) else { return line }
                node = member.value
                line = member.line
            }
        }
        return line
    }
}
