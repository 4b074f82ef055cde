import Foundation
import Kernel
import NetworkTypes

/// A WireGuard link with 1,000 peers: all at once, and one that changes; against `wg`.
///
/// Both links have a key of their own: to one without a key the kernel adds peers without working out what it shares with
/// each (`wg_noise_precompute_static_static()`), which is most of the time. `wg` prints nothing, so the answers have no spec.
struct ManyPeers {
    private static let count = 1_000
    private static let rounds = 25
    private static let changes = 150
    private static let path = "/v1/resources/network-config/LinkSpec/bench-wg0"

    let program: String
    let folder: String
    private let keys = (0..<count).map { _ in randomKey() }

    init(program: String, folder: String) {
        self.program = program
        self.folder = folder
    }

    func measure(_ report: inout Report) throws {
        try IPTool.script("ip link add bench-wg1 up type wireguard")
        let daemon = try Daemon(program, folder: folder + "/peers")
        let connection = try Connection(daemon.socket)
        let (empty, full) = (folder + "/empty.conf", folder + "/full.conf")
        let interface = "[Interface]\nPrivateKey = \(Self.randomKey())\n"
        try Data(interface.utf8).write(to: URL(fileURLWithPath: empty))
        try Data((interface + section()).utf8).write(to: URL(fileURLWithPath: full))
        func put(peers: String) throws -> Double {
            let body = #"{"kind":"wireguard","up":true,"wireguard":{"peers":[\#(peers)]}}"#
            return try Stopwatch.time {
                try connection.ask(HTTPRequest("PUT", Self.path + "?wait=applied", body: body, isMinimal: true))
            }
        }
        _ = try (put(peers: ""), wg("setconf", "bench-wg1", empty))
        let peers = specs()
        let all = try Alternation(rounds: Self.rounds) {
            try daemon.program.settle()
            let time = try put(peers: peers)
            try daemon.program.settle()
            _ = try put(peers: "")
            return time
        } against: {
            let time = try wg("setconf", "bench-wg1", full)
            _ = try wg("setconf", "bench-wg1", empty)
            return time
        }
        report.add(row("1,000 WireGuard peers, PUT until in the kernel : wg setconf", all, atMost: 1.2))
        _ = try (put(peers: peers), wg("setconf", "bench-wg1", full))
        try one(&report, daemon, connection)
        connection.close()
        try IPTool.script(ManyVLANs.network)
        _ = try ManyVLANs.post(to: daemon)
        try LinkRestart.measure(daemon, &report)
        try daemon.discard()
        try IPTool.script("ip link delete bench-wg0; ip link delete bench-wg1; ip link delete bench2")
    }

    private func one(_ report: inout Report, _ daemon: Daemon, _ connection: Connection) throws {
        var interval = 0
        try daemon.program.settle()
        let one = try Alternation(rounds: Self.changes) {
            interval += 1
            let place = interval * 37 % Self.count
            let body =
                #"[{"op":"add","path":"/spec/wireguard/peers/\#(place)/persistentKeepaliveInterval","value":"\#(interval)s"}]"#
            let request = HTTPRequest(
                "PATCH", Self.path + "?wait=applied", body: body, type: "application/json-patch+json", isMinimal: true)
            return try Stopwatch.time { try connection.ask(request) }
        } against: {
            interval += 1
            return try wg("set", "bench-wg1", "peer", keys[interval].description, "persistent-keepalive", "\(interval)")
        }
        report.add(row("one of 1,000 WireGuard peers, PATCH until in the kernel : wg set", one, atMost: 1.5))
    }

    private static func randomKey() -> WireGuardKey {
        WireGuardKey(bytes: (0..<WireGuardKey.length).map { _ in UInt8.random(in: .min ... .max) }) ?? .zero
    }

    private func row(_ name: String, _ result: Alternation, atMost limit: Double) -> ReportRow {
        ReportRow(
            name, ours: Format.milliseconds(result.medianOfOurs), against: Format.milliseconds(result.medianOfOthers),
            ratio: result.ratio, .atMost(limit))
    }

    /// - Returns: Seconds that it took.
    private func wg(_ words: String...) throws -> Double {
        var outcome: ChildProcess.Outcome?
        let time = Stopwatch.time { outcome = ChildProcess.run("/usr/bin/wg", words) }
        guard outcome == .exited(0) else { throw BenchmarkError.program("wg \(words): \(String(describing: outcome))") }
        return time
    }

    private func network(_ number: Int) -> String { "10.\(number >> 8).\(number & 255).0/24" }

    private func specs() -> String {
        keys.enumerated().map { number, key in
            #"{"publicKey":"\#(key)","endpoint":"192.0.2.9:\#(number + 1)","allowedIPs":["\#(network(number))"]}"#
        }.joined(separator: ",")
    }

    private func section() -> String {
        keys.enumerated().map { number, key in
            "[Peer]\nPublicKey = \(key)\nEndpoint = 192.0.2.9:\(number + 1)\nAllowedIPs = \(network(number))\n"
        }.joined()
    }
}
