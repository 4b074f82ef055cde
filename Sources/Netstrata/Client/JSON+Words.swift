import Resources

extension JSON {
    /// The value without quotes and braces, as one says it; members that say nothing are left out.
    var words: String {
        switch self {
        case .null: "none"
        case .string(let text): text.isEmpty ? "\"\"" : text.withoutControls
        case .object(let members):
            members.filter { $0.value != .null && $0.value != "" }.sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value.words)" }.joined(separator: ", ")
        case .array(let elements): elements.map(\.words).joined(separator: ", ")
        default: canonical
        }
    }

    /// `mtu 1500 → 9000`: what differs in the later value, only that where both are objects.
    func difference(to later: JSON) -> String {
        switch (self, later) {
        case (.null, .null): return ""
        case (.null, _): return later.words
        case (_, .null): return "was \(words)"
        case (.object(let old), .object(let new)):
            let names = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
            return names.map { "\($0) \((old[$0] ?? .null).words) → \((new[$0] ?? .null).words)" }
                .joined(separator: ", ")
        default: return self == later ? "" : "\(words) → \(later.words)"
        }
    }
}
