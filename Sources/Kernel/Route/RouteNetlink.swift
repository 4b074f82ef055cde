import CMnl
import Glibc
public import NetworkTypes

/// The kernel's links, addresses, routes and rules (rtnetlink(7)), read and changed on a thread of its own.
public actor RouteNetlink {
    private let executor: BlockingExecutor
    let session: RequestSession
    let ethernet: EthernetDevices
    var linkView: LinkView
    let asksDrivers: Bool
    /// Who else changed what, where a monitor writes it down.
    public nonisolated let foreignChanges: ForeignChanges?
    /// The links that what is changed here disturbs.
    public nonisolated let disturbances = OwnDisturbances()
    private var generic: GenericNetlink?
    private var ethernetFollower: EthernetFollower?
    private var routeView: RouteView?
    private var forwardingView: ForwardingView?

    /// The thread that all of it runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens a socket, which stays in the network namespace of the thread that calls this.
    ///
    /// - Parameters:
    ///   - following: How `latestLinkTable` and `latestEthernet` come to know of changes.
    ///   - asksDrivers: Whether each link that is told of has its driver, which takes a call for each.
    ///   - foreignChanges: Where a monitor writes down what others change; what is changed here is ours.
    /// - Throws: `unavailable`.
    public init(
        following: LinkFollowing? = nil, asksDrivers: Bool = true, foreignChanges: ForeignChanges? = nil
    ) throws(KernelError) {
        let socket = try NetlinkSocket(sendBuffer: Limit.requestBuffer, receiveBuffer: Limit.requestBuffer)
        foreignChanges?.exclude(socket.portID)
        try self.init(channel: socket, following, asksDrivers: asksDrivers, foreignChanges: foreignChanges)
    }

    /// Talks over another channel: a test's.
    init(
        channel: any NetlinkChannel, _ following: LinkFollowing? = nil, asksDrivers: Bool = true,
        foreignChanges: ForeignChanges? = nil
    ) throws(KernelError) {
        self.asksDrivers = asksDrivers
        self.foreignChanges = foreignChanges
        linkView = LinkView(following, try following.map { _ throws(KernelError) in try LinkFollower() })
        executor = try BlockingExecutor(label: "rtnetlink")
        session = RequestSession(channel)
        ethernet = try EthernetDevices()
        ethernetFollower = following == nil ? nil : try EthernetFollower()
    }

    /// The families of generic netlink, in the same network namespace, where the executor's thread was born.
    func genericNetlink() throws(KernelError) -> GenericNetlink {
        if let generic { return generic }
        let opened = try GenericNetlink()
        generic = opened
        return opened
    }

    /// What passed through each link, by its name.
    public func counters() throws(KernelError) -> [InterfaceName: LinkCounters] {
        Dictionary(try session.dump(.counters, decode: LinkCounters.read)) { first, _ in first }
    }

    /// What the drivers of some of the links tell, by the links' indexes; one that has gone meanwhile tells nothing.
    ///
    /// - Parameters:
    ///   - links: The links that are asked for.
    ///   - total: How many links there are, which says in what way it is best asked.
    /// - Returns: The devices of all of the links; one whose driver tells nothing is empty.
    /// - Throws: `unavailable` or `malformed`.
    public func ethernet(of links: [KernelLink], among total: Int) throws(KernelError) -> [UInt32: KernelEthernet] {
        try ethernet.devices(links, among: total)
    }

    /// The same of all links that are Ethernet: those are asked whose links or devices the kernel told of since the last call, all
    /// of them the first time, and where nobody follows or something was lost.
    public func ethernetNews(of table: LinkTable) throws(KernelError) -> EthernetNews {
        guard var follower = ethernetFollower else {
            let all = table.filter { $0.type == .ether }
            return EthernetNews(devices: try ethernet(of: all, among: table.count), isAll: true)
        }
        defer { ethernetFollower = follower }
        let stale = try follower.stale(in: table)
        var fresh = try ethernet.devices(stale, among: table.count)
        // Nothing tells when packets are spread in another way (before Linux 6.17).
        for (index, known) in follower.spreading where fresh[index] == nil {
            guard let link = table.link(index: index) else { continue }
            let hashing = ethernet.hashing(of: link.name)
            guard hashing != known.hashing else { continue }
            fresh[index] = known
            fresh[index]?.hashing = hashing
        }
        return follower.note(fresh, in: table)
    }

    /// All addresses in the kernel's order, IPv4 first.
    public func addresses() throws(KernelError) -> [KernelAddress] {
        try everyFamily(DumpRequest.addresses, \.prefix.family, KernelAddress.read)
    }

    /// All routes of all tables in the kernel's order, IPv4 first, without those of the route cache.
    public func routes() throws(KernelError) -> [KernelRoute] {
        try everyFamily(DumpRequest.routes, \.family, KernelRoute.read)
    }

    /// Where VXLANs send packets besides their own remote ends, by their indexes; asked for again only after a change.
    public func forwarding(of table: LinkTable) throws(KernelError) -> [UInt32: Set<ForwardingEntry>] {
        let links = Set(table.links(ofKind: "vxlan").map(\.index))
        guard !links.isEmpty else { return [:] }
        var view: ForwardingView
        if let forwardingView { view = forwardingView } else { view = try ForwardingView() }
        defer { forwardingView = view }
        return try view.entries(of: links, session)
    }

    /// The ways that packets may take to each of some targets, of which a packet's flow chooses one.
    ///
    /// None for those that no route leads to.
    ///
    /// Known ways are asked for again only after the kernel told of a change of routes, next hops, rules, addresses or links.
    public func ways(to targets: Set<RouteTarget>) throws(KernelError) -> [RouteTarget: Set<RouteWay>] {
        guard !targets.isEmpty else { return [:] }
        var view: RouteView
        if let routeView { view = routeView } else { view = try RouteView() }
        defer { routeView = view }
        return try view.ways(to: targets, session)
    }

    /// All rules in the order in which they apply, IPv4 first.
    public func rules() throws(KernelError) -> [KernelRule] {
        try everyFamily(DumpRequest.rules, \.family, KernelRule.read)
    }

    /// What tells the present state from others, without decoding addresses, routes and rules.
    public func fingerprint() throws(KernelError) -> KernelFingerprint {
        var fingerprint = KernelFingerprint()
        // The raw messages of links hold timers; the description names every member, those of tomorrow too.
        let links = try links()
        for var link in links {
            let values = link.values.map { "\($0.key.name) \($0.value.sorted)" }.sorted()
            link.values = [:]
            fingerprint.add(KernelFingerprint.checksum("\(link) \(values)"))
        }
        for tunnel in try wireGuards(links) { fingerprint.add(tunnel.value, of: tunnel.key) }
        for family in AddressFamily.allCases {
            try add(.addresses(family), MemoryLayout<ifaddrmsg>.size, without: Int(IFA_CACHEINFO), to: &fingerprint)
            try add(.routes(family), MemoryLayout<rtmsg>.size, without: Int(RTA_CACHEINFO.rawValue), to: &fingerprint)
            try add(.rules(family), MemoryLayout<fib_rule_hdr>.size, without: nil, to: &fingerprint)
        }
        return fingerprint
    }

    private func add(
        _ request: DumpRequest, _ header: Int, without ageing: Int?, to fingerprint: inout KernelFingerprint
    ) throws(KernelError) {
        let checksums = try session.dump(request) { bytes, payload throws(KernelError) -> UInt64? in
            try KernelFingerprint.checksum(bytes, payload, header: header, without: ageing)
        }
        for checksum in checksums { fingerprint.add(checksum) }
    }

    /// Makes the changes in order, many to a send.
    ///
    /// - Returns: One entry for each: `nil` when it's done, else why not. A refusal doesn't stop those after it.
    /// - Throws: `unavailable` when it isn't known what was done: look again.
    public func apply(_ changes: [KernelChange]) throws(KernelError) -> [KernelRefusal?] {
        var outcomes: [KernelRefusal?] = []
        outcomes.reserveCapacity(changes.count)
        var next = changes.startIndex
        while next < changes.endIndex {
            let way = changes[next].way
            let end = changes[next...].firstIndex { $0.way != way } ?? changes.endIndex
            let run = changes[next..<end]
            switch way {
            case .message: outcomes += try submit(run)
            case .linkCreation: outcomes += try create(run)
            case .linkRenaming: for change in run { outcomes.append(try rename(change)) }
            case .linkInterlude: for change in run { outcomes.append(try interrupt(change)) }
            case .linkSteps: for change in run { outcomes.append(try makeInSteps(change)) }
            case .tunnel: outcomes += try submit(run.compactMap(\.tunnelChange))
            case .ruleDeletion: outcomes += try deleteRules(run.compactMap(\.deletedRule))
            case .announcement: outcomes += announce(run.compactMap(\.announcement))
            case .ethernet: for change in run { outcomes.append(try set(change)) }
            }
            next = end
        }
        for (place, change) in zip(outcomes.indices, changes) { outcomes[place]?.tellMore(of: change, linkView.table) }
        linkView.tell(of: zip(changes, outcomes).lazy.filter { $1 == nil }.map(\.0))
        return outcomes
    }

    /// Submits, and asks again for rules that the kernel wrongly takes for one that is there.
    ///
    /// What a new rule doesn't name matches any value of source, destination, type of service and inversion in
    /// `rule_exists()` (`net/core/fib_rules.c`), so `EEXIST` may mean another rule.
    private func submit(_ changes: ArraySlice<KernelChange>) throws(KernelError) -> [KernelRefusal?] {
        var outcomes = try session.submit(changes)
        let doubtful = zip(outcomes.indices, changes).filter { outcomes[$0]?.errno == EEXIST && $1.addedRule != nil }
        guard !doubtful.isEmpty else { return outcomes }
        var present = try rules().map(RuleIdentity.init)
        for (place, change) in doubtful {
            guard let rule = change.addedRule else { continue }
            if !present.contains(RuleIdentity(rule)) {
                outcomes[place] = try session.submit([RuleDeletion.Step.repeat(rule)])[0]
                present.append(RuleIdentity(rule))
            } else if case .restoreRule = change {
                outcomes[place] = nil
            }
        }
        return outcomes
    }

    /// Renames a link, by way of down where the kernel wants that (`dev_change_name()`, `net/core/dev.c`, before Linux 6.2).
    private func rename(_ change: KernelChange) throws(KernelError) -> KernelRefusal? {
        let refusal = try session.submit([change])[0]
        guard refusal?.errno == EBUSY, case .setLink(let index, var attributes) = change else { return refusal }
        attributes.pause = .down
        return try interrupt(.setLink(index: index, attributes))
    }

    private func set(_ change: KernelChange) throws(KernelError) -> KernelRefusal? {
        guard case .setEthernet(let index, let name, let change) = change else { return nil }
        return try ethernet.apply(change, to: index, name)
    }

    private func deleteRules(_ rules: [KernelRule]) throws(KernelError) -> [KernelRefusal?] {
        var deletion = RuleDeletion(rules: try self.rules())
        var steps: [RuleDeletion.Step] = []
        var last: [Int] = []
        for rule in rules {
            steps += deletion.steps(for: rule)
            last.append(steps.count - 1)
        }
        let outcomes = try session.submit(steps[...])
        return last.map { outcomes[$0] }
    }

    /// Sends the announcements; what keeps all of them from being sent is each one's refusal.
    private func announce(_ announcements: [AddressAnnouncement]) -> [KernelRefusal?] {
        do throws(KernelError) {
            // The executor's thread was born in the namespace in which the session's socket was opened.
            let socket = try PacketSocket()
            for index in Set(announcements.map(\.linkIndex)) { _ = try session.submit([LinkInquiry(index: index)]) }
            let links = try self.links()
            return announcements.map { announcement in
                announcement.send(over: socket, on: links.first { $0.index == announcement.linkIndex })
            }
        } catch {
            return announcements.map { _ in KernelRefusal(error) }
        }
    }

    /// A dump for each family; the kernel answers for all families when it lacks the one that is asked for.
    private func everyFamily<Element>(
        _ request: (AddressFamily) -> DumpRequest, _ familyOf: (Element) -> AddressFamily,
        _ read: (borrowing RawSpan, Range<Int>) throws(KernelError) -> Element?
    ) throws(KernelError) -> [Element] {
        var elements = try session.dump(request(.inet4), decode: read)
        elements.removeAll { familyOf($0) != .inet4 }
        var more = try session.dump(request(.inet6), decode: read)
        more.removeAll { familyOf($0) != .inet6 }
        return elements + more
    }
}

