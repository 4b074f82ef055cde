import Glibc

/// The folder below which the host's files lie: `/`, or another one that is prepared for a host.
public struct HostRoot: Hashable, Sendable {
    /// Its path, without a slash at the end unless it is `/`.
    public let path: String

    /// A root by its path.
    public init(_ path: String) {
        var text = path[...]
        while text.count > 1, text.last == "/" { text.removeLast() }
        self.path = text.isEmpty ? "/" : String(text)
    }

    /// Whether it is this host's own, so that names and settings go to the kernel.
    public var isHost: Bool { path == "/" }

    /// The path of something below it.
    public func path(_ relative: String) -> String { isHost ? "/" + relative : path + "/" + relative }

    /// Whether something is there; where a symbolic link leads doesn't count.
    public func has(_ relative: String) -> Bool {
        var status = stat()
        return lstat(path(relative), &status) == 0
    }

    /// How many of the folders that a path needs aren't there.
    func missingFolders(for relative: String) -> Int { folders(of: relative).count { !has($0) } }

    /// Makes the folders that a path needs, with mode 0755.
    func makeFolders(for relative: String) throws(KernelError) {
        for folder in folders(of: relative) {
            guard mkdir(path(folder), 0o755) == 0 || errno == EEXIST else {
                throw .refused(operation: "mkdir \(path(folder))")
            }
        }
    }

    /// Removes the innermost folders of a path, as far as nothing is in them.
    func removeFolders(of relative: String, _ count: Int) {
        for folder in folders(of: relative).suffix(count).reversed() { guard rmdir(path(folder)) == 0 else { return } }
    }

    /// The outermost first.
    private func folders(of relative: String) -> [String] {
        let names = relative.split(separator: "/").dropLast()
        return names.indices.map { names[...$0].joined(separator: "/") }
    }
}

extension KernelError {
    /// A refusal by the error number that a system call has just left.
    static func refused(operation: String, errno number: Int32 = errno) -> KernelError {
        let words = strerror(number).map { String(cString: $0) } ?? String(number)
        return .refused(KernelRefusal(errno: number, message: "\(operation): \(words)"))
    }
}
