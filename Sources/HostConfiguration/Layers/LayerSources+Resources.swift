import NetworkTypes
public import Resources

extension LayerSources {
    /// Takes the resources of a type of which layers know what to make.
    public mutating func take(_ type: String, _ resources: [Resource]) {
        func read<Spec: ResourceSpec>(_: Spec.Type) -> [(String, Spec)] {
            resources.filter { $0.metadata.phase == .running }.compactMap { resource in
                Spec.read(resource.spec).map { (resource.metadata.key.id, $0) }
            }
        }
        switch type {
        case LinkStatus.typeName:
            let read = read(LinkStatus.self).compactMap { id, link in InterfaceName(id).map { ($0, link) } }
            links = Dictionary(read) { $1 }
        case NodeAddress.typeName: addresses = Dictionary(read(NodeAddress.self)) { $1 }
        case HostnameStatus.typeName: hostname = read(HostnameStatus.self).first?.1
        default: break
        }
    }
}