extension KernelChange {
    /// Whether something is taken away for it and put back, whoever made it.
    public var isInterlude: Bool { way == .linkInterlude }

    /// How a change is made.
    enum Way {
        case message
        case linkCreation
        case linkRenaming
        case linkInterlude
        case linkSteps
        case tunnel
        case ruleDeletion
        case announcement
        case ethernet
    }

    var way: Way {
        switch self {
        case .createLink(let attributes): TunDevice.makes(attributes) ? .linkSteps : .linkCreation
        case .setLink(_, let attributes) where attributes.pause != .none: .linkInterlude
        case .setLink(_, let attributes) where attributes.name != nil: .linkRenaming
        case .setLink(_, let attributes) where attributes.needsSteps: .linkSteps
        case .setWireGuard: .tunnel
        case .deleteRule: .ruleDeletion
        case .announceAddress: .announcement
        case .setEthernet: .ethernet
        default: .message
        }
    }

    fileprivate var announcement: AddressAnnouncement? {
        guard case .announceAddress(let address, let hardwareAddress) = self else { return nil }
        return AddressAnnouncement(address, hardwareAddress: hardwareAddress)
    }

    fileprivate var tunnelChange: (link: InterfaceName, change: WireGuardChange)? {
        guard case .setWireGuard(let link, let change) = self else { return nil }
        return (link, change)
    }

    fileprivate var deletedRule: KernelRule? {
        guard case .deleteRule(let rule) = self else { return nil }
        return rule
    }

    fileprivate var addedRule: KernelRule? {
        switch self {
        case .addRule(let rule), .restoreRule(let rule): rule
        default: nil
        }
    }
}
