import Resources
import Store

/// What is known of the resources from which something is derived.
public struct DerivationInput: Sendable {
    private var tables: [String: any FactTable]
    /// Whether something is other that no derivation has seen, because a later read failed.
    private var isOther = true

    init(_ sources: [any DerivationSource]) {
        tables = Dictionary(sources.map { ($0.type, $0.emptyTable()) }) { $1 }
    }

    /// Reads what changed.
    ///
    /// - Returns: Whether something that counts is other than the last time.
    mutating func refresh(_ store: ResourceStore) throws(StoreError) -> Bool {
        for type in tables.keys {
            let isNews = try tables[type]?.refresh(store) ?? false
            isOther = isOther || isNews
        }
        defer { isOther = false }
        return isOther
    }

    /// The last of the changes that were other than the last time.
    var cause: Int64? { tables.values.compactMap(\.cause).max() }

    /// What counts of the resources of a type, by id.
    subscript<Spec, Fact>(_ source: FactSource<Spec, Fact>) -> [String: Fact] {
        (tables[source.type] as? Facts<Spec, Fact>)?.byID ?? [:]
    }

    /// The same in the order of ids.
    func sorted<Spec, Fact>(_ source: FactSource<Spec, Fact>) -> [(id: String, fact: Fact)] {
        self[source].sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
