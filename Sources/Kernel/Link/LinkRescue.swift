public import NetworkTypes

/// What is lost while a link is changed that goes down or away for that, so that it can be put back by whoever finds it half done.
public struct LinkRescue: Hashable, Sendable {
    /// The number of the link that is changed.
    public var index: UInt32
    /// What is different while it is changed.
    public var pause: LinkPause
    /// The link, those that go with it, their ports, and the masters of all of these, as they are before.
    public var links: [KernelLink]
    /// The addresses that go, as dumped messages.
    public var addresses: [[UInt8]]
    /// The routes that go, as dumped messages.
    public var routes: [[UInt8]]
    /// The next-hop objects that go or become smaller, as dumped messages, objects before groups.
    public var nextHops: [[UInt8]]
    /// The link that is made beside it for a moment to see whether the kernel makes it.
    public var trialName: InterfaceName?

    /// What is lost, from its parts.
    public init(
        index: UInt32, pause: LinkPause, links: [KernelLink], addresses: [[UInt8]] = [], routes: [[UInt8]] = [],
        nextHops: [[UInt8]] = [], trialName: InterfaceName? = nil
    ) {
        (self.index, self.pause, self.links) = (index, pause, links)
        (self.addresses, self.routes, self.nextHops, self.trialName) = (addresses, routes, nextHops, trialName)
    }

    init(_ interlude: LinkInterlude) {
        let table = LinkTable(interlude.links)
        let gone = [interlude.index] + LinkInterlude.above(interlude.index, interlude.links).map(\.index)
        let known = Set(gone + gone.flatMap { table.ports(of: $0) }.map(\.index))
        let masters = Set(known.compactMap { table.link(index: $0)?.masterIndex })
        self.init(
            index: interlude.index, pause: interlude.attributes.pause,
            links: interlude.links.filter { known.contains($0.index) || masters.contains($0.index) },
            addresses: interlude.addresses.map(\.message), routes: interlude.routes.map(\.message),
            nextHops: interlude.nextHops.map(\.message), trialName: interlude.trial?.name)
    }

    /// What puts it back.
    var interlude: LinkInterlude {
        get throws(KernelError) {
            var attributes = LinkAttributes()
            attributes.pause = pause
            return LinkInterlude(
                index: index, attributes, links: links, addresses: try Self.read(addresses, KernelAddress.read),
                routes: try Self.read(routes, KernelRoute.read), nextHops: try Self.read(nextHops, NextHopObject.read))
        }
    }

    private static func read<Object>(
        _ messages: [[UInt8]], _ read: (borrowing RawSpan, Range<Int>) throws(KernelError) -> Object?
    ) throws(KernelError) -> [Object] {
        var objects: [Object] = []
        for message in messages {
            if let object = try read(message.span.bytes, message.indices) { objects.append(object) }
        }
        return objects
    }
}
