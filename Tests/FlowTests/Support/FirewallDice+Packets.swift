import TestSupport

/// Packets by lot.
extension FirewallDice {
    private static let ways: [(from: Place, to: Place)] = [
        (.near, .middle), (.near, .middle), (.far, .middle), (.near, .far), (.near, .far), (.far, .near),
        (.middle, .near),
        (.middle, .far),
    ]

    private mutating func ends(_ from: Place, _ to: Place) -> (source: String, destination: String) {
        let source = dice.pick(from == .middle ? to.own + Place.others.flatMap(\.own) : from.addresses)
        let destinations = to == .middle ? from.own : to.addresses
        return (source, dice.pick(destinations.filter { $0.contains(":") == source.contains(":") }))
    }

    /// A packet that begins a connection that there wasn't before, or that belongs to none.
    mutating func journey() -> FirewallGround.Journey {
        while true {
            let (from, to) = dice.pick(Self.ways)
            let ends = ends(from, to)
            var packet = TrialPacket(source: ends.source, destination: ends.destination)
            if to == .middle, dice.below(6) == 0 {
                let all = String(from.own[0].dropLast()) + "255"
                packet.destination = packet.isInet6 ? "ff02::1" : dice.pick(["224.0.0.1", all])
            }
            packet.protocol = dice.pick([6, 6, 17, 17, packet.isInet6 ? 58 : 1])
            packet.destinationPort = UInt16(dice.pick(Self.ports) + Int64(dice.below(2)))
            packet.sourcePort = UInt16(40_000 + dice.below(200))
            if packet.isICMP {
                packet.icmpType = dice.pick(packet.isInet6 ? [128, 128, 135, 1] : [8, 8, 13, 3])
                packet.destinationPort = 0
            }
            packet.isInvalid = packet.protocol == 6 && dice.below(6) == 0
            guard used.insert(packet).inserted else { continue }
            return FirewallGround.Journey(packet: packet, from: from, to: to, state: packet.isInvalid ? "invalid" : nil)
        }
    }

    /// Packets of UDP that begin connections, each with its answer.
    mutating func connections(_ count: Int) -> [FirewallGround.Journey] {
        (0..<count).map { number in
            let (from, to) = dice.pick(Self.ways)
            let ends = ends(from, to)
            var packet = TrialPacket(source: ends.source, destination: ends.destination, protocol: 17)
            packet.destinationPort = UInt16(dice.pick(Self.ports))
            packet.sourcePort = UInt16(41_000 + number)
            return FirewallGround.Journey(packet: packet, from: from, to: to, state: "established")
        }
    }

    /// What goes on in connections: further packets of both sides, and what each may say of the other's.
    func further(_ connections: [FirewallGround.Journey]) -> [FirewallGround.Journey] {
        connections.flatMap { way in
            [way, way.back].flatMap { journey in
                let complaint = FirewallGround.Journey(
                    packet: journey.packet.complaint, from: journey.to, to: journey.from, state: "related")
                return [journey, complaint]
            }
        }
    }
}
