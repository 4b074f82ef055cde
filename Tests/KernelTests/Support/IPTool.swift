import Foundation
import Kernel
import NetworkTypes
import Testing

/// A tool such as those of iproute2: the reference for what we say and read.
///
/// Not a shell: a word of a command has no blanks.
struct IPTool {
    var program = "ip"

    /// Runs it with words; its output, and a failure of the test when it refuses.
    @discardableResult
    func callAsFunction(_ words: String) async throws -> String {
        // Foundation's Process wakes itself over loopback and hangs while it's down.
        let netlink = try RouteNetlink()
        let loopback = try #require(try await netlink.links().first { $0.type == .loopback })
        _ = try await netlink.apply([.setLink(index: loopback.index, LinkAttributes(isUp: true))])
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/\(program)")
        process.arguments = words.split(separator: " ").map(String.init)
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) \(words)")
        return String(decoding: data, as: UTF8.self)
    }

    /// What `ip -j` prints, as text with sorted keys, one object a line.
    func json(_ words: String) async throws -> [String] {
        let text = try await self("-j -d \(words)")
        guard !text.isEmpty else { return [] }
        let objects = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        return try objects.filter { !$0.isEmpty }.map { object in
            String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
        }
    }
}

let ip = IPTool()
