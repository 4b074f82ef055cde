import Resources

/// What `kubectl get -o yaml` prints of policies, pods and namespaces, as resources.
enum KubernetesObject {
    /// The resources that a document comes to; the document itself where it is none of Kubernetes'.
    ///
    /// Of pods that share the node's addresses, of those that have none yet and of those that have ended, whose addresses others get,
    /// nothing is made: no policy can be about them.
    static func resources(of document: JSON) -> [JSON] {
        guard let kind = document["kind"]?.text, let version = document["apiVersion"]?.text else { return [document] }
        switch (version, kind) {
        case ("v1", "List"):
            return [["items": .array((document["items"]?.elements ?? []).flatMap { resources(of: $0) })]]
        case ("networking.k8s.io/v1", "NetworkPolicy"):
            return [resource(NetworkPolicySpec.typeName, document, document["spec"] ?? [:])]
        case ("v1", "Pod"):
            let addresses = (document["status"]?["podIPs"]?.elements ?? []).compactMap { $0["ip"] }
            let hasEnded = ["Succeeded", "Failed"].contains(document["status"]?["phase"]?.text)
            guard document["spec"]?["hostNetwork"] != true, !hasEnded, !addresses.isEmpty else { return [] }
            var spec: JSON = ["addresses": .array(addresses)]
            let ports = namedPorts(of: document["spec"] ?? .null)
            if !ports.isEmpty { spec["ports"] = .array(ports) }
            return [resource(PodAddressSpec.typeName, document, spec)]
        case ("v1", "Namespace"):
            return [resource(PodNamespaceSpec.typeName, document, [:], isNamespaced: false)]
        default: return [document]
        }
    }

    /// The ports that a pod's containers name, those included that begin before the others and go on beside them.
    private static func namedPorts(of pod: JSON) -> [JSON] {
        let beside = (pod["initContainers"]?.elements ?? []).filter { $0["restartPolicy"] == "Always" }
        return ((pod["containers"]?.elements ?? []) + beside).flatMap { $0["ports"]?.elements ?? [] }.compactMap {
            port in
            guard let name = port["name"], let number = port["containerPort"] else { return nil }
            var named: JSON = ["name": name, "port": number]
            named["protocol"] = port["protocol"]
            return named
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
