import CMnl
import Glibc
public import NetworkTypes

extension RouteNetlink {
    /// What the kernel has of a WireGuard link, with keys, by its index.
    ///
    /// - Returns: `nil` for another kind of link, and where we may not look.
    public func wireGuard(ofLink index: UInt32) throws(KernelError) -> KernelWireGuard? {
        do throws(KernelError) {
            let parts = try genericNetlink().ask(
                .wireGuard, .getWireGuard, everything: true,
                body: { $0.put(Int(WGDEVICE_A_IFINDEX.rawValue), value: index) }, decode: KernelWireGuard.read)
            return KernelWireGuard(parts: parts)
        } catch .refused(let refusal) where [ENODEV, EOPNOTSUPP, ENOENT, EPERM].contains(refusal.errno) {
            return nil
        }
    }

    /// What was said with each peer of each WireGuard link, by the link's name.
    public func wireGuardTraffic() throws(KernelError) -> [InterfaceName: [WireGuardKey: WireGuardTraffic]] {
        var traffic: [InterfaceName: [WireGuardKey: WireGuardTraffic]] = [:]
        for (name, tunnel) in try knownWireGuards() {
            traffic[name] = Dictionary(tunnel.peers.map { ($0.publicKey, $0.traffic) }) { $1 }
        }
        return traffic
    }

    /// The WireGuard links of a table.
    public func wireGuards(of table: LinkTable) throws(KernelError) -> [UInt32: KernelWireGuard] {
        try wireGuards(table.links(ofKind: KernelWireGuard.kind))
    }

    /// The WireGuard links among some.
    public func wireGuards(_ links: [KernelLink]) throws(KernelError) -> [UInt32: KernelWireGuard] {
        var found: [UInt32: KernelWireGuard] = [:]
        for link in links where link.kind == KernelWireGuard.kind {
            found[link.index] = try wireGuard(ofLink: link.index)
        }
        return found
    }

    /// The WireGuard links among those that were there when links were last looked at.
    public func knownWireGuards() throws(KernelError) -> [InterfaceName: KernelWireGuard] {
        var found: [InterfaceName: KernelWireGuard] = [:]
        for link in wireGuardLinks { found[link.name] = try wireGuard(ofLink: link.index) }
        return found
    }

    /// Makes changes of WireGuard links; a change's refusal is that of its first message that was refused.
    func submit(_ changes: [(link: InterfaceName, change: WireGuardChange)]) throws(KernelError) -> [KernelRefusal?] {
        let requests = changes.map { $0.change.requests(for: $0.link) }
        do throws(KernelError) {
            var refusals = try genericNetlink().submit(.wireGuard, requests.flatMap { $0 })[...]
            return requests.map { pages in
                defer { refusals = refusals.dropFirst(pages.count) }
                return refusals.prefix(pages.count).lazy.compactMap { $0 }.first
            }
        } catch .refused(let refusal) {
            return changes.map { _ in refusal }
        }
    }
}

extension KernelWireGuard {
    /// `IFLA_INFO_KIND` of such a link.
    public static let kind = "wireguard"
}

extension GenericFamily {
    fileprivate static let wireGuard = GenericFamily(name: WG_GENL_NAME, version: UInt8(WG_GENL_VERSION))
}

extension GenericCommand {
    fileprivate static let getWireGuard = GenericCommand(
        number: UInt8(WG_CMD_GET_DEVICE.rawValue), name: "WG_CMD_GET_DEVICE")
    static let setWireGuard = GenericCommand(number: UInt8(WG_CMD_SET_DEVICE.rawValue), name: "WG_CMD_SET_DEVICE")
}
