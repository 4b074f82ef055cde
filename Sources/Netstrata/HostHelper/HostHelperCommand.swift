import ArgumentParser
import Foundation
import Kernel
import Logging

/// `netstrata host-helper`: what systemd starts as root when the daemon needs more rights than it has.
struct HostHelperCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host-helper", abstract: "Carry out changes of the host for a daemon without the rights.",
        shouldDisplay: false)

    @Option(help: ArgumentHelp("Socket to make, where no service manager hands one over.", valueName: "path"))
    var listen: String?

    @Option(help: ArgumentHelp("User who may ask, besides root.", valueName: "name"))
    var user = "netstrata"

    @Option(help: ArgumentHelp("Root of the host's files.", valueName: "dir"))
    var root = "/"

    func run() async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let listener = try listen.map { path in try LineListener(path: path) } ?? LineListener()
        guard let listener else { throw ValidationError("no socket was handed over; name one with --listen") }
        guard let number = Self.number(of: user) else {
            throw ValidationError("there is no user '\(user)' in /etc/passwd")
        }
        let helper = try HostHelper(
            listener: listener, host: try LocalHost(HostRoot(root)), user: number, logger: Logger(label: "netstrata"))
        try await helper.run()
    }

    /// The number of a user; `nil` when /etc/passwd doesn't name them.
    private static func number(of user: String) -> UInt32? {
        guard let text = try? String(contentsOfFile: "/etc/passwd", encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        return lines.first { $0.count > 2 && $0[0] == user }.flatMap { UInt32($0[2]) }
    }
}
