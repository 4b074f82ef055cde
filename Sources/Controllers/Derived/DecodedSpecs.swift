import Resources
import Synchronization

/// The specs that were decoded the last time: of thousands of links one changes.
final class DecodedSpecs: Sendable {
    private let known = Mutex<[String: [String: (text: String, spec: any ResourceSpec)]]>([:])

    /// The specs of resources of one type that can be read, by id; others of the type are forgotten.
    func read<Spec: ResourceSpec>(_ resources: [Resource]) -> [(id: String, spec: Spec)] {
        known.withLock { known in
            let before = known[Spec.typeName] ?? [:]
            var now: [String: (text: String, spec: any ResourceSpec)] = [:]
            now.reserveCapacity(resources.count)
            var specs: [(id: String, spec: Spec)] = []
            specs.reserveCapacity(resources.count)
            for resource in resources {
                let id = resource.metadata.key.id
                let earlier = before[id].flatMap { $0.text == resource.spec ? $0.spec as? Spec : nil }
                guard let spec = earlier ?? Spec.read(resource.spec) else { continue }
                now[id] = (resource.spec, spec)
                specs.append((id, spec))
            }
            known[Spec.typeName] = now
            return specs
        }
    }
}
