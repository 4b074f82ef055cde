public import NetworkTypes
public import Resources

/// A speaker of BGP (RFC 4271).
public struct BGPInstanceConfig: NetworkDocument {
    /// Its name.
    public var name = ""
    /// The VRF in which it works; empty for none.
    public var vrf = ""
    /// The number of its autonomous system; 0 when it isn't said.
    public var localASN: UInt32 = 0
    /// Its own number, an IPv4 address.
    public var routerID: IPAddress?
    /// The source address of routes that it installs.
    public var routeSource: IPAddress?
    /// The links whose addresses it announces.
    public var advertise: [String] = []
    /// Whether several next hops share the traffic.
    public var multipath: Bool?
    /// How many next hops at most.
    public var maxPaths: UInt32 = 0
    /// Whether routes that it learns are installed.
    public var installRoutes: Bool?
    /// Routes that it takes over from other speakers of this host.
    public var importRoutes: [BGPImport] = []
    /// Whom it speaks to.
    public var neighbors: [BGPNeighbor] = []

    /// A speaker of whom nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "BGPInstanceConfig"
    /// Not yet.
    public static let isSupported = false
    /// Every member.
    public static let fields: FieldList<BGPInstanceConfig> = [
        Field(text: "name", \.name, "Its name."),
        Field(text: "vrf", \.vrf, "The VRF in which it works."),
        Field("localASN", \.localASN, "The number of its autonomous system.", .omitsEmpty),
        Field("routerID", \.routerID, "Its own number, an IPv4 address.", .omitsEmpty),
        Field("routeSource", \.routeSource, "The source address of routes that it installs.", .omitsEmpty),
        Field(texts: "advertise", \.advertise, "The links whose addresses it announces."),
        Field("multipath", \.multipath, "Whether several next hops share the traffic.", .omitsEmpty),
        Field("maxPaths", \.maxPaths, in: 0...255, "How many next hops at most.", .omitsEmpty),
        Field("installRoutes", \.installRoutes, "Whether routes that it learns are installed.", .omitsEmpty),
        Field("importRoutes", \.importRoutes, "Routes of other speakers of this host.", .omitsEmpty),
        Field("neighbors", \.neighbors, "Whom it speaks to.", .omitsEmpty),
    ]

    /// Numbers, neighbours and imports, each of them once.
    public func check(_ findings: inout Findings) {
        requireName(&findings)
        if localASN == 0 { findings.fault("the number of the autonomous system must be given", at: "localASN") }
        if let routerID, routerID.family != .inet4 {
            findings.fault("an IPv4 address is expected, not \(routerID)", at: "routerID")
        }
        if neighbors.isEmpty { findings.warn("there is nobody to speak to", at: "neighbors") }
        var known: Set<String> = []
        for (index, neighbor) in neighbors.enumerated() {
            var part = Findings()
            neighbor.check(&part, inVRF: !vrf.isEmpty)
            let peer = neighbor.address?.description ?? neighbor.link
            if !peer.isEmpty, !known.insert(peer).inserted { part.fault("\(peer) stands in the list twice") }
            findings.add(part, below: "neighbors", String(index))
        }
        checkImports(&findings)
    }

    private func checkImports(_ findings: inout Findings) {
        var earlier: [(index: Int, prefix: IPPrefix)] = []
        var sources: Set<String> = []
        for (index, route) in importRoutes.enumerated() {
            var part = Findings()
            route.check(&part, instance: name)
            if !route.bgpInstance.isEmpty, !sources.insert(route.bgpInstance).inserted {
                part.fault("\(route.bgpInstance) stands in the list twice", at: "bgpInstance")
            }
            for prefix in route.prefixes {
                for other in earlier
                where other.prefix.contains(prefix.address) || prefix.contains(other.prefix.address) {
                    part.fault("\(prefix) overlaps \(other.prefix) of entry \(other.index)", at: "prefixes")
                }
            }
            earlier += route.prefixes.map { (index, $0) }
            findings.add(part, below: "importRoutes", String(index))
        }
    }
}

