import Glibc

/// Files of /proc and /sys, which are small and made when they are read.
enum SmallFile {
    /// The file's first bytes without the newline at the end; `nil` when it can't be read.
    static func text(_ path: String, atMost limit: Int = Limit.smallFile) -> String? {
        guard var text = bytes(path, atMost: limit) else { return nil }
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }

    /// The file's first bytes; `nil` when it can't be read.
    static func bytes(_ path: String, atMost limit: Int) -> [UInt8]? {
        guard let descriptor = try? Descriptor(open(path, O_RDONLY | O_CLOEXEC), operation: path) else { return nil }
        var buffer = [UInt8](repeating: 0, count: limit)
        var length = 0
        // Tables of /proc come a page at a time.
        while length < limit {
            let count = buffer.withUnsafeMutableBytes {
                read(descriptor.number, $0.baseAddress.map { $0 + length }, limit - length)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { break }
            length += count
        }
        return Array(buffer.prefix(length))
    }

    /// Who owns it; `nil` when there is none.
    static func owner(_ path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_uid : nil
    }

    /// Where a symbolic link points; `nil` when it can't be read or is longer than `Limit.smallFile` bytes.
    static func target(ofLink path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Limit.smallFile)
        let count = readlink(path, &buffer, Limit.smallFile)
        guard (1..<Limit.smallFile).contains(count) else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
