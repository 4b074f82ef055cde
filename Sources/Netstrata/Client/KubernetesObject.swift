import Resources

/// What `kubectl get -o yaml` prints of policies, pods and namespaces, as resources.
enum KubernetesObject {
    /// The resources that a document comes to; the document itself where it is none of Kubernetes'.
    ///
    /// Of pods that share the node's addresses, and of those that have none yet, nothing is made: no policy can be about them.
    static func resources(of document: JSON) -> [JSON] {
        guard let kind = document["kind"]?.text, let version = document["apiVersion"]?.text else { return [document] }
        switch (version, kind) {
        case ("v1", "List"):
            return [["items": .array((document["items"]?.elements ?? []).flatMap { resources(of: $0) })]]
        case ("networking.k8s.io/v1", "NetworkPolicy"):
            return [resource(NetworkPolicySpec.typeName, document, document["spec"] ?? [:])]
        case ("v1", "Pod"):
            let addresses = (document["status"]?["podIPs"]?.elements ?? []).compactMap { $0["ip"] }
            guard document["spec"]?["hostNetwork"] != true, !addresses.isEmpty else { return [] }
            return [resource(PodAddressSpec.typeName, document, ["addresses": .array(addresses)])]
        case ("v1", "Namespace"):
            return [resource(PodNamespaceSpec.typeName, document, [:], isNamespaced: false)]
        default: return [document]
        }
    }

    /// A resource with the object's labels; what else Kubernetes says of it is its own business.
    private static func resource(_ type: String, _ object: JSON, _ spec: JSON, isNamespaced: Bool = true) -> JSON {
        let metadata = object["metadata"]
        let name = metadata?["name"]?.text ?? ""
        let namespace = metadata?["namespace"]?.text ?? "default"
        var resource: JSON = [
            "type": .string(type), "id": .string(isNamespaced ? "\(namespace)/\(name)" : name), "spec": spec,
        ]
        resource["labels"] = metadata?["labels"]
        return resource
    }
}
