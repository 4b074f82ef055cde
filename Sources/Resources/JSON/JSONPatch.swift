/// A list of operations on a JSON value (RFC 6902).
public struct JSONPatch: Hashable, Sendable {
    /// Why a patch isn't one, or can't be applied.
    public enum Failure: Error, Hashable, Sendable {
        /// The patch itself is wrong; the pointer leads into it.
        case malformed(Fault)
        /// An operation doesn't fit the value: its index, and what is missing.
        case inapplicable(operation: Int, detail: String)
        /// A `test` operation found another value.
        case testFailed(operation: Int, path: JSONPointer)
        /// A `test` operation asks about what must not be read.
        case testForbidden(operation: Int, path: JSONPointer)
    }

    private struct Operation: Hashable, Sendable {
        let name: String
        let path: JSONPointer
        let from: JSONPointer?
        let value: JSON?
    }

    private let operations: [Operation]

    /// Reads a patch document.
    public init(_ document: JSON) throws(Failure) {
        guard let elements = document.elements else {
            throw .malformed(Fault(.root, "a JSON patch is an array of operations (RFC 6902 §3)"))
        }
        var operations: [Operation] = []
        for (index, element) in elements.enumerated() {
            operations.append(try Self.parse(element, at: JSONPointer(tokens: [String(index)])))
        }
        self.operations = operations
    }

    private static func parse(_ element: JSON, at place: JSONPointer) throws(Failure) -> Operation {
        guard let name = element["op"]?.text, ["add", "remove", "replace", "move", "copy", "test"].contains(name) else {
            throw .malformed(
                Fault(place.appending("op"), "'op' is one of add, remove, replace, move, copy and test"))
        }
        guard let path = element["path"]?.text.flatMap(JSONPointer.init(_:)) else {
            throw .malformed(Fault(place.appending("path"), "'path' is a JSON pointer (RFC 6901)"))
        }
        let from = element["from"]?.text.flatMap(JSONPointer.init(_:))
        if name == "move" || name == "copy", from == nil {
            throw .malformed(Fault(place.appending("from"), "'\(name)' needs 'from', a JSON pointer (RFC 6901)"))
        }
        if ["add", "replace", "test"].contains(name), element["value"] == nil {
            throw .malformed(Fault(place.appending("value"), "'\(name)' needs 'value'"))
        }
        return Operation(name: name, path: path, from: from, value: element["value"])
    }

    /// Where the only operation takes place, if there is one and it needs nothing from elsewhere.
    var onlyPath: ArraySlice<String>? {
        guard operations.count == 1, let only = operations.first, ["add", "remove", "replace"].contains(only.name)
        else { return nil }
        return only.path.tokens[...]
    }

    /// The only operation as it looks from the value to which all but the last tokens of its path lead.
    func narrowed(to path: ArraySlice<String>) -> JSONPatch {
        JSONPatch(
            operations: operations.map {
                Operation(name: $0.name, path: JSONPointer(tokens: Array(path)), from: nil, value: $0.value)
            })
    }

    private init(operations: [Operation]) { self.operations = operations }

    /// How many values the operations may add: copies of copies could be any number.
    private static let maximumAdditions = 1_000_000

    /// The value after all operations; if one fails, nothing is changed.
    ///
    /// - Parameters:
    ///   - value: What is changed.
    ///   - isHidden: Whether a value must not be compared with others.
    /// - Returns: The new value.
    /// - Throws: Which operation can't be performed, and why.
    public func applied(
        to value: JSON, hiding isHidden: (JSON) -> Bool = { _ in false }
    ) throws(Failure) -> JSON {
        var result = value
        var additions = 0
        for (index, operation) in operations.enumerated() {
            if operation.name == "test", let found = result.value(at: operation.path), isHidden(found) {
                throw .testForbidden(operation: index, path: operation.path)
            }
            try Self.apply(operation, index, to: &result, &additions)
        }
        return result
    }

    private static func apply(
        _ operation: Operation, _ index: Int, to value: inout JSON, _ additions: inout Int
    ) throws(Failure) {
        func missing(_ pointer: JSONPointer) -> Failure {
            .inapplicable(operation: index, detail: "there is nothing at '\(pointer)'")
        }
        let path = operation.path.tokens[...]
        switch operation.name {
        case "test":
            guard let found = value.value(at: path) else { throw missing(operation.path) }
            guard found == operation.value else { throw .testFailed(operation: index, path: operation.path) }
        case "remove":
            guard value.remove(at: path) != nil else { throw missing(operation.path) }
        case "replace":
            guard value.value(at: path) != nil, let new = operation.value else { throw missing(operation.path) }
            try measure(new, at: path, index, &additions)
            if path.isEmpty { value = new } else { value.replace(at: path, with: new) }
        default:
            var new = operation.value ?? .null
            if let from = operation.from {
                let isInside = operation.path.tokens.starts(with: from.tokens) && operation.path != from
                guard let found = value.value(at: from.tokens[...]), !(operation.name == "move" && isInside) else {
                    throw missing(from)
                }
                new = found
                if operation.name == "move" { value.remove(at: from.tokens[...]) }
            }
            try measure(new, at: path, index, &additions)
            guard value.add(new, at: path) else { throw missing(operation.path) }
        }
    }

