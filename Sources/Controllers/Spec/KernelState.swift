public import Kernel
public import NetworkTypes

/// What the kernel has, as read just now.
public struct KernelState: Sendable {
    /// Every link.
    public var links: [KernelLink] { didSet { (linksByName, linksByIndex, portsByMaster) = Self.index(links) } }
    /// Every address.
    public var addresses: [KernelAddress]
    /// Every route of every table.
    public var routes: [KernelRoute]
    /// Every rule.
    public var rules: [KernelRule]
    /// The links on which a secondary address takes the place of a deleted primary one (`promote_secondaries`).
    public var promotingLinks: Set<UInt32>
    /// WireGuard's part of the links of this kind, by index.
    public var tunnels: [UInt32: KernelWireGuard] = [:]
    /// What specs of WireGuard links only name; not the kernel's.
    public var tunnelInputs = TunnelInputs()
    /// The Ethernet devices that were looked at, by the indexes of their links.
    public var ethernet: [UInt32: KernelEthernet] = [:]

    private var linksByName: [InterfaceName: Int]
    private var linksByIndex: [UInt32: Int]
    private var portsByMaster: [UInt32: [Int]]

    /// A state from its parts.
    public init(
        links: [KernelLink] = [], addresses: [KernelAddress] = [], routes: [KernelRoute] = [], rules: [KernelRule] = [],
        promotingLinks: Set<UInt32> = [], ethernet: [UInt32: KernelEthernet] = [:]
    ) {
        self.links = links
        self.addresses = addresses
        self.routes = routes
        self.rules = rules
        self.promotingLinks = promotingLinks
        self.ethernet = ethernet
        (linksByName, linksByIndex, portsByMaster) = Self.index(links)
    }

    private static func index(
        _ links: [KernelLink]
    ) -> (byName: [InterfaceName: Int], byIndex: [UInt32: Int], ports: [UInt32: [Int]]) {
        var byName: [InterfaceName: Int] = [:]
        var byIndex: [UInt32: Int] = [:]
        var ports: [UInt32: [Int]] = [:]
        for (position, link) in links.enumerated() {
            for name in link.alternativeNames.compactMap(InterfaceName.init(_:)) { byName[name] = position }
        }
        for (position, link) in links.enumerated() {
            byName[link.name] = position
            byIndex[link.index] = position
            if let master = link.masterIndex { ports[master, default: []].append(position) }
        }
        return (byName, byIndex, ports)
    }

    /// The link with a name; one of its alternative names will do.
    public func link(_ name: InterfaceName) -> KernelLink? { linksByName[name].map { links[$0] } }

    /// The link with a number.
    public func link(index: UInt32) -> KernelLink? { linksByIndex[index].map { links[$0] } }

    /// The links that belong to a bridge, bond or VRF.
    public func ports(of master: UInt32) -> [KernelLink] { (portsByMaster[master] ?? []).map { links[$0] } }

    /// The name of the link with a number.
    public func name(ofLink index: UInt32) -> InterfaceName? { link(index: index)?.name }

    /// Reads the parts that are asked for.
    ///
    /// - Throws: `kernel`.
    static func observe(_ kernel: RouteNetlink, _ topics: KernelTopics) async throws(ControllerError) -> KernelState {
        do throws(KernelError) {
            let links = try await kernel.links()
            let addresses = topics.contains(.addresses) ? try await kernel.addresses() : []
            let routes = topics.contains(.routes) ? try await kernel.routes() : []
            let rules = topics.contains(.rules) ? try await kernel.rules() : []
            let promoting =
                topics.contains(.addresses) ? links.filter { InterfaceSettings.promotesSecondaries($0.name) } : []
            let ethernet =
                topics.contains(.ethernet) ? try await kernel.latestEthernet(of: links) : [:]
            var state = KernelState(
                links: links, addresses: addresses, routes: routes, rules: rules,
                promotingLinks: Set(promoting.map(\.index)), ethernet: ethernet)
            if topics.contains(.tunnels) { state.tunnels = try await kernel.wireGuards(links) }
            return state
        } catch {
            throw .kernel(error)
        }
    }

    /// Looks at the Ethernet devices of some of the links as well.
    ///
    /// - Throws: `kernel`.
    mutating func observeEthernet(_ kernel: RouteNetlink, _ some: [KernelLink]) async throws(ControllerError) {
        do throws(KernelError) {
            ethernet = try await kernel.ethernet(of: some, among: links.count)
        } catch {
            throw .kernel(error)
        }
    }
}
