import CMnl
import NetworkTypes

extension LinkMember {
    /// Reads the member's value from the attribute that holds it.
    func read(_ attribute: Attribute, in bytes: borrowing RawSpan) throws(KernelError) -> LinkValue {
        switch format {
        case .uint8: .number(UInt64(try bytes.value(UInt8.self, of: attribute)))
        case .uint16: .number(UInt64(try bytes.value(UInt16.self, of: attribute)))
        case .uint32: .number(UInt64(try bytes.value(UInt32.self, of: attribute)))
        case .uint64: .number(try bytes.value(UInt64.self, of: attribute))
        case .network16: .number(UInt64(UInt16(bigEndian: try bytes.value(UInt16.self, of: attribute))))
        case .network32: .number(UInt64(UInt32(bigEndian: try bytes.value(UInt32.self, of: attribute))))
        case .bit(let mask): .flag(try bytes.value(UInt32.self, of: attribute) & mask != 0)
        case .part(let integer, let mask):
            .number(UInt64((try bytes.value(integer, of: attribute) & mask) >> mask.trailingZeroBitCount))
        case .presence: .flag(try attribute.payload.isEmpty ? true : bytes.value(UInt8.self, of: attribute) != 0)
        case .text: .text(bytes.string(of: attribute))
        case .bytes: .bytes(bytes.array(of: attribute.payload))
        case .address, .addressIfAny: .address(try bytes.addressOfEitherFamily(in: attribute.payload))
        case .addresses: .addresses(try Self.addresses(attribute, in: bytes))
        case .mappings: .mappings(try Self.mappings(attribute, in: bytes))
        case .vlans: .mappings(try BridgeVLANs.flags(attribute, in: bytes))
        case .names: .names([])
        case .hardwareAddresses: .hardwareAddresses(try Self.hardwareAddresses(attribute, in: bytes))
        case .range16:
            .range(
                UInt16(bigEndian: try bytes.value(UInt16.self, of: attribute)),
                UInt16(bigEndian: try bytes.value(UInt32.self, of: attribute).upperHalf))
        }
    }

    private static func addresses(
        _ nest: Attribute, in bytes: borrowing RawSpan
    ) throws(KernelError) -> [IPAddress] {
        var addresses: [IPAddress] = []
        var cursor = AttributeCursor(nestedIn: nest)
        while let attribute = try cursor.next(in: bytes) {
            addresses.append(try bytes.addressOfEitherFamily(in: attribute.payload))
        }
        return addresses
    }

    private static func hardwareAddresses(
        _ nest: Attribute, in bytes: borrowing RawSpan
    ) throws(KernelError) -> [HardwareAddress] {
        var addresses: [HardwareAddress] = []
        var cursor = AttributeCursor(nestedIn: nest)
        while let attribute = try cursor.next(in: bytes) {
            if let address = bytes.hardwareAddress(of: attribute) { addresses.append(address) }
        }
        // The kernel tells them in the order of a hash.
        return addresses.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    private static func mappings(
        _ nest: Attribute, in bytes: borrowing RawSpan
    ) throws(KernelError) -> [UInt32: UInt32] {
        var mappings: [UInt32: UInt32] = [:]
        var cursor = AttributeCursor(nestedIn: nest)
        while let attribute = try cursor.next(in: bytes) {
            let mapping = try bytes.value(ifla_vlan_qos_mapping.self, of: attribute)
            mappings[mapping.from] = mapping.to
        }
        return mappings
    }
}

extension RawSpan {
    fileprivate func value(_ integer: LinkMember.Integer, of attribute: Attribute) throws(KernelError) -> UInt32 {
        switch integer {
        case .host16: UInt32(try value(UInt16.self, of: attribute))
        case .host32: try value(UInt32.self, of: attribute)
        case .network16: UInt32(UInt16(bigEndian: try value(UInt16.self, of: attribute)))
        case .network32: UInt32(bigEndian: try value(UInt32.self, of: attribute))
        }
    }

    fileprivate func addressOfEitherFamily(in range: Range<Int>) throws(KernelError) -> IPAddress {
        try address(in: range, family: range.count == 16 ? .inet6 : .inet4)
    }
}

extension UInt32 {
    /// The second of two numbers of 16 bits that lie in memory one after the other.
    fileprivate var upperHalf: UInt16 {
        withUnsafeBytes(of: self) { $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self) }
    }
}
