import NIOHTTP1
import NetworkTypes
import Resources
import Store

/// The packet of which a query asks.
struct PacketQuestion {
    let packet: TracedPacket
    let way: PacketWay

    /// Reads the query; what it leaves out follows from the host's addresses.
    init(_ query: Query, _ addresses: HostAddresses) throws(Problem) {
        let said = try query.choice("direction", PacketWay.allCases.map(\.rawValue)).flatMap { PacketWay(rawValue: $0) }
        way = said ?? (query["out"] == nil ? .input : query["on"] == nil ? .output : .forward)
        let number: NfTablesProtocol = try Self.value("protocol", query) ?? .tcp
        let from: IPAddress? = try Self.value("from", query)
        let to: IPAddress? = try Self.value("to", query)
        let (input, output) = (query["on"] ?? "", query["out"] ?? "")
        let family = from?.family ?? to?.family ?? .inet4
        let ends = try Self.ends(from, to, way, input, output, family, addresses)
        guard ends.from.family == ends.to.family else {
            throw Self.bad("to", "\(ends.to) isn't \(ends.from.family), as \(ends.from) is")
        }
        var packet = TracedPacket(from: ends.from, to: ends.to, number)
        packet.sourcePort = try Self.port("sourcePort", query, number) ?? 0
        packet.destinationPort = try Self.port("port", query, number) ?? 0
        if number.hasPorts, query["port"] == nil { throw Self.bad("port", "say to which port, such as port=22") }
        if number.isICMP { packet.icmpType = try Self.icmpType(query, number) }
        packet.inputLink = way == .output ? "" : input.isEmpty ? addresses.link(of: ends.to) ?? "" : input
        packet.outputLink = way == .input ? "" : output
        let states = NfTablesConntrackState.allCases.map(\.rawValue)
        let state = try query.choice("state", states).flatMap { NfTablesConntrackState(rawValue: $0) }
        packet.state = state ?? packet.firstState
        packet.mark = try query.number("mark").map { UInt32(clamping: $0) } ?? 0
        packet.hardwareAddress = try Self.value("mac", query)
        if let now = Moment(Timestamp.now()) { packet.time = TimeOfWeek(secondsSince1970: now.milliseconds / 1000) }
        self.packet = packet
    }

    /// Where the packet comes from and where it goes.
    private static func ends(
        _ from: IPAddress?, _ to: IPAddress?, _ way: PacketWay, _ input: String, _ output: String,
        _ family: AddressFamily, _ addresses: HostAddresses
    ) throws(Problem) -> (from: IPAddress, to: IPAddress) {
        switch way {
        case .input:
            guard let from else { throw bad("from", "say from which address, such as from=192.0.2.7") }
            if let to { return (from, to) }
            guard !input.isEmpty else { throw bad("to", "say to which address (to), or by which link (on)") }
            guard let to = addresses.address(of: input, family) else {
                throw bad("on", "\(input) has no address of \(family); say to which the packet goes (to)")
            }
            return (from, to)
        case .forward:
            guard let from, let to else { throw bad(from == nil ? "from" : "to", "say from and to which address") }
            guard !input.isEmpty, !output.isEmpty else {
                throw bad(input.isEmpty ? "on" : "out", "say by which link it comes in (on) and goes out (out)")
            }
            return (from, to)
        case .output:
            guard let to else { throw bad("to", "say to which address, such as to=192.0.2.7") }
            guard !output.isEmpty else { throw bad("out", "say by which link it goes out (out)") }
            guard let from = from ?? addresses.address(of: output, family) else {
                throw bad("from", "\(output) has no address of \(family); say from which the packet comes (from)")
            }
            return (from, to)
        }
    }

    private static func bad(_ name: String, _ detail: String) -> Problem {
        Problem(.badRequest, .badParameter, "\(name): \(detail)")
    }

    private static func value<Value: LosslessStringConvertible>(
        _ name: String, _ query: Query
    ) throws(Problem) -> Value? {
        guard let text = query[name] else { return nil }
        guard let value = Value(text) else {
            let kinds = ["protocol": "a protocol such as tcp or 47", "mac": "a hardware address"]
            throw bad(name, "\(kinds[name] ?? "an address") is expected, not '\(text.prefix(64))'")
        }
        return value
    }

    private static func port(_ name: String, _ query: Query, _ number: NfTablesProtocol) throws(Problem) -> UInt16? {
        guard let text = query[name] else { return nil }
        guard number.hasPorts else { throw bad(name, "\(number) has no ports") }
        guard let range = PortRange(orService: text), range.lo == range.hi || ClusterService(rawValue: text) != nil
        else {
            throw bad(
                name,
                "a port up to 65535, or the name of a service such as kubelet, is expected, not '\(text.prefix(64))'")
        }
        return range.lo
    }

    private static func icmpType(_ query: Query, _ number: NfTablesProtocol) throws(Problem) -> UInt8 {
        let text = query["icmpType"] ?? "echo-request"
        guard let type = NfTablesICMPType(text)?.number(of: number) else {
            let known = NfTablesICMPType.names(of: number).joined(separator: ", ")
            throw bad("icmpType", "\(number) has no type \(text.prefix(64)); it has \(known), and numbers up to 255")
        }
        return type
    }
}

extension Parameter {
    /// What a question about a packet says.
    static let packet: [Parameter] = [
        Parameter("protocol", "What it carries: tcp (if absent), udp, icmp, icmpv6, another name or a number."),
        Parameter("from", "The address from which it comes."),
        Parameter("to", "The address to which it goes; of a packet that comes in, the link's own if absent."),
        Parameter("port", "The port to which it goes; of protocols that have ports."),
        Parameter("sourcePort", "The port from which it comes."),
        Parameter("icmpType", "What an ICMP message is; echo-request if absent."),
        Parameter("on", "The link by which it comes in; the one with the address `to` if absent."),
        Parameter("out", "The link by which it goes out."),
        Parameter(
            "direction", "in (for this host), forward or out.",
            ["enum": .array(PacketWay.allCases.map { .string($0.rawValue) })]),
        Parameter(
            "state",
            "In which state its connection is; if absent the one that a packet has of no known connection: new, of ICMP "
                + "messages that ask for nothing invalid, of those by which IPv6's neighbours find each other untracked.",
            ["enum": .array(NfTablesConntrackState.allCases.map { .string($0.rawValue) })]),
        Parameter("mark", "Its mark when it comes.", ["type": "integer", "minimum": 0]),
        Parameter("mac", "The hardware address from which it comes."), form,
    ]
}
