import CMnl
import Glibc
import NetworkTypes

/// The kernel's links, addresses, routes and rules (rtnetlink(7)), read and changed on a thread of its own.
public actor RouteNetlink {
    private let executor: BlockingExecutor
    private let session: RequestSession
    private let inquiry: LinkDriverInquiry
    /// What a link's driver said: it stays the same for as long as the link has its number and name.
    private var drivers: [LinkIdentity: LinkDriver?] = [:]

    private struct LinkIdentity: Hashable {
        let index: UInt32
        let name: InterfaceName
    }

    /// The thread that all of it runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens a socket, which stays in the network namespace of the thread that calls this.
    public init() throws(KernelError) {
        let socket = try NetlinkSocket(sendBuffer: Limit.requestBuffer, receiveBuffer: Limit.requestBuffer)
        try self.init(channel: socket)
    }

    /// Talks over another channel: a test's.
    init(channel: any NetlinkChannel) throws(KernelError) {
        executor = try BlockingExecutor(label: "rtnetlink")
        session = RequestSession(channel)
        inquiry = try LinkDriverInquiry()
    }

    /// All links by index, without those whose names `InterfaceName` doesn't take.
    public func links() throws(KernelError) -> [KernelLink] {
        var links = try session.dump(.links, decode: KernelLink.read).sorted { $0.index < $1.index }
        var known: [LinkIdentity: LinkDriver?] = [:]
        for position in links.indices {
            let identity = LinkIdentity(index: links[position].index, name: links[position].name)
            let driver = drivers[identity] ?? inquiry.driver(of: identity.name)
            known.updateValue(driver, forKey: identity)
            links[position].driver = driver
        }
        drivers = known
        return links
    }

    /// All addresses in the kernel's order, IPv4 first.
    public func addresses() throws(KernelError) -> [KernelAddress] {
        try everyFamily(DumpRequest.addresses, \.prefix.family, KernelAddress.read)
    }

    /// All routes of all tables in the kernel's order, IPv4 first, without those of the route cache.
    public func routes() throws(KernelError) -> [KernelRoute] {
        try everyFamily(DumpRequest.routes, \.family, KernelRoute.read)
    }

    /// All rules in the order in which they apply, IPv4 first.
    public func rules() throws(KernelError) -> [KernelRule] {
        try everyFamily(DumpRequest.rules, \.family, KernelRule.read)
    }

    /// What tells the present state from others, without decoding addresses, routes and rules.
    public func fingerprint() throws(KernelError) -> KernelFingerprint {
        var fingerprint = KernelFingerprint()
        // The raw messages of links hold timers; the description names every member, those of tomorrow too.
        for link in try links() { fingerprint.add(KernelFingerprint.checksum("\(link)")) }
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
            case .ruleDeletion: outcomes += try deleteRules(run.compactMap(\.deletedRule))
            case .announcement: outcomes += announce(run.compactMap(\.announcement))
            }
            next = end
        }
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

    /// Makes links, and gives those that were made their alias.
    private func create(_ changes: ArraySlice<KernelChange>) throws(KernelError) -> [KernelRefusal?] {
        var outcomes = try session.submit(changes)
        let aliases = zip(outcomes.indices, changes).compactMap { place, change in
            outcomes[place] == nil ? LinkAliasing(after: change).map { (place, $0) } : nil
        }
        for (place, refusal) in zip(aliases.map(\.0), try session.submit(aliases.map(\.1)[...])) {
            outcomes[place] = refusal
        }
        return outcomes
    }

    /// Renames a link, by way of down where the kernel wants that (`dev_change_name()`, `net/core/dev.c`, before Linux 6.2).
    private func rename(_ change: KernelChange) throws(KernelError) -> KernelRefusal? {
        let refusal = try session.submit([change])[0]
        guard refusal?.errno == EBUSY, case .setLink(let index, _) = change else { return refusal }
        let interlude = LinkInterlude(index: index, addresses: try addresses(), routes: try routes())
        let outcomes = try session.submit([interlude.begin, change, interlude.end][...])
        _ = try session.submit(interlude.restorations(addresses: try addresses(), routes: try routes())[...])
        return outcomes.compactMap { $0 }.first
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
    /// How a change is made.
    fileprivate enum Way {
        case message
        case linkCreation
        case linkRenaming
        case ruleDeletion
        case announcement
    }

    fileprivate var way: Way {
        switch self {
        case .createLink: .linkCreation
        case .setLink(_, let attributes) where attributes.name != nil: .linkRenaming
        case .deleteRule: .ruleDeletion
        case .announceAddress: .announcement
        default: .message
        }
    }

    fileprivate var announcement: AddressAnnouncement? {
        guard case .announceAddress(let address, let hardwareAddress) = self else { return nil }
        return AddressAnnouncement(address, hardwareAddress: hardwareAddress)
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