    /// Refuses what would make the value too large or too deep.
    private static func measure(
        _ new: JSON, at path: ArraySlice<String>, _ index: Int, _ additions: inout Int
    ) throws(Failure) {
        let (count, depth) = new.extent
        additions += count
        guard additions <= maximumAdditions else {
            throw .inapplicable(operation: index, detail: "more than \(maximumAdditions) values would be added")
        }
        guard path.count + depth <= JSON.maximumDepth else {
            throw .inapplicable(operation: index, detail: "values would nest deeper than \(JSON.maximumDepth)")
        }
    }
}

extension JSON {
    /// The value at a pointer, or `nil`.
    public func value(at pointer: JSONPointer) -> JSON? { value(at: pointer.tokens[...]) }

    fileprivate func value(at path: ArraySlice<String>) -> JSON? {
        guard let first = path.first else { return self }
        switch self {
        case .object(let members): return members[first]?.value(at: path.dropFirst())
        case .array(let elements):
            guard let index = Self.index(first, upTo: elements.count - 1) else { return nil }
            return elements[index].value(at: path.dropFirst())
        default: return nil
        }
    }

    /// How many values it is made of, and how deep they nest below it.
    fileprivate var extent: (count: Int, depth: Int) {
        let children: [JSON]
        switch self {
        case .object(let members): children = Array(members.values)
        case .array(let elements): children = elements
        default: return (1, 0)
        }
        return children.reduce(into: (1, children.isEmpty ? 0 : 1)) { extent, child in
            let (count, depth) = child.extent
            extent = (extent.0 + count, max(extent.1, depth + 1))
        }
    }

    /// RFC 6901 §4: digits without leading zeros.
    static func index(_ token: String, upTo last: Int) -> Int? {
        guard token == "0" || !token.hasPrefix("0"), token.utf8.allSatisfy({ (48...57).contains($0) }),
            let index = Int(token), index <= last
        else { return nil }
        return index
    }

    @discardableResult
    fileprivate mutating func remove(at path: ArraySlice<String>) -> JSON? {
        guard let first = path.first else {
            defer { self = .null }
            return self
        }
        return change(first, path.dropFirst()) {
            $0.remove(at: $1)
        } leaf: { container in
            switch container {
            case .object(var members):
                let removed = members.removeValue(forKey: first)
                container = .object(members)
                return removed
            case .array(var elements):
                guard let index = Self.index(first, upTo: elements.count - 1) else { return nil }
                let removed = elements.remove(at: index)
                container = .array(elements)
                return removed
            default: return nil
            }
        }
    }

    fileprivate mutating func replace(at path: ArraySlice<String>, with new: JSON) {
        guard let first = path.first else { return self = new }
        change(first, path.dropFirst()) {
            $0.replace(at: $1, with: new)
        } leaf: {
            $0.replaceLeaf(first, new)
        }
    }

    private mutating func replaceLeaf(_ token: String, _ new: JSON) {
        switch self {
        case .object(var members):
            members[token] = new
            self = .object(members)
        case .array(var elements):
            guard let index = Self.index(token, upTo: elements.count - 1) else { return }
            elements[index] = new
            self = .array(elements)
        default: return
        }
    }

    fileprivate mutating func add(_ new: JSON, at path: ArraySlice<String>) -> Bool {
        guard let first = path.first else {
            self = new
            return true
        }
        let done = change(first, path.dropFirst()) {
            $0.add(new, at: $1)
        } leaf: { container -> Bool? in
            switch container {
            case .object(var members):
                members[first] = new
                container = .object(members)
            case .array(var elements):
                guard let index = first == "-" ? elements.count : Self.index(first, upTo: elements.count) else {
                    return false
                }
                elements.insert(new, at: index)
                container = .array(elements)
            default: return false
            }
            return true
        }
        return done ?? false
    }

    /// Changes a child in place: `leaf` when the path ends here, else `descend` into the child.
    @discardableResult
    private mutating func change<Result>(
        _ token: String, _ rest: ArraySlice<String>, descend: (inout JSON, ArraySlice<String>) -> Result?,
        leaf: (inout JSON) -> Result?
    ) -> Result? {
        if rest.isEmpty { return leaf(&self) }
        guard var child = value(at: [token]) else { return nil }
        let result = descend(&child, rest)
        replaceLeaf(token, child)
        return result
    }
}
