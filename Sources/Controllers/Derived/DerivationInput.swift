import Resources
import Store

/// What a derivation reads.
public struct DerivationInput: Sendable {
    private let resources: [String: [Resource]]
    private let decoded: DecodedSpecs

    init(_ resources: [String: [Resource]]) {
        self.resources = resources
        decoded = DecodedSpecs()
    }

    /// All resources of some types in `network`; what was decoded before is taken from there.
    init(_ store: ResourceStore, _ types: [String], _ decoded: DecodedSpecs = DecodedSpecs()) throws(StoreError) {
        var resources: [String: [Resource]] = [:]
        for type in types { resources[type] = try store.list(Namespace.network, type).resources }
        self.resources = resources
        self.decoded = decoded
    }

    /// The resources of a type that can be read, by id; `isWorthReading` tells by a spec\'s text whether it has to be decoded.
    func all<Spec: ResourceSpec>(
        _: Spec.Type, where isWorthReading: (String) -> Bool = { _ in true }
    ) -> [(id: String, spec: Spec)] {
        let worthReading = (resources[Spec.typeName] ?? []).filter {
            $0.metadata.phase == .running && isWorthReading($0.spec)
        }
        return decoded.read(worthReading)
    }
}
