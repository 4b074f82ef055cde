import Glibc

/// The session of ssh in which this program runs.
enum RemoteShell {
    /// `SSH_CONNECTION` (ssh(1)) of this process, or of one that led to it: sudo(8) takes it out of the environment.
    static let session: String? = Environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? inherited()

    private static let variable = "SSH_CONNECTION"
    /// The most processes that are looked at.
    private static let depth = 64

    private static func inherited() -> String? {
        var process = getppid()
        for _ in 1...depth where process > 1 {
            // Who may not read it isn't root, and sudo took nothing from him.
            if let text = SystemFile.content("/proc/\(process)/environ"), let session = value(of: variable, in: text) {
                return session
            }
            guard let status = SystemFile.content("/proc/\(process)/stat"), let parent = parent(in: status) else {
                return nil
            }
            process = parent
        }
        return nil
    }

    /// A variable's value in an environment as proc(5) shows it.
    static func value(of name: String, in environment: String) -> String? {
        let entry = environment.split(separator: "\0").first { $0.hasPrefix(name + "=") }
        return entry.map { String($0.dropFirst(name.count + 1)) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The parent's number in `/proc/<pid>/stat`; the name before it may hold spaces and brackets.
    static func parent(in status: String) -> pid_t? {
        guard let end = status.lastIndex(of: ")") else { return nil }
        let words = status[status.index(after: end)...].split(separator: " ")
        return words.count > 1 ? pid_t(words[1]) : nil
    }
}
