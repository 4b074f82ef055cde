public import Kernel
import NetworkTypes
public import Resources

/// Addresses as AddressStatus.
public enum AddressProjection: KernelProjection {
    /// Addresses, and links for their names.
    public static let topics: KernelTopics = [.links, .addresses]
    /// Every address of a link that has a name here.
    public static func statuses(_ kernel: KernelState) -> [AddressStatus] {
        kernel.addresses.compactMap { address in
            guard let link = kernel.link(index: address.linkIndex) else { return nil }
            return AddressStatus(address, link.name)
        }
    }
}

/// Routes as RouteStatus.
public enum RouteProjection: KernelProjection {
    /// A link that goes down takes routes along without an event about routes.
    public static let topics: KernelTopics = [.links, .addresses, .routes]
    /// Every route of every table.
    public static func statuses(_ kernel: KernelState) -> [RouteStatus] {
        kernel.routes.map { RouteStatus($0, kernel) }
    }
}

/// Rules as RoutingRuleStatus.
public enum RuleProjection: KernelProjection {
    /// Rules only.
    public static let topics: KernelTopics = [.rules]
    /// Every rule.
    public static func statuses(_ kernel: KernelState) -> [RoutingRuleStatus] {
        kernel.rules.map(RoutingRuleStatus.init)
    }
}

extension LinkStatus {
    init(_ link: KernelLink, _ kernel: KernelState) {
        self.init()
        name = link.name
        alias = link.alias
        altNames = link.alternativeNames
        index = link.index
        type = link.type
        linkIndex = link.lowerIndex ?? link.distantIndex ?? 0
        flags = link.flags
        hardwareAddr = link.hardwareAddress
        permanentAddr = link.permanentAddress
        broadcastAddr = link.broadcastAddress
        mtu = link.mtu
        mtuLimit = MTUWatch.limit(link, kernel).flatMap { link.mtu > $0.largest ? $0 : nil }
        queueDisc = link.queueDiscipline
        masterIndex = link.masterIndex
        masterName = link.masterIndex.flatMap { kernel.name(ofLink: $0) }
        operationalState = link.operationalState
        kind = link.kind
        slaveKind = link.slaveKind
        linkState = link.hasCarrier
        for setting in LinkSettingTable.settings(ofKind: link.kind) {
            if let value = link[setting.member] { setting.show(value, kernel, &self) }
        }
        if bridgeSlave != nil { bridgeSlave?.masterName = masterName }
        for observation in LinkObservation.all {
            if let value = link.values[observation.member] { observation.show(value, kernel, &self) }
        }
        if let served = link.driver {
            driver = served.name
            driverVersion = served.version
            firmwareVersion = served.firmwareVersion
            busPath = served.busPath
            pciID = served.pciID
        }
        wireguard = kernel.tunnels[link.index].map { WireGuard($0) }
        if link.kind == "veth", let index = link.lowerIndex {
            veth = VirtualEthernet(peerName: kernel.name(ofLink: index))
        }
    }
}

extension AddressStatus {
    init(_ address: KernelAddress, _ link: InterfaceName) {
        self.init()
        self.address = address.prefix
        peer = address.peer
        broadcast = address.broadcast
        anycast = address.anycast
        multicast = address.multicast
        linkIndex = address.linkIndex
        linkName = link
        family = address.prefix.family
        scope = address.scope
        flags = address.flags
        priority = address.priority
        `protocol` = address.protocolNumber == 0 ? nil : AddressProtocol(rawValue: address.protocolNumber)
        label = address.label == link.description ? "" : address.label
    }
}
