import CMnl
import NetworkTypes

extension LinkAttributes {
    /// The body of an `RTM_NEWLINK`; for a link that isn't there yet the index that it shall have, or 0 for any.
    ///
    /// What is said of VLANs isn't in it, nor does the kernel look at how a link that isn't there yet is a port:
    /// `RouteNetlink.setInSteps` sets these.
    func write(to writer: inout MessageWriter, index: UInt32) {
        var header = ifinfomsg()
        header.ifi_index = Int32(bitPattern: index)
        for (bit, members) in values.members(at: .flags) {
            header.ifi_change |= UInt32(bit)
            if members[0].1 != .number(0) { header.ifi_flags |= UInt32(bit) }
        }
        writer.append(header)
        if let name { writer.put(Int(IFLA_IFNAME), string: name.description) }
        // dev_set_alias() counts a NUL as text (net/core/dev.c), and an empty attribute removes the alias.
        if let alias { writer.put(Int(IFLA_IFALIAS), alias.utf8) }
        values.write(.link, to: &writer)
        writeInformation(to: &writer)
    }

    /// `IFLA_LINKINFO`.
    private func writeInformation(to writer: inout MessageWriter) {
        let ports = Set(values.keys.filter { !$0.isOfVLANs }.compactMap(\.masterKind))
        guard kind != nil || !ports.isEmpty else { return }
        writer.nest(Int(IFLA_LINKINFO)) { information in
            if let kind {
                information.put(Int(IFLA_INFO_KIND), string: kind)
                writeData(to: &information)
            }
            for port in ports.sorted() {
                information.put(Int(IFLA_INFO_SLAVE_KIND), string: port)
                information.nest(Int(IFLA_INFO_SLAVE_DATA)) { values.write(.port(of: port), to: &$0) }
            }
        }
    }

    private func writeData(to information: inout MessageWriter) {
        guard peerName != nil || values.keys.contains(where: { $0.place == .data }) else { return }
        information.nest(Int(IFLA_INFO_DATA)) { data in
            values.write(.data, to: &data)
            guard let peerName else { return }
            data.nest(Int(VETH_INFO_PEER)) { peer in
                peer.append(ifinfomsg())
                peer.put(Int(IFLA_IFNAME), string: peerName.description)
            }
        }
    }
}
