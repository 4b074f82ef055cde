import Kernel
import NetworkTypes
import Resources
import Store

/// Keys, port and peers of WireGuard links, which rtnetlink doesn't know.
extension LinkPlanner {
    /// Makes a WireGuard link's keys, port and peers those of its spec; `actual` is `nil` for one that is being made.
    mutating func configureTunnel(_ item: DesiredSpec<LinkSpec>, _ name: InterfaceName, _ actual: KernelLink?) {
        guard item.isTunnel else { return }
        let difference = TunnelDifference(
            item.spec.wireguard ?? WireGuard(), of: name, from: actual.flatMap { kernel.tunnels[$0.index] },
            kernel.tunnelInputs)
        if let obstacle = difference.obstacle, plan.outcomes[item.id] == .applied(note: "") {
            plan.outcomes[item.id] = .waiting(obstacle)
        }
        if let refusal = difference.refusal, plan.outcomes[item.id] == .applied(note: "") {
            plan.outcomes[item.id] = .refused(refusal)
        }
        guard !difference.isEmpty || actual == nil else { return }
        plan.steps.append(
            PlannedStep(
                .setWireGuard(name, difference.change), for: item.id, finding: actual == nil ? "" : difference.text,
                PlannedOperation(
                    "change", "tunnel \(name)", before: difference.before, after: difference.after,
                    isDisruptive: actual != nil && difference.change.privateKey != nil)))
    }

    /// In what a WireGuard link that isn't ours differs from a spec, in words; `nil` for nothing.
    func foundTunnelDifference(_ item: DesiredSpec<LinkSpec>, _ actual: KernelLink) -> String? {
        guard item.isTunnel, actual.kind == KernelWireGuard.kind else { return nil }
        let difference = TunnelDifference(
            item.spec.wireguard ?? WireGuard(), of: actual.name, from: kernel.tunnels[actual.index],
            kernel.tunnelInputs, comparesOwnKey: false)
        return difference.isEmpty ? nil : difference.text
    }
}
