import Glibc

/// Files that are read and written at once.
enum WholeFile {
    /// Reads all of a file.
    ///
    /// - Throws: `refused`; `EFBIG` where it is longer than `limit` bytes.
    static func read(_ path: String, atMost limit: Int, flags: Int32 = 0) throws(KernelError) -> [UInt8] {
        let number = open(path, O_RDONLY | O_CLOEXEC | flags)
        guard number >= 0 else { throw .refused(operation: "open \(path)") }
        let file = try Descriptor(number, operation: path)
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(file.number, &part, part.count)
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .refused(operation: "read \(path)") }
            bytes += part.prefix(count)
            guard bytes.count <= limit else { throw .refused(operation: path, errno: EFBIG) }
        }
    }

    /// Writes all bytes to an open file.
    static func write(_ bytes: [UInt8], to file: Descriptor, _ path: String) throws(KernelError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .refused(operation: "write \(path)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Brings what was written, and the names in a folder, to the disk.
    static func sync(_ file: Descriptor, _ path: String) throws(KernelError) {
        guard fsync(file.number) == 0 else { throw .refused(operation: "fsync \(path)") }
    }
}

/// What a path leads to, without following symbolic links at its end.
struct PathStatus {
    let isFile: Bool
    let isLink: Bool
    /// The permission bits.
    let mode: UInt32
    let owner: uid_t
    let group: gid_t

    /// `nil` where there is nothing.
    init?(_ path: String) throws(KernelError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .refused(operation: "stat \(path)")
        }
        isFile = status.st_mode & S_IFMT == S_IFREG
        isLink = status.st_mode & S_IFMT == S_IFLNK
        mode = UInt32(status.st_mode & 0o7777)
        (owner, group) = (status.st_uid, status.st_gid)
    }
}
