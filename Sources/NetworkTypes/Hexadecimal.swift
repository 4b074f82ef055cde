extension Sequence<UInt8> {
    /// Two digits for each byte, small letters.
    public var hexadecimal: String { hexadecimal(separator: "") }

    /// The same with something between the bytes.
    public func hexadecimal(separator: String) -> String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: separator)
    }
}

extension [UInt8] {
    /// Bytes from two digits each; `nil` for anything else.
    public init?(hexadecimal: some StringProtocol) {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        guard digits.count == hexadecimal.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
