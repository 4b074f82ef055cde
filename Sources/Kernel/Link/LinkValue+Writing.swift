import CMnl
import NetworkTypes

extension [LinkMember: LinkValue] {
    /// What stands in a place, by attribute, so that the same values make the same message.
    func members(at place: LinkMember.Place) -> [(type: Int, members: [(LinkMember, LinkValue)])] {
        var groups: [Int: [(LinkMember, LinkValue)]] = [:]
        for (member, value) in self where member.place == place && !member.isReadOnly {
            groups[member.type, default: []].append((member, value))
        }
        return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Appends the attributes that stand in a place.
    func write(_ place: LinkMember.Place, to writer: inout MessageWriter) {
        for (type, members) in members(at: place) {
            switch members[0].0.format {
            case .bit:
                // `struct ifla_vlan_flags` and `struct br_boolopt_multi`: the values, then which of them count.
                var pair = ifla_vlan_flags()
                for (member, value) in members { pair.add(member, value) }
                writer.put(type, value: pair)
            case .part(let integer, _):
                writer.put(type, members.reduce(0) { $0 | $1.0.bits(of: $1.1) }, as: integer)
            default: members[0].0.write(members[0].1, to: &writer)
            }
        }
    }
}

extension MessageWriter {
    fileprivate mutating func put(_ type: Int, _ number: UInt32, as integer: LinkMember.Integer) {
        switch integer {
        case .host16: put(type, value: UInt16(truncatingIfNeeded: number))
        case .host32: put(type, value: number)
        case .network16: put(type, value: UInt16(truncatingIfNeeded: number).bigEndian)
        case .network32: put(type, value: number.bigEndian)
        }
    }
}

extension ifla_vlan_flags {
    fileprivate mutating func add(_ member: LinkMember, _ value: LinkValue) {
        guard case .bit(let bit) = member.format else { return }
        mask |= bit
        if value != .number(0) { flags |= bit }
    }
}

extension LinkMember {
    /// A value in its place among the bits of a number that several members share.
    fileprivate func bits(of value: LinkValue) -> UInt32 {
        guard case .part(_, let mask) = format, let number = value.number else { return 0 }
        return UInt32(truncatingIfNeeded: number) << mask.trailingZeroBitCount & mask
    }

    fileprivate func write(_ value: LinkValue, to writer: inout MessageWriter) {
        switch (format, value) {
        case (.uint8, .number(let number)): writer.put(type, value: UInt8(truncatingIfNeeded: number))
        case (.uint16, .number(let number)): writer.put(type, value: UInt16(truncatingIfNeeded: number))
        case (.uint32, .number(let number)): writer.put(type, value: UInt32(truncatingIfNeeded: number))
        case (.uint64, .number(let number)): writer.put(type, value: number)
        case (.network16, .number(let number)): writer.put(type, value: UInt16(truncatingIfNeeded: number).bigEndian)
        case (.network32, .number(let number)): writer.put(type, value: UInt32(truncatingIfNeeded: number).bigEndian)
        case (.presence, .number(let number)): if number != 0 { writer.put(type, []) }
        case (.text, .text(let text)): writer.put(type, string: text)
        case (.bytes, .bytes(let bytes)): writer.put(type, bytes)
        case (.address, .address(let address)): writer.put(type, address: address)
        case (.addressIfAny, .address(let address)):
            if !address.isUnspecified { writer.put(type, address: address) }
        case (.addresses, .addresses(let addresses)):
            writer.nest(type) { nest in
                for (number, address) in addresses.enumerated() { nest.put(number, address: address) }
            }
        case (.mappings(let element), .mappings(let mappings)):
            writer.nest(type) { nest in
                for (from, to) in mappings.sorted(by: { $0.key < $1.key }) {
                    nest.put(Int(element), value: ifla_vlan_qos_mapping(from: from, to: to))
                }
            }
        case (.range16, .range(let low, let high)):
            writer.put(type, [UInt8(low >> 8), UInt8(low & 0xFF), UInt8(high >> 8), UInt8(high & 0xFF)])
        case (.hardwareAddresses(let command, let set, let element), .hardwareAddresses(let addresses)):
            writer.put(command, value: set)
            writer.nest(type) { nest in
                for address in addresses { nest.put(element, address.bytes) }
            }
        // A member has only values of its format: `read` and the tables of settings make no others.
        default: break
        }
    }
}
