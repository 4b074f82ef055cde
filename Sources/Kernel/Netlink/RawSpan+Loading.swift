import NetworkTypes

/// Loads that look at the length first: what a datagram says is never trusted.
extension RawSpan {
    /// A value in host byte order at `offset`, inside of `range`.
    func load<Value: BitwiseCopyable>(_ type: Value.Type, at offset: Int, in range: Range<Int>) -> Value? {
        guard offset >= range.lowerBound, range.upperBound <= byteCount,
            range.upperBound - offset >= MemoryLayout<Value>.size
        else { return nil }
        // Every type that is loaded here is a C struct or an integer of linux/*.h, for which all bit patterns are valid.
        return unsafeLoadUnaligned(fromByteOffset: offset, as: type)
    }

    /// The C struct with which a payload opens.
    func header<Header: BitwiseCopyable>(_ type: Header.Type, of payload: Range<Int>) throws(KernelError) -> Header {
        guard let header = load(type, at: payload.lowerBound, in: payload) else {
            throw .malformed("\(type): \(payload.count) bytes")
        }
        return header
    }

    /// The attribute's value as an integer or a C struct; a longer value is cut, as the kernel does.
    func value<Value: BitwiseCopyable>(_ type: Value.Type, of attribute: Attribute) throws(KernelError) -> Value {
        guard let value = load(type, at: attribute.payload.lowerBound, in: attribute.payload) else {
            throw .malformed("attribute \(attribute.type): \(attribute.payload.count) bytes for \(type)")
        }
        return value
    }

    /// The attribute's text up to the first NUL; bytes that aren't UTF-8 become U+FFFD.
    func string(of attribute: Attribute) -> String {
        extracting(attribute.payload).withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// A copy of some bytes.
    func array(of range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBytes { Array($0) }
    }

    /// The hardware address, or `nil` for none (an empty attribute).
    func hardwareAddress(of attribute: Attribute) -> HardwareAddress? {
        HardwareAddress(bytes: array(of: attribute.payload))
    }

    /// An address of the family that is expected there.
    func address(of attribute: Attribute, family: AddressFamily) throws(KernelError) -> IPAddress {
        try address(in: attribute.payload, family: family)
    }

    /// An address that fills the range.
    func address(in range: Range<Int>, family: AddressFamily) throws(KernelError) -> IPAddress {
        let address: IPAddress? =
            range.count * 8 == family.bitWidth
            ? extracting(range).withUnsafeBytes { IPAddress(bytes: $0) } : nil
        guard let address else { throw .malformed("an \(family) address of \(range.count) bytes") }
        return address
    }
}
