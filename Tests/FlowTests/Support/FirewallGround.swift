import FlowSupport
import Testing

/// A host with rules between two others, and packets from each to each.
struct FirewallGround {
    private let hosts: [TrialPlace: Host]

    /// Where a packet is sent, or wanted.
    enum TrialPlace: Hashable, CaseIterable, Sendable {
        /// The host with the rules.
        case middle
        case near
        case far

        /// What the middle calls its link to the other.
        var link: String { self == .far ? "eth1" : "eth0" }
        /// The hardware address of the other's end of that link.
        var hardwareAddress: String { self == .far ? "02:00:00:00:02:02" : "02:00:00:00:01:02" }
        /// The middle's addresses on that link.
        var own: [String] { self == .far ? ["198.51.101.1", "2001:db8:2::1"] : ["198.51.100.1", "2001:db8:1::1"] }
        /// The other's addresses there.
        fileprivate var gateways: [String] { own.map { String($0.dropLast()) + "2" } }
        /// The addresses that the other has besides.
        var addresses: [String] {
            self == .far
                ? ["203.0.113.9", "10.1.2.3", "2001:db8:9::1"] : ["192.0.2.7", "192.0.2.130", "2001:db8::7"]
        }

        static let others = [TrialPlace.near, .far]
    }

    /// A packet, where it is sent, and where it is wanted.
    struct Journey: Hashable, Sendable, CustomStringConvertible {
        var packet: TrialPacket
        var from: TrialPlace
        var to: TrialPlace
        /// In which state its connection is, unless that follows from the packet.
        var state: String?

        /// The question of what becomes of it.
        var question: String {
            let names: [UInt8: String] = [1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6"]
            var query = [
                "protocol=\(names[packet.protocol] ?? "")", "from=\(packet.source)", "to=\(packet.destination)",
                packet.isICMP
                    ? "icmpType=\(packet.icmpType)"
                    : "port=\(packet.destinationPort)&sourcePort=\(packet.sourcePort)",
            ]
            if from != .middle { query += ["on=\(from.link)", "mac=\(from.hardwareAddress)"] }
            if to != .middle { query += ["out=\(to.link)", "direction=\(from == .middle ? "out" : "forward")"] }
            if let state { query.append("state=\(state)") }
            return "/v1/firewall/test?" + query.joined(separator: "&")
        }

        var description: String { "\(from) to \(to): \(packet)\(state.map { ", \($0)" } ?? "")" }
    }

    /// A daemon on a host between two others, of which each has the other's addresses behind it.
    static func run(_ body: @Sendable (Flow, FirewallGround) async throws -> Void) async throws {
        let others = [TrialPlace.near: try await Host(), .far: try await Host()]
        try await Flow.run(
            prepare: { host in
                try await host.set("ipv4/ip_forward", "1")
                try await host.set("ipv6/conf/all/forwarding", "1")
                for (place, other) in others { try await Self.wire(place, host, other) }
                for name in ["all", "default"] { try await host.set("ipv4/conf/\(name)/rp_filter", "0") }
            },
            { flow in try await body(flow, FirewallGround(hosts: others.merging([.middle: flow.host]) { $1 })) })
    }

    /// Rules by lot keep everything out, neighbour discovery too: both ends know each other without it.
    private static func wire(_ place: TrialPlace, _ host: Host, _ other: Host) async throws {
        let (link, address) = (place.link, "02:00:00:00:0\(place == .far ? 2 : 1):01")
        try await host.wire(link, address: address, to: other)
        try await other.ip("link set \(link)p address \(place.hardwareAddress)")
        try await host.set("ipv4/conf/\(link)/rp_filter", "0")
        for (own, gateway) in zip(place.own, place.gateways) {
            let length = own.contains(":") ? 64 : 24
            try await host.ip("address add \(own)/\(length) dev \(link)")
            try await other.ip("address add \(gateway)/\(length) dev \(link)p")
            try await host.ip("neigh replace \(gateway) lladdr \(place.hardwareAddress) dev \(link) nud permanent")
            try await other.ip("neigh replace \(own) lladdr \(address) dev \(link)p nud permanent")
            try await other.ip("\(own.contains(":") ? "-6 " : "")route add default via \(own)")
        }
        for address in place.addresses {
            let isInet6 = address.contains(":")
            try await other.ip("address add \(address)/\(isInet6 ? 128 : 32) dev \(link)p")
            try await host.ip("\(isInet6 ? "-6 " : "")route add \(address) via \(place.gateways[isInet6 ? 1 : 0])")
        }
    }

    /// Begins connections before there are rules, so that conntrack knows them.
    func begin(_ connections: [Journey]) async throws {
        let middle = try #require(hosts[.middle])
        for words in [
            "table inet others", "chain inet others c { type filter hook prerouting priority 0 ; }",
            "rule inet others c ct state established counter",
        ] {
            let said = try await middle.nft("add \(words)")
            try #require(said.isEmpty, "\(said)")
        }
        for journeys in [connections, connections.map(\.back)] {
            let arrived = try await arrivals(journeys)
            try #require(arrived.allSatisfy { $0 }, "\(zip(journeys, arrived).filter { !$1 }.map(\.0))")
        }
    }

    /// Sends packets, and says of each whether it came through.
    func arrivals(_ journeys: [Journey]) async throws -> [Bool] {
        var arrived = [Bool](repeating: false, count: journeys.count)
        for from in TrialPlace.allCases {
            for to in TrialPlace.allCases {
                let places = journeys.indices.filter { journeys[$0].from == from && journeys[$0].to == to }
                guard !places.isEmpty else { continue }
                let trial = PacketTrial(sender: try #require(hosts[from]), receiver: try #require(hosts[to]))
                let came = try await trial.arrivals(places.map { journeys[$0].packet })
                for (place, hasCome) in zip(places, came) { arrived[place] = hasCome }
            }
        }
        return arrived
    }
}

extension FirewallGround.Journey {
    /// The answer to a packet of UDP.
    var back: Self { Self(packet: packet.answer, from: to, to: from, state: state) }
}
