import Foundation
import Kernel

/// The routes that are measured with: so many networks behind one gateway.
struct Routes {
    let count: Int

    func destination(_ number: Int) -> String { "10.\(number >> 8).\(number & 255).0/24" }

    func path(_ number: Int) -> String {
        "/v1/resources/network-config/RouteSpec/inet4/192.0.2.1/\(destination(number))/100"
    }

    func put(_ number: Int, mtu: Int) -> HTTPRequest {
        HTTPRequest("PUT", path(number), token: Daemon.token, body: #"{"outLinkName":"bench0","mtu":\#(mtu)}"#)
    }

    /// All of them in one transaction.
    var transaction: HTTPRequest { transaction(query: "") }

    /// The same with parameters.
    func transaction(query: String) -> HTTPRequest {
        let operations = (0..<count).map { number in
            #"{"op":"put","resource":"network-config/RouteSpec/inet4/192.0.2.1/\#(destination(number))/100","#
                + #""spec":{"outLinkName":"bench0"}}"#
        }
        return HTTPRequest(
            "POST", "/v1/transactions" + query, token: Daemon.token,
            body: #"{"operations":["# + operations.joined(separator: ",") + "]}")
    }

    /// What `ip -batch` reads to do the same.
    func batch(_ verb: String, table: String = "main") -> String {
        (0..<count).map {
            "route \(verb) \(destination($0)) via 192.0.2.1 dev bench0 metric 100 proto 117 table \(table)\n"
        }.joined()
    }
}

/// The tool that is compared with, and the kernel's state.
enum IPTool {
    private static let path =
        ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"]
        .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/sbin/ip"

    /// Runs it.
    ///
    /// - Returns: Seconds that it took.
    @discardableResult
    static func run(_ words: String...) throws -> Double {
        var outcome: ChildProcess.Outcome?
        let time = Stopwatch.time { outcome = ChildProcess.run(path, words) }
        guard outcome == .exited(0) else { throw BenchmarkError.program("ip \(words): \(String(describing: outcome))") }
        return time
    }

    static func script(_ text: String) throws {
        guard ChildProcess.run("/bin/sh", ["-c", text]) == .exited(0) else { throw BenchmarkError.program(text) }
    }

    /// How many IPv4 prefixes the main table has; the file costs the kernel a walk of a millisecond at 10,000 routes.
    static func prefixCount() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/net/fib_triestat", encoding: .utf8)
        let line = text.split(separator: "\n").drop { $0 != "Main:" }.first { $0.contains("Prefixes:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    /// A running `ip` whose input or output stays open.
    static func open(_ words: [String], input: Pipe?, output: Pipe?) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = words
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle.nullDevice
        try process.run()
        return process
    }
}
