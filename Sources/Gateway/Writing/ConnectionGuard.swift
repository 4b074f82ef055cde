import HostConfiguration
import NIOHTTP1
import NetworkTypes
import Resources
import Store

/// Finds out whether a change of the firewall would cut the connection over which it is made.
///
/// It must come through from whatever hardware address, since nobody knows from which it comes, and after every end of an element too.
/// What comes over a connection must still come in as if it began one: conntrack may know nothing of it yet, and whoever loses it has to
/// come back.
struct ConnectionGuard {
    /// The packets that must still come through: those that come in, and the answers.
    private let ways: [(packet: TracedPacket, way: PacketWay)]
    private let walkAddresses: [IPPrefix]
    private let now: Moment
    private let backend: Backend

    /// `nil` for whoever is on this host, and for a session that can't be understood.
    init?(_ request: APIRequest, _ backend: Backend) throws(Problem) {
        guard let ends = ConnectionEnds(request, backend.configuration) else { return nil }
        let addresses = try HostAddresses(backend.store)
        var packet = TracedPacket(from: ends.client, to: ends.server, .tcp)
        (packet.sourcePort, packet.destinationPort) = (ends.clientPort, ends.serverPort)
        packet.inputLink = ends.link ?? addresses.link(of: ends.server) ?? (ends.server.isLoopback ? "lo" : "")
        now = Moment(Timestamp.now()) ?? Moment(milliseconds: 0)
        packet.time = TimeOfWeek(secondsSince1970: now.milliseconds / 1000)
        var known = packet
        known.state = .established
        var answer = TracedPacket(from: ends.server, to: ends.client, .tcp)
        (answer.sourcePort, answer.destinationPort) = (ends.serverPort, ends.clientPort)
        (answer.outputLink, answer.state, answer.time) = (packet.inputLink, .established, packet.time)
        ways = [(packet, .input), (known, .input), (answer, .output)]
        walkAddresses = addresses.prefixes
        self.backend = backend
    }

    /// What cuts the connection.
    ///
    /// - Parameters:
    ///   - results: What was written.
    ///   - transaction: In which it was written and isn't committed yet.
    /// - Returns: Packet and rule in words; `nil` where nothing cuts it, or something did before.
    /// - Throws: What keeps the rules from being read.
    func cut(by results: [WriteResult], _ transaction: WriteTransaction) throws(Problem) -> String? {
        let touched = results.filter { $0.status != .checked && $0.status != .unchanged }
        guard touched.contains(where: { Self.kinds.contains($0.operation.target.key.type) }) else { return nil }
        let before = try FirewallRules(rows: rows(backend.store))
        let after = try FirewallRules(rows: rows(transaction, touched))
        guard before != after else { return nil }
        let doubts = FirewallDoubts(from: before, to: after)
        let cases = doubts.cases(of: ways.map(\.packet), from: now)
        var walks: (moment: Moment, old: FirewallWalk, new: FirewallWalk)?
        for doubt in cases {
            if walks?.moment != doubt.moment {
                // Of cases at one moment the walks go over the same rules.
                walks = (
                    doubt.moment, FirewallWalk(before.at(doubt.moment), addresses: walkAddresses),
                    FirewallWalk(after.at(doubt.moment), addresses: walkAddresses)
                )
            }
            if let walks, let words = cut(from: walks.old, to: walks.new, doubt) { return words }
        }
        return nil
    }

    /// What cuts it in one of the ways in which it may be.
    private func cut(from old: FirewallWalk, to new: FirewallWalk, _ doubt: FirewallDoubts.Case) -> String? {
        for (packet, way) in ways {
            var packet = packet
            if way == .input { packet.hardwareAddress = doubt.hardwareAddress }
            guard old.trace(packet, way).verdict == .accept else { continue }
            let trace = new.trace(packet, way)
            guard trace.verdict != .accept, let decision = trace.decisive else { continue }
            var words = "\(packet.words): \(decision.words)"
            if doubt.moment != now { words += " from \(doubt.moment) on, when an element of a set ends" }
            // It matters only if another address would do.
            packet.hardwareAddress = nil
            if let address = doubt.hardwareAddress, way == .input, new.trace(packet, way) != trace {
                words += " if it comes from the hardware address \(address): from which it comes isn't known here"
            }
            return words
        }
        return nil
    }

    /// The problem of a change that would cut it.
    static func problem(_ words: String) -> Problem {
        Problem(
            .conflict, .lockout,
            "this would cut the connection over which it is asked for: \(words). Let it in by a rule before that one; "
                + "or ask with ?confirm=90s (--confirm 90s), and it is put back unless you confirm it; or with ?force=true (--force)"
        ).with("cut", .string(words))
    }

