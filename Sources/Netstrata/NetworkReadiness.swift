import Gateway
import Resources
import Store

/// What readiness says of the network, beside what it says of the controllers.
///
/// Only what was asked for keeps a host from being ready: a name when there is a HostnameSpec, files when there is an
/// EtcFileSpec, and connectivity when there is a probe and it fails. Everything else is told, as it stands in NetworkStatus, but
/// is no failure: a host whose cable isn't plugged in, or whose name somebody else takes care of, does its work.
struct NetworkReadiness {
    let store: ResourceStore

    /// Four checks, in the order of NetworkStatus.
    var checks: [ReadinessCheck] {
        do throws(StoreError) {
            guard let stored = try store.get(ResourceKey(Namespace.network, NetworkStatus.typeName, "status")),
                let status = try? JSON(parsing: stored.spec)
            else { return [] }
            return [
                check("addresses", status, "address", isAsked: false),
                check("connectivity", status, "connectivity", isAsked: try exists(ProbeStatus.self)),
                check("hostname", status, "hostname", isAsked: try exists(HostnameSpec.self)),
                check("files", status, "etcFiles", isAsked: try exists(EtcFileSpec.self)),
            ]
        } catch {
            return [ReadinessCheck(name: "network", ok: false, detail: "the store can't be read: \(error)")]
        }
    }

    private func check(_ name: String, _ status: JSON, _ member: String, isAsked: Bool) -> ReadinessCheck {
        let isReady = status[member + "Ready"] == true
        let reason = status[member + "Reason"]?.text ?? "not known yet"
        let note = isAsked ? reason : "\(reason) (nothing asks for it)"
        return ReadinessCheck(name: name, ok: isReady || !isAsked, detail: isReady ? "ready" : note)
    }

    /// Whether there is a resource of a type in `network`.
    private func exists<Spec: ResourceSpec>(_: Spec.Type) throws(StoreError) -> Bool {
        !(try store.list(Namespace.network, Spec.typeName, limit: 1).resources.isEmpty)
    }
}
