public import NetworkTypes

/// A packet of which is asked what would become of it.
public struct TracedPacket: Hashable, Sendable {
    /// Where it comes from.
    public var source: IPAddress
    /// Where it goes.
    public var destination: IPAddress
    /// What it carries.
    public var `protocol`: NfTablesProtocol
    /// The port that it comes from; of protocols that have ports.
    public var sourcePort: UInt16 = 0
    /// The port that it goes to.
    public var destinationPort: UInt16 = 0
    /// What an ICMP message is.
    public var icmpType: UInt8 = 0
    /// The link by which it comes in; empty where this host sends it.
    public var inputLink = ""
    /// The link by which it goes out; empty where it is for this host.
    public var outputLink = ""
    /// In which state its connection is.
    public var state = NfTablesConntrackState.new
    /// Its mark.
    public var mark: UInt32 = 0
    /// The hardware address from which it comes, if that is known.
    public var hardwareAddress: HardwareAddress?
    /// When it comes, in UTC.
    public var time = TimeOfWeek(secondsSince1970: 0)

    /// A packet that begins a connection.
    public init(from source: IPAddress, to destination: IPAddress, _ protocol: NfTablesProtocol) {
        (self.source, self.destination, self.protocol) = (source, destination, `protocol`)
    }

    /// The family of its addresses.
    public var family: AddressFamily { source.family }

    /// The packet in words: `tcp from 192.0.2.7 to 192.0.2.1 port 22 by eth0`.
    public var words: String {
        var words = "\(`protocol`) from \(source)"
        if `protocol`.hasPorts, sourcePort != 0 { words += " port \(sourcePort)" }
        words += " to \(destination)"
        if `protocol`.hasPorts { words += " port \(destinationPort)" }
        if !inputLink.isEmpty { words += " by \(inputLink)" }
        if !outputLink.isEmpty { words += " out by \(outputLink)" }
        return words
    }

    /// The packet as an answer shows it.
    public var json: JSON {
        var json: JSON = [
            "source": .string(source.description), "destination": .string(destination.description),
            "protocol": `protocol`.json, "state": .string(state.rawValue),
        ]
        if `protocol`.hasPorts {
            json["sourcePort"] = sourcePort == 0 ? nil : .integer(Int64(sourcePort))
            json["destinationPort"] = .integer(Int64(destinationPort))
        }
        if `protocol`.isICMP { json["icmpType"] = .integer(Int64(icmpType)) }
        json["inputLink"] = inputLink.isEmpty ? nil : .string(inputLink)
        json["outputLink"] = outputLink.isEmpty ? nil : .string(outputLink)
        json["mark"] = mark == 0 ? nil : .integer(Int64(mark))
        json["sourceMAC"] = hardwareAddress.map { .string($0.description) }
        return json
    }
}

/// A second of the week, in UTC.
public struct TimeOfWeek: Hashable, Sendable {
    /// The day, 0 for Sunday.
    public let day: Int
    /// The second of the day.
    public let second: UInt32

    /// From the seconds since 1970-01-01, which was a Thursday.
    public init(secondsSince1970 seconds: Int64) {
        let length: Int64 = 86_400
        let days = seconds >= 0 ? seconds / length : (seconds - length + 1) / length
        day = Int(((days + 4) % 7 + 7) % 7)
        second = UInt32(seconds - days * length)
    }
}

/// Which way a packet goes.
public enum PacketWay: String, ChoiceValue {
    /// It is for this host.
    case input = "in"
    /// It passes through.
    case forward
    /// This host sends it.
    case output = "out"

    /// The hooks that it meets, in order.
    var hooks: [NfTablesChainHook] {
        switch self {
        case .input: [.prerouting, .input]
        case .forward: [.prerouting, .forward, .postrouting]
        case .output: [.output, .postrouting]
        }
    }
}
