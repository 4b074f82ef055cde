import Kernel
import NetworkTypes

/// What one look showed of addresses and of the routes that the kernel made of them, to compare it with the next.
struct RouteLook: Sendable {
    /// An address that came or went, and after which revision its status tells of that.
    struct Turn: Hashable {
        let address: AddressPlace
        let comes: Bool
        let after: Int64
    }

    /// The last revision before it.
    let revision: Int64
    private let links: LinkTable
    /// The addresses, and whether their link's other hosts are still asked for them.
    private let addresses: [AddressPlace: Bool]
    /// By the route's id.
    private let origins: [String: AddressPlace]
    /// Addresses that came since somebody last saw the link without them, and the revision of then.
    private var arrivals: [AddressPlace: Int64] = [:]

    /// A look that follows no other: nothing is known to have come.
    ///
    /// - Parameters:
    ///   - kernel: What it showed.
    ///   - ids: The ids of its routes, in their order.
    ///   - revision: The last revision before it.
    init(_ kernel: KernelState, ids: [String], revision: Int64) {
        self.revision = revision
        links = kernel.table
        addresses = Dictionary(kernel.addresses.map { (AddressPlace($0), $0.flags.contains(.tentative)) }) { $0 || $1 }
        let makers = KernelMadeRoutes(kernel.addresses)
        var origins: [String: AddressPlace] = [:]
        for (id, route) in zip(ids, kernel.routes) {
            if let address = makers.origin(of: route) { origins[id] = AddressPlace(address) }
        }
        self.origins = origins
    }

    /// Notes which addresses came since the look before.
    ///
    /// One for which other hosts are still asked gets a part of its routes when they didn't answer, so it is still coming; a link that
    /// was down meanwhile would be another reason.
    mutating func compare(with before: RouteLook) {
        for (address, _) in addresses {
            switch before.addresses[address] {
            case nil: arrivals[address] = before.revision
            case true? where isUp(address.link) && before.isUp(address.link):
                arrivals[address] = before.arrivals[address]
            default: break
            }
        }
    }

    /// The routes that came or went with an address since the look before, by id; those for which there is another reason aren't told.
    ///
    /// A route that was there before is among them too: who knows what was, passes over it.
    func turns(since before: RouteLook) -> [String: Turn] {
        var turns: [String: Turn] = [:]
        for (id, address) in origins {
            if let revision = arrivals[address] { turns[id] = Turn(address: address, comes: true, after: revision) }
        }
        for (id, address) in before.origins where addresses[address] == nil && origins[id] == nil {
            guard isUp(address.link), before.isUp(address.link) else { continue }
            turns[id] = Turn(address: address, comes: false, after: before.revision)
        }
        return turns
    }

    private func isUp(_ link: UInt32) -> Bool { links.link(index: link)?.flags.contains(.up) ?? false }

    /// The name of a link at that time.
    func name(ofLink index: UInt32) -> InterfaceName? { links.link(index: index)?.name }
}
