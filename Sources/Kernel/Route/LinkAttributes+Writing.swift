import CMnl
import NetworkTypes

extension LinkAttributes {
    /// The body of an `RTM_NEWLINK`; index 0 is a link that isn't there yet.
    func write(to writer: inout MessageWriter, index: UInt32) {
        var header = ifinfomsg()
        header.ifi_index = Int32(bitPattern: index)
        for (isOn, flag) in [(isUp, LinkFlags.up), (multicast, .multicast)] {
            guard let isOn else { continue }
            header.ifi_change |= flag.rawValue
            if isOn { header.ifi_flags |= flag.rawValue }
        }
        writer.append(header)
        if let name { writer.put(Int(IFLA_IFNAME), string: name.description) }
        if let mtu { writer.put(Int(IFLA_MTU), value: mtu) }
        if let hardwareAddress { writer.put(Int(IFLA_ADDRESS), hardwareAddress.bytes) }
        // dev_set_alias() counts a NUL as text (net/core/dev.c), and an empty attribute removes the alias.
        if let alias { writer.put(Int(IFLA_IFALIAS), alias.utf8) }
        if let masterIndex { writer.put(Int(IFLA_MASTER), value: masterIndex) }
        writeInformation(to: &writer)
    }

    /// `IFLA_LINKINFO`; a bridge's attributes need the kind with them, also on a bridge that is there.
    private func writeInformation(to writer: inout MessageWriter) {
        let hasBridgeData = spanningTree != nil || vlanFiltering != nil
        guard let kind = kind ?? (hasBridgeData ? "bridge" : nil) else { return }
        writer.nest(Int(IFLA_LINKINFO)) { information in
            information.put(Int(IFLA_INFO_KIND), string: kind)
            guard hasBridgeData || peerName != nil else { return }
            information.nest(Int(IFLA_INFO_DATA)) { data in
                if let spanningTree { data.put(Int(IFLA_BR_STP_STATE), value: UInt32(spanningTree ? 1 : 0)) }
                if let vlanFiltering { data.put(Int(IFLA_BR_VLAN_FILTERING), value: UInt8(vlanFiltering ? 1 : 0)) }
                guard let peerName else { return }
                data.nest(Int(VETH_INFO_PEER)) { peer in
                    peer.append(ifinfomsg())
                    peer.put(Int(IFLA_IFNAME), string: peerName.description)
                }
            }
        }
    }
}
