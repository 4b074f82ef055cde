import Glibc

/// Files of the host, read and written whole, with the kernel's words as errors.
enum SystemFile {
    /// What an error number means.
    static func describe(_ code: CInt) -> String { String(cString: strerror(code)) }

    /// Reads a file, or standard input for `-`.
    static func read(_ path: String) async throws(ClientError) -> [UInt8] {
        switch await offThePool({ readBlocking(path) }) {
        case .success(let content): return content
        case .failure(let failure): throw .input("can't read \(path): \(describe(failure.code))")
        }
    }

    /// Writes a file that only the user may read, and replaces what it held.
    static func write(_ text: String, to path: String) throws(ClientError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .input("can't write \(path): \(describe(errno))") }
        defer { close(descriptor) }
        guard Terminal(descriptor: descriptor).write(text) else {
            throw .input("can't write \(path): \(describe(errno))")
        }
    }

    /// The group that a file belongs to; `netstrata` where that can't be known.
    static func groupName(owning path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0, case .success(let bytes) = readBlocking("/etc/group") else {
            return "netstrata"
        }
        let table = String(decoding: bytes, as: UTF8.self)
        return entry(in: table) { $0[2] == String(status.st_gid) }?[0] ?? "netstrata"
    }

    /// The first entry of passwd(5) or group(5) that fits: name, password and number come first in both.
    static func entry(in table: String, where fits: ([String]) -> Bool) -> [String]? {
        table.split(separator: "\n").lazy
            .map { $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
            .first { $0.count >= 3 && fits($0) }
    }

    /// The text of a small file, or `nil` when it can't be read; blocks.
    static func content(_ path: String) -> String? {
        guard case .success(let bytes) = readBlocking(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private struct Failure: Error { let code: CInt }

    private static func readBlocking(_ path: String) -> Result<[UInt8], Failure> {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(Failure(code: errno)) }
            guard count > 0 else { return .success(content) }
            content += chunk.prefix(count)
        }
    }
}
