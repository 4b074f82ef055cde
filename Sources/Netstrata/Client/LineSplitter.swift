/// Cuts a stream of bytes into lines, however the bytes are cut.
struct LineSplitter {
    private var rest: [UInt8] = []

    /// Takes the next bytes and gives the lines that they complete, without their ends; empty lines are left out.
    mutating func add(_ bytes: [UInt8]) -> [String] {
        rest += bytes
        guard let end = rest.lastIndex(of: 0x0A) else { return [] }
        let lines = rest[..<end].split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        rest.removeSubrange(...end)
        return lines
    }
}