/// Routes that a speaker of BGP takes over from another one of this host.
public struct BGPImport: FieldRecord {
    /// The other's name.
    public var bgpInstance = ""
    /// Which routes.
    public var prefixes: [IPPrefix] = []

    /// Nothing yet.
    public init() {}

    /// Every member.
    public static let fields: FieldList<BGPImport> = [
        Field(text: "bgpInstance", \.bgpInstance, "The other speaker's name."),
        Field("prefixes", \.prefixes, "Which routes."),
    ]

    func check(_ findings: inout Findings, instance: String) {
        if bgpInstance.isEmpty {
            findings.fault("the speaker must be given", at: "bgpInstance")
        } else if bgpInstance == instance {
            findings.fault("a speaker doesn't import from itself", at: "bgpInstance")
        }
        if prefixes.isEmpty { findings.fault("at least one prefix must be given", at: "prefixes") }
        for (index, prefix) in prefixes.enumerated() {
            if !prefix.isMasked {
                findings.fault("\(prefix) has host bits; \(prefix.masked) hasn't", at: "prefixes", String(index))
            }
            for other in prefixes[..<index]
            where other.contains(prefix.address) || prefix.contains(other.address) {
                findings.fault("\(prefix) overlaps \(other)", at: "prefixes", String(index))
            }
        }
    }
}

/// Somebody to whom a speaker of BGP speaks.
public struct BGPNeighbor: FieldRecord {
    /// How a broken path is noticed (RFC 5880).
    public struct Detection: FieldRecord {
        /// Between two packets that are sent.
        public var transmitInterval = GoDuration.zero
        /// Between two packets that are received.
        public var receiveInterval = GoDuration.zero
        /// How many may be missing.
        public var detectMultiplier: UInt32 = 0

        /// The defaults.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Detection> = [
            Field("transmitInterval", \.transmitInterval, "Between two packets that are sent.", .omitsEmpty),
            Field("receiveInterval", \.receiveInterval, "Between two packets that are received.", .omitsEmpty),
            Field("detectMultiplier", \.detectMultiplier, in: 0...255, "How many may be missing.", .omitsEmpty),
        ]
    }

    /// The neighbour's address.
    public var address: IPAddress?
    /// The link at whose other end the neighbour is; empty for none.
    public var link = ""
    /// The number of the neighbour's autonomous system; 0 for any.
    public var peerASN: UInt32 = 0
    /// Our number towards this neighbour; 0 for the speaker's.
    public var localASN: UInt32 = 0
    /// Whether the neighbour begins.
    public var passive = false
    /// How long silence is endured.
    public var holdTime = GoDuration.zero
    /// How a broken path is noticed; absent for not at all.
    public var bfd: Detection?

    /// Nobody yet.
    public init() {}

    /// Every member.
    public static let fields: FieldList<BGPNeighbor> = [
        Field("address", \.address, "The neighbour's address.", .omitsEmpty),
        Field(text: "link", \.link, "The link at whose other end the neighbour is."),
        Field("peerASN", \.peerASN, "The number of the neighbour's autonomous system.", .omitsEmpty),
        Field("localASN", \.localASN, "Our number towards this neighbour.", .omitsEmpty),
        Field("passive", \.passive, "Whether the neighbour begins.", .omitsEmpty),
        Field("holdTime", \.holdTime, "How long silence is endured.", .omitsEmpty),
        Field("bfd", \.bfd, "How a broken path is noticed. RFC 5880.", .omitsEmpty),
    ]

    func check(_ findings: inout Findings, inVRF: Bool) {
        if (address == nil) == link.isEmpty { findings.fault("either an address or a link must be given") }
        if holdTime < .zero { findings.fault("a time isn't negative", at: "holdTime") }
        guard let bfd else { return }
        if inVRF { findings.fault("BFD doesn't work in a VRF", at: "bfd") }
        if bfd.transmitInterval < .zero { findings.fault("a time isn't negative", at: "bfd", "transmitInterval") }
        if bfd.receiveInterval < .zero { findings.fault("a time isn't negative", at: "bfd", "receiveInterval") }
    }
}
