import HostConfiguration
import Resources
public import Store

/// Works out which rows of layers would differ if some uncommitted rows were committed.
public struct ConfigurationForecast: Sendable {
    private let store: ResourceStore
    private let layers: ConfigurationInputs

    /// A forecast over a store.
    ///
    /// - Parameters:
    ///   - store: What is stored.
    ///   - layers: From what layers are made.
    public init(_ store: ResourceStore, _ layers: ConfigurationInputs) {
        self.store = store
        self.layers = layers
    }

    /// The rows that would differ, sorted by key; none where what layers are made from isn't among the changes.
    ///
    /// - Parameters:
    ///   - changes: The uncommitted rows.
    ///   - type: The type whose rows are wanted; all if absent.
    /// - Returns: The rows.
    /// - Throws: `store`, `configuration`.
    func changes(
        after changes: [ResourceKey: Resource?], of type: String? = nil
    ) throws(ControllerError) -> [LayerChange] {
        let kinds = Set(changes.keys.map { ResourceKind($0.namespace, $0.type) })
        guard !kinds.isDisjoint(with: ConfigurationInputs.kinds) else { return [] }
        var derived: [LayerChange] = []
        for rule in ConfigurationRules.all where type == nil || rule.typeName == type {
            derived += try self.changes(rule, after: changes)
        }
        return derived.sorted { $0.key.description < $1.key.description }
    }

    /// Which documents ask for rows.
    func origins(of keys: [ResourceKey]) throws(ControllerError) -> [ResourceKey: [RowOrigin]] {
        var origins: [ResourceKey: [RowOrigin]] = [:]
        for rule in ConfigurationRules.all where keys.contains(where: { $0.type == rule.typeName }) {
            let sources = try layers.read(store, rule.inputs).sources
            let rows = rule.rows(sources)
            for key in keys where key.type == rule.typeName {
                origins[key] = rows[key.id]?.origins.compactMap { Self.origin($0, sources) }
            }
        }
        return origins
    }

    private static func origin(_ origin: SpecOrigin, _ sources: LayerSources) -> RowOrigin? {
        guard let line = sources.configuration?.line(of: origin.source) else { return nil }
        return RowOrigin(
            document: origin.source.label, line: line, pointer: origin.source.pointer, members: origin.members)
    }

    private func changes<Rule: ConfigurationRule>(
        _: Rule.Type, after changes: [ResourceKey: Resource?]
    ) throws(ControllerError) -> [LayerChange] {
        let rows = Rule.rows(try layers.read(store, Rule.inputs, changes: changes).sources)
        let stored: [Resource]
        do throws(StoreError) {
            stored = try store.list(
                Rule.namespace, Rule.Spec.typeName, prefixes: Rule.prefixes)
        } catch {
            throw .store(error)
        }
        let before = Dictionary(stored.map { ($0.metadata.key.id, $0.spec) }) { $1 }
        return Set(before.keys).union(rows.keys).filter { before[$0] != rows[$0]?.text }.map { id in
            let key = ResourceKey(Rule.namespace, Rule.Spec.typeName, id)
            return LayerChange(key, before: before[id], after: rows[id]?.text)
        }
    }
}
