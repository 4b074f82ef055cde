import NetworkTypes

/// How far the kernel's notifications of links are believed.
public struct LinkFollowing: Sendable {
    /// So many links are asked for anew each time: it costs next to nothing, and misses nothing of what isn't told.
    public var few: Int
    /// How long after a dump of all links notifications are enough; without end where it is `nil`.
    public var trust: Duration?
    /// What connections of this process change without the kernel's telling.
    public var untold: UntoldChanges?

    /// For a host's connections.
    public init(few: Int = 64, trust: Duration? = nil, untold: UntoldChanges? = nil) {
        self.few = few
        self.trust = trust
        self.untold = untold
    }
}

/// What a connection knows of the links.
struct LinkView {
    let follower: LinkFollower?
    private let following: LinkFollowing
    private var dumped: (time: ContinuousClock.Instant, untold: Int)?
    private(set) var table = LinkTable()
    /// What a link's driver said: it stays the same for as long as the link has its number and name.
    private var drivers: [UInt32: (name: InterfaceName, driver: LinkDriver?)] = [:]

    init(_ following: LinkFollowing?, _ follower: LinkFollower?) {
        self.following = following ?? LinkFollowing()
        self.follower = follower
    }

    /// Whether what is told from now on is enough.
    var isTrusted: Bool {
        guard let dumped, table.count > following.few, dumped.untold == untold else { return false }
        return following.trust.map { .now < dumped.time + $0 } ?? true
    }

    /// How many changes were made without the kernel's telling.
    var untold: Int { following.untold?.number ?? 0 }

    /// Tells of those of some changes, all made, that the kernel doesn't tell of.
    func tell(of changes: some Sequence<KernelChange>) {
        guard let untold = following.untold else { return }
        let links = Set(changes.compactMap(\.changedLink))
        if links.contains(where: { table.link(index: $0)?.flags.contains(.up) != true }) { untold.note() }
    }

    /// Notes what a dump that was begun at some time, after so many untold changes, says of all links.
    mutating func note(dump links: [KernelLink], begun time: ContinuousClock.Instant, _ untold: Int) {
        dumped = (time, untold)
        table = table.next(links)
        drivers = drivers.filter { table.link(index: $0.key) != nil }
    }

    /// Notes what was told of some links.
    mutating func note(news: [UInt32: KernelLink?]) {
        table = table.next(news)
        for (index, link) in news where link == nil { drivers[index] = nil }
    }

    /// Who serves a link; it is looked up where it isn't known.
    mutating func driver(of link: KernelLink, lookUp: (InterfaceName) -> LinkDriver?) -> LinkDriver? {
        if let known = drivers[link.index], known.name == link.name { return known.driver }
        let driver = lookUp(link.name)
        drivers[link.index] = (link.name, driver)
        return driver
    }
}

/// Looking at links.
extension RouteNetlink {
    /// All links by index, without those whose names `InterfaceName` doesn't take.
    public func links() throws(KernelError) -> [KernelLink] { try linkTable().links }

    /// The same, to find them by.
    public func linkTable() throws(KernelError) -> LinkTable {
        let (start, untold) = (ContinuousClock.now, linkView.untold)
        linkView.follower?.skip()
        var links = try session.dump(.links, decode: KernelLink.read).sorted { $0.index < $1.index }
        for position in links.indices { complete(&links[position]) }
        try setVLANs(of: &links)
        linkView.note(dump: links, begun: start, untold)
        return linkView.table
    }

    /// The same as far as notifications tell of it since the last dump, which costs less; a dump where they can't.
    public func latestLinkTable() throws(KernelError) -> LinkTable {
        guard linkView.isTrusted, let news = try linkView.follower?.news() else { return try linkTable() }
        guard !news.links.isEmpty || news.isOfBridges else { return linkView.table }
        linkView.note(
            news: news.links.mapValues { link in
                guard var link else { return nil }
                complete(&link)
                return link
            })
        var bridged = linkView.table.bridged
        if try setVLANs(of: &bridged) {
            linkView.note(news: Dictionary(bridged.map { ($0.index, $0) }) { $1 })
        }
        return linkView.table
    }

    /// Whether a link was down when links were last looked at.
    public func knowsLinkThatIsDown() -> Bool { linkView.table.contains { !$0.flags.contains(.up) } }

    /// The links of this kind when links were last looked at.
    var wireGuardLinks: [KernelLink] { linkView.table.links(ofKind: KernelWireGuard.kind) }

    /// Adds who serves a link.
    private func complete(_ link: inout KernelLink) {
        if asksDrivers { link.driver = driver(of: link) }
    }

    /// Who serves a link; `nil` where its driver doesn't tell.
    public func driver(of link: KernelLink) -> LinkDriver? {
        linkView.driver(of: link) { [ethernet] name in ethernet.driver(of: name) }
    }
}