    private static let layered = [NfTablesChainSpec.typeName, NfTablesSetSpec.typeName]
    private static let kinds = Set(layered + [MachineConfig.typeName])

    private func rows(_ store: ResourceStore) throws(Problem) -> [Resource] {
        var rows: [Resource] = []
        for type in Self.layered {
            rows += try answering { () throws(StoreError) in try store.list(Namespace.config, type).resources }
        }
        return rows
    }

    /// The rows as they will be, those included that follow from a configuration that is among the changes.
    private func rows(_ transaction: WriteTransaction, _ touched: [WriteResult]) throws(Problem) -> [Resource] {
        var rows: [ResourceKey: Resource] = [:]
        for type in Self.layered {
            let list = try answering { () throws(StoreError) in try transaction.list(Namespace.config, type) }
            for row in list { rows[row.metadata.key] = row }
        }
        guard touched.contains(where: { $0.operation.target.key.type == MachineConfig.typeName }) else {
            return Array(rows.values)
        }
        var changes: [ResourceKey: Resource?] = [:]
        for result in touched {
            var resource = result.remaining
            // Secrets that it brings aren't committed yet, so that references lead nowhere: the text is taken as it was put.
            if case .configure(let write) = result.operation.action {
                resource?.spec = JSON.object(["text": .string(write.configuration.text)]).canonical
            }
            changes.updateValue(resource, forKey: result.operation.target.key)
        }
        do throws(PlannerError) {
            for change in try backend.planner.layers(of: NfTablesChainSpec.typeName, after: changes) {
                rows[change.key] = change.after.map { Resource(Metadata(change.key), spec: $0) }
            }
        } catch {
            throw Problem(error)
        }
        return Array(rows.values)
    }
}

/// The two ends of the connection over which a request comes from another host, or over TCP.
struct ConnectionEnds: Equatable {
    var client: IPAddress
    var clientPort: UInt16
    var server: IPAddress
    var serverPort: UInt16
    /// The link, where an address of the link's own says it.
    var link: String?

    /// The session of ssh that a command line tells, else the TCP socket of the gateway; `nil` where there is neither.
    init?(_ request: APIRequest, _ configuration: GatewayConfiguration) {
        if let session = request.header(Caller.sessionHeader), let ends = ConnectionEnds(session: session) {
            self = ends
            return
        }
        guard request.caller.isOverTCP, let listen = configuration.listen,
            let own = IPAddress(listen.host == "localhost" ? "127.0.0.1" : listen.host)
        else { return nil }
        // The socket is on a loopback address, so its peer is this host; ports of clients are none of the rules' business.
        (client, clientPort, server, serverPort) = (own, 0, own, UInt16(clamping: listen.port))
    }

    /// Reads `SSH_CONNECTION` (ssh(1)): the client's address and port, and the server's.
    init?(session: String) {
        let words = session.split(separator: " ")
        guard words.count == 4, let clientPort = UInt16(words[1]), let serverPort = UInt16(words[3]) else { return nil }
        func read(_ word: Substring) -> (IPAddress, String?)? {
            let parts = word.split(separator: "%", maxSplits: 1)
            guard let address = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
            return (address, parts.count > 1 ? String(parts[1]) : nil)
        }
        guard let client = read(words[0]), let server = read(words[2]), client.0.family == server.0.family else {
            return nil
        }
        (self.client, self.clientPort, self.server, self.serverPort) = (client.0, clientPort, server.0, serverPort)
        link = server.1 ?? client.1
    }
}

extension FirewallRules {
    /// What rows of layers come to: of each chain and set, the highest layer decides alone; with all elements, whatever their end is.
    init(rows: [Resource]) {
        func highest<Spec: ResourceSpec>(_: Spec.Type) -> [Spec] {
            let own = rows.filter { $0.metadata.key.type == Spec.typeName && $0.metadata.phase == .running }
            let groups = Dictionary(grouping: own) { LayeredID($0.metadata.key.id)?.id ?? "" }
            return groups.values.compactMap { rows in
                rows.max { left, right in
                    (LayeredID(left.metadata.key.id)?.layer ?? .default)
                        < (LayeredID(right.metadata.key.id)?.layer ?? .default)
                }
            }.compactMap { Spec.read($0.spec) }
        }
        self.init(chains: highest(NfTablesChainSpec.self), sets: highest(NfTablesSetSpec.self))
    }
}
