import Glibc
import NetworkTypes

/// What the kernel leaves out when it refuses a change of a link: which other link is in the way, and what that one can't be.
extension KernelRefusal {
    /// Says more where the kernel says little.
    mutating func tellMore(of change: KernelChange, _ table: LinkTable) {
        switch change {
        case .createLink(let wanted): tellMore(of: wanted, on: nil, table)
        case .setLink(let index, let wanted): tellMore(of: wanted, on: table.link(index: index), table)
        case .addAlternativeNames(let index, let names): tellWhoIsCalled(names, besides: index, table)
        case .setWireGuard(_, let change):
            // Its socket is like any other (`udp_sock_create()`, `net/ipv4/udp_tunnel_core.c`).
            guard errno == EADDRINUSE, let port = change.listenPort else { return }
            message = "\(name): the UDP port \(port) is in use already, by another link or program of this host"
        case .setEthernet(let index, let name, _):
            guard errno == EOPNOTSUPP, message.isEmpty else { return }
            let driver = table.link(index: index)?.driver.map { ", \($0.name)," } ?? ""
            message = "\(self.name): the driver of \(name)\(driver) can't be told so"
        default: return
        }
    }

    private mutating func tellMore(of attributes: LinkAttributes, on present: KernelLink?, _ table: LinkTable) {
        if errno == EOPNOTSUPP, message == "Unknown device type", let kind = attributes.kind {
            message += ": this kernel has no links of the kind \(kind), or can't load the module for them"
        }
        if let words = obstacleToSegments(attributes) ?? obstacleToNumber(attributes) { message = words }
        guard message.isEmpty || errno == EEXIST else { return }
        let isMaking = present == nil || attributes.pause == .away
        let told =
            isMaking
            ? obstacleToMaking(attributes, besides: present, table) ?? unseenTwin(of: attributes, table)
            : errno == EEXIST ? tunnelTwin(of: attributes, besides: present, table) : nil
        message =
            told ?? obstacleToJoining(attributes, present, table) ?? obstacleToSize(attributes, present, table)
            ?? obstacleToComingUp(attributes, present, table) ?? obstacleToAddress(attributes, present, table)
            ?? message
    }

    /// Why a link can't be made because of others.
    func obstacleToMaking(
        _ wanted: LinkAttributes, besides present: KernelLink?, _ table: LinkTable
    ) -> String? {
        let lower = wanted.values[.lower]?.number.flatMap { table.link(index: UInt32(clamping: $0)) }
        if errno == EEXIST {
            if let name = wanted.name, let holder = table.link(name), holder.index != present?.index {
                return "\(self.name): \(name) is a name of the link \(holder.name) already"
            }
            return twin(of: wanted, besides: present, on: lower, table)
        }
        if errno == EBUSY, let twin = tunnelTwin(of: wanted, besides: present, table) { return twin }
        return lower.flatMap { obstacleToSharing($0, wanted, besides: present, table) }
    }

    /// Which link has a further name that another shall have.
    private mutating func tellWhoIsCalled(_ names: [String], besides index: UInt32, _ table: LinkTable) {
        guard errno == EEXIST else { return }
        for link in table where link.index != index {
            guard let taken = names.first(where: { $0 == link.name.description || link.alternativeNames.contains($0) })
            else { continue }
            message = "\(name): \(taken) is a name of the link \(link.name) already"
            return
        }
    }
}
