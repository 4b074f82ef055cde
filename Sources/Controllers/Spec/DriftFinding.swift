import Kernel
import Resources
import Store

/// What a pass found of an object that had been as its spec says.
struct DriftFinding: Hashable, Sendable {
    /// `deleted`, or what differs.
    var found: String
    /// What was done about it.
    var action: String
    /// What the kernel told of it.
    var change: ForeignChange?

    /// As a status has it.
    func drift(at now: String) -> Drift {
        Drift(
            time: now, since: change.map { Timestamp.text(milliseconds: $0.time) } ?? "", found: found, action: action,
            by: ChangeAuthor(change?.sender ?? .unknown))
    }
}

extension ChangeAuthor {
    private static let names = UserNames()

    /// Who asked for a change.
    init(_ sender: ChangeSender) {
        self.init()
        claimedPid = sender.portID
        source = sender.source.rawValue
        guard let process = sender.process else {
            who = sender.portID == 0 ? Self.unknown : "claimed pid \(sender.portID)"
            return
        }
        command = process.command
        executable = process.executable ?? ""
        commandLine = process.commandLine
        verified = sender.isVerified
        (uid, loginUid) = (process.user, process.loginUID)
        who = "\(Self.printable(command))[\(process.pid)]" + Self.user(" uid:", uid)
        if loginUid != uid { who += Self.user(" login:", loginUid) }
    }

    /// As who changed the intent: `process:ip[4711] uid:0(root)`, or `unknown`.
    var actor: String { command.isEmpty ? Self.unknown : "process:\(who)" }

    private static func user(_ word: String, _ user: UInt32?) -> String {
        user.map { "\(word)\($0)(\(names.name($0)))" } ?? ""
    }

    /// A program names itself as it likes; what could be taken for another part of the text is replaced.
    private static func printable(_ command: String) -> String {
        String(command.prefix(32).map { $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) ? $0 : "_" })
    }
}
