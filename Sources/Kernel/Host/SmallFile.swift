import Glibc

/// Files of /proc and /sys, which are small and made when they are read.
enum SmallFile {
    /// The file's first `Limit.smallFile` bytes without the newline at the end; `nil` when it can't be read.
    static func text(_ path: String) -> String? {
        guard let descriptor = try? Descriptor(open(path, O_RDONLY | O_CLOEXEC), operation: path) else { return nil }
        var buffer = [UInt8](repeating: 0, count: Limit.smallFile)
        var count: Int
        repeat { count = read(descriptor.number, &buffer, Limit.smallFile) } while count < 0 && errno == EINTR
        guard count >= 0 else { return nil }
        var text = buffer.prefix(count)
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }

    /// Where a symbolic link points; `nil` when it can't be read or is longer than `Limit.smallFile` bytes.
    static func target(ofLink path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Limit.smallFile)
        let count = readlink(path, &buffer, Limit.smallFile)
        guard (1..<Limit.smallFile).contains(count) else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
