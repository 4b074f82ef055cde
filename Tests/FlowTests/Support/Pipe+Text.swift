import FlowSupport
import Glibc
import TestSupport

extension Pipe {
    /// Reads until a text was seen, or for ten seconds.
    static func text(from descriptor: Int32, until expected: String) throws -> String {
        var bytes: [UInt8] = []
        let deadline = ContinuousClock.now + .seconds(10)
        while !String(decoding: bytes, as: UTF8.self).contains(expected) {
            guard Threads.isReadable(descriptor, before: deadline) else { break }
            var part = [UInt8](repeating: 0, count: 4096)
            let count = read(descriptor, &part, part.count)
            guard count > 0 else { break }
            bytes += part.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
