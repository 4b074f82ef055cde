import Resources
import Testing

@testable import Netstrata

@Suite struct `Objects of Kubernetes in a file` {
    @Test func `are resources with their labels`() throws {
        let text = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: prod}
            spec: {podSelector: {}, policyTypes: [Ingress]}
            ---
            apiVersion: v1
            kind: List
            items:
              - apiVersion: v1
                kind: Pod
                metadata: {name: db-0, namespace: prod, labels: {app: db}, uid: x}
                spec:
                  containers:
                    - ports: [{name: postgres, containerPort: 5432, protocol: TCP}, {containerPort: 8080}]
                    - ports: [{name: metrics, containerPort: 9187}]
                  initContainers:
                    - {ports: [{name: setup, containerPort: 1}]}
                    - {restartPolicy: Always, ports: [{name: proxy, containerPort: 15001, protocol: UDP}]}
                status: {podIP: 10.244.1.7, podIPs: [{ip: 10.244.1.7}, {ip: "fd00::7"}]}
              - apiVersion: v1
                kind: Pod
                metadata: {name: proxy}
                spec: {hostNetwork: true}
                status: {podIPs: [{ip: 192.0.2.1}]}
              - apiVersion: v1
                kind: Pod
                metadata: {name: migration, labels: {app: db}}
                status: {phase: Succeeded, podIPs: [{ip: 10.244.1.8}]}
              - apiVersion: v1
                kind: Pod
                metadata: {name: evicted}
                status: {phase: Failed, podIPs: [{ip: 10.244.1.9}]}
              - {apiVersion: v1, kind: Namespace, metadata: {name: prod, labels: {purpose: production}}}
            """
        let documents = try IntentDocument.parse(Array(text.utf8), from: "cluster.yaml")
        #expect(
            documents.map { "\($0.type)/\($0.id)" } == [
                "NetworkPolicySpec/prod/deny", "PodAddressSpec/prod/db-0", "PodNamespaceSpec/prod",
            ])
        #expect(documents[0].spec == ["podSelector": [:], "policyTypes": ["Ingress"]])
        #expect(
            documents[1].spec == [
                "addresses": ["10.244.1.7", "fd00::7"],
                "ports": [
                    ["name": "postgres", "port": 5432, "protocol": "TCP"], ["name": "metrics", "port": 9187],
                    ["name": "proxy", "port": 15001, "protocol": "UDP"],
                ],
            ])
        #expect(documents[1].metadata == ["labels": ["app": "db"]])
        #expect(documents[2].metadata == ["labels": ["purpose": "production"]])
    }

    @Test func `aren't taken for a machine configuration`() throws {
        let text =
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}}\n"
        guard case .resources(let documents) = try Intent([InputFile(name: "policy.yaml", content: Array(text.utf8))])
        else {
            Issue.record("it is no resource")
            return
        }
        #expect(documents.map(\.id) == ["default/deny"])
    }
}
