import CMnl
import Glibc
import NetworkTypes

extension WireGuardChange {
    /// The commands that make the change, in order; each is a message that the kernel takes.
    func requests(for link: InterfaceName) -> [GenericRequest] {
        var rest = self
        rest.peers = []
        return pages.enumerated().map { index, peers in
            var page = index == 0 ? rest : WireGuardChange()
            page.peers = peers
            return GenericRequest(command: .setWireGuard) { page.write(to: &$0, link) }
        }
    }

    /// The peers in portions that fit into a message; of one with more networks than that, the rest goes on in the next.
    private var pages: [[WireGuardPeerChange]] {
        var pages: [[WireGuardPeerChange]] = [[]]
        var room = Limit.tunnelMessage
        for peer in peers {
            var part = peer
            var networks = peer.allowedIPs[...]
            repeat {
                if room < Self.peerSize + Self.networkSize {
                    pages.append([])
                    room = Limit.tunnelMessage
                }
                part.allowedIPs = Array(networks.prefix((room - Self.peerSize) / Self.networkSize))
                networks = networks.dropFirst(part.allowedIPs.count)
                pages[pages.count - 1].append(part)
                room -= Self.peerSize + part.allowedIPs.count * Self.networkSize
                part = WireGuardPeerChange(peer.publicKey, .changes)
            } while !networks.isEmpty
        }
        return pages
    }

    /// The most bytes that a peer takes without its networks, and a network: attributes with their headers and padding.
    private static let (peerSize, networkSize) = (4 + 36 + 8 + 36 + 32 + 8 + 4, 4 + 8 + 20 + 8)

    private func write(to writer: inout MessageWriter, _ link: InterfaceName) {
        writer.put(Int(WGDEVICE_A_IFNAME.rawValue), string: link.description)
        if let privateKey { writer.put(Int(WGDEVICE_A_PRIVATE_KEY.rawValue), privateKey.bytes) }
        if let listenPort { writer.put(Int(WGDEVICE_A_LISTEN_PORT.rawValue), value: listenPort) }
        if let firewallMark { writer.put(Int(WGDEVICE_A_FWMARK.rawValue), value: firewallMark) }
        guard !peers.isEmpty else { return }
        writer.nest(Int(WGDEVICE_A_PEERS.rawValue)) { writer in
            for peer in peers { writer.nest(0) { peer.write(to: &$0) } }
        }
    }
}

extension WireGuardPeerChange {
    fileprivate func write(to writer: inout MessageWriter) {
        var flags: UInt32 = 0
        switch fate {
        case .comes: break
        case .changes: flags |= WGPEER_F_UPDATE_ONLY.rawValue
        case .goes: flags |= WGPEER_F_REMOVE_ME.rawValue
        }
        if replacesAllowedIPs { flags |= WGPEER_F_REPLACE_ALLOWEDIPS.rawValue }
        writer.put(Int(WGPEER_A_PUBLIC_KEY.rawValue), publicKey.bytes)
        if flags != 0 { writer.put(Int(WGPEER_A_FLAGS.rawValue), value: flags) }
        if let presharedKey {
            writer.put(Int(WGPEER_A_PRESHARED_KEY.rawValue), (presharedKey ?? .none).bytes)
        }
        if let endpoint, case .address(let address) = endpoint.host {
            writer.put(Int(WGPEER_A_ENDPOINT.rawValue), SocketAddress(address, port: endpoint.port).bytes)
        }
        if let keepalive { writer.put(Int(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL.rawValue), value: keepalive) }
        guard !allowedIPs.isEmpty else { return }
        writer.nest(Int(WGPEER_A_ALLOWEDIPS.rawValue)) { writer in
            for network in allowedIPs {
                writer.nest(0) {
                    let family = network.family == .inet4 ? AF_INET : AF_INET6
                    $0.put(Int(WGALLOWEDIP_A_FAMILY.rawValue), value: UInt16(family))
                    $0.put(Int(WGALLOWEDIP_A_IPADDR.rawValue), address: network.address)
                    $0.put(Int(WGALLOWEDIP_A_CIDR_MASK.rawValue), value: UInt8(network.length))
                }
            }
        }
    }
}
