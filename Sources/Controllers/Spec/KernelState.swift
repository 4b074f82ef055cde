public import Kernel
public import NetworkTypes

/// What the kernel has, as read just now.
public struct KernelState: Sendable {
    /// Every link, to find them by.
    public private(set) var table: LinkTable
    /// Every link.
    public var links: [KernelLink] {
        get { table.links }
        set { table = LinkTable(newValue) }
    }
    /// Every address.
    public var addresses: [KernelAddress]
    /// Every route of every table.
    public var routes: [KernelRoute]
    /// Every rule.
    public var rules: [KernelRule]
    /// The links with secondary addresses on which one takes the place of a deleted primary one (`promote_secondaries`).
    public var promotingLinks: Set<UInt32>
    /// WireGuard's part of the links of this kind, by index.
    public var tunnels: [UInt32: KernelWireGuard] = [:]
    /// What carries tunnels, by index, as far as routes were asked for.
    var underlays: [UInt32: Set<Underlay>] = [:]
    /// What specs of WireGuard links only name; not the kernel's.
    public var tunnelInputs = TunnelInputs()
    /// The Ethernet devices that were looked at, by the indexes of their links.
    public var ethernet: [UInt32: KernelEthernet] = [:]
    /// Who serves those devices, as far as drivers tell.
    public var drivers: [UInt32: LinkDriver] = [:]

    /// A state from its parts.
    public init(
        links: [KernelLink] = [], addresses: [KernelAddress] = [], routes: [KernelRoute] = [], rules: [KernelRule] = [],
        promotingLinks: Set<UInt32> = [], ethernet: [UInt32: KernelEthernet] = [:]
    ) {
        self.init(
            LinkTable(links), addresses: addresses, routes: routes, rules: rules, promotingLinks: promotingLinks,
            ethernet: ethernet)
    }

    /// A state over links that were looked at.
    init(
        _ table: LinkTable, addresses: [KernelAddress] = [], routes: [KernelRoute] = [],
        rules: [KernelRule] = [], promotingLinks: Set<UInt32> = [], ethernet: [UInt32: KernelEthernet] = [:]
    ) {
        self.table = table
        self.addresses = addresses
        self.routes = routes
        self.rules = rules
        self.promotingLinks = promotingLinks
        self.ethernet = ethernet
    }

    /// The link with a name; one of its alternative names will do.
    public func link(_ name: InterfaceName) -> KernelLink? { table.link(name) }

    /// The link with a number.
    public func link(index: UInt32) -> KernelLink? { table.link(index: index) }

    /// The links that belong to a bridge, bond or VRF.
    public func ports(of master: UInt32) -> [KernelLink] { table.ports(of: master) }

    /// The name of the link with a number.
    public func name(ofLink index: UInt32) -> InterfaceName? { link(index: index)?.name }

    /// Reads the parts that are asked for.
    ///
    /// - Throws: `kernel`.
    static func observe(_ kernel: RouteNetlink, _ topics: KernelTopics) async throws(ControllerError) -> KernelState {
        do throws(KernelError) {
            let table = try await kernel.latestLinkTable()
            var state = KernelState(table)
            if topics.contains(.addresses) { state.addresses = try await kernel.addresses() }
            if topics.contains(.routes) { state.routes = try await kernel.routes() }
            if topics.contains(.rules) { state.rules = try await kernel.rules() }
            state.promotingLinks = state.linksWithSecondaries.filter { index in
                state.name(ofLink: index).map(InterfaceSettings.promotesSecondaries) ?? false
            }
            if topics.contains(.tunnels) { state.tunnels = try await kernel.wireGuards(of: table) }
            return state
        } catch {
            throw .kernel(error)
        }
    }

    /// A setting of thousands of links would take as many files.
    private var linksWithSecondaries: Set<UInt32> {
        Set(addresses.filter { $0.flags.contains(.secondary) && $0.prefix.family == .inet4 }.map(\.linkIndex))
    }

    /// Looks at the Ethernet devices of some of the links as well.
    ///
    /// - Throws: `kernel`.
    mutating func observeEthernet(_ kernel: RouteNetlink, _ some: [KernelLink]) async throws(ControllerError) {
        do throws(KernelError) {
            ethernet = try await kernel.ethernet(of: some, among: table.count)
        } catch {
            throw .kernel(error)
        }
        for link in some { drivers[link.index] = await kernel.driver(of: link) }
    }
}
