import Foundation
import NIOCore
import Synchronization

/// A host with many links of others, as containers make them: from a link's event until its status is stored.
struct ForeignLinks {
    private static let (few, many) = (10, 2_000)
    private static let changes = 60
    private static let rounds = 3

    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        let result = try Alternation(rounds: Self.rounds) {
            try median(links: Self.many)
        } against: {
            try median(links: Self.few)
        }
        report.add(
            ReportRow(
                "a link changes until its status is stored: among 2,000 links of others : among 10",
                ours: Format.milliseconds(result.medianOfOurs), against: Format.milliseconds(result.medianOfOthers),
                ratio: result.ratio, .atMost(2)))
    }

    /// - Returns: Seconds, the median of all changes.
    private func median(links: Int) throws -> Double {
        let batch = folder + "/links"
        let made = (0..<links / 2).map {
            "link add foreign\($0) up type veth peer name peer\($0)\nlink set peer\($0) up\n"
        }
        try Data(made.joined().utf8).write(to: URL(fileURLWithPath: batch))
        try IPTool.run("-batch", batch)
        let daemon = try Daemon(program, folder: folder + "/foreign")
        try manage(daemon)
        try daemon.program.settle()
        let time = try changes(daemon)
        try daemon.discard()
        try IPTool.run("route", "flush", "proto", "117")
        let removed = (0..<links / 2).map { "link delete foreign\($0)\n" }
        try Data(removed.joined().utf8).write(to: URL(fileURLWithPath: batch))
        try IPTool.run("-batch", batch)
        return time
    }

    /// An address and some routes, so that somebody looks at them at each event.
    private func manage(_ daemon: Daemon) throws {
        let connection = try Connection(daemon.socket)
        defer { connection.close() }
        let path = "/v1/resources/network-config/AddressSpec/bench0/192.0.2.3/24"
        try connection.ask(HTTPRequest("PUT", path, body: "{}"))
        try connection.ask(Routes(count: 10).transaction)
    }

    private func changes(_ daemon: Daemon) throws -> Double {
        let arrivals = Mutex<[Int: NIODeadline]>([:])
        let end = try daemon.watch("/v1/resources/network/LinkStatus/foreign0") { line, time in
            guard let found = line.firstMatch(of: /"mtu":(\d+)/), let mtu = Int(found.1) else { return }
            arrivals.withLock { $0[mtu] = time }
        }
        defer { end() }
        let orders = Pipe()
        let changer = try IPTool.open(["-batch", "-"], input: orders, output: nil)
        var samples: [Double] = []
        for mtu in 1000..<1000 + Self.changes {
            let start = NIODeadline.now()
            try orders.fileHandleForWriting.write(contentsOf: Data("link set foreign0 mtu \(mtu)\n".utf8))
            try Stopwatch.wait("the status with MTU \(mtu)", every: 100, limit: 10) {
                arrivals.withLock { $0[mtu] } != nil
            }
            if let arrival = arrivals.withLock({ $0[mtu] }) {
                samples.append(Double((arrival - start).nanoseconds) / 1e9)
            }
            // Slower than the 10 passes a second that the status allows itself.
            usleep(130_000)
        }
        orders.fileHandleForWriting.closeFile()
        changer.waitUntilExit()
        return Samples(samples).median
    }
}
