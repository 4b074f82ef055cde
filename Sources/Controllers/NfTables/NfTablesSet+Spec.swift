import Kernel
import NetworkTypes
import Resources

extension NfTablesSet {
    /// The set or the map that a spec asks for at a moment.
    init(_ spec: NfTablesSetSpec, at moment: Moment) {
        let type = spec.type ?? .ipv4Address
        self.init(
            of: KeyType(type), isOfIntervals: type.family != nil || type == .port,
            spec.living(at: moment).compactMap { Element($0, in: type, valueType: spec.valueType) })
        valueType = spec.valueType.map { KeyType($0) }
        hasTimeouts = spec.elements.contains { $0.expires != nil }
    }
}

extension NfTablesSet.KeyType {
    /// What the kernel has for a type of elements.
    init(_ type: NfTablesSetSpec.ElementType) {
        self =
            switch type {
            case .ipv4Address: .inet4Address
            case .ipv6Address: .inet6Address
            case .port: .port
            case .hardwareAddress: .hardwareAddress
            case .interface: .interfaceName
            case .mark: .mark
            }
    }

    /// What the kernel has for a type of values.
    init(_ kind: NfTablesValue.Kind) {
        self = kind.elementType.map { NfTablesSet.KeyType($0) } ?? .verdict
    }
}

extension NfTablesSet.Element {
    fileprivate init?(
        _ element: NfTablesElement, in type: NfTablesSetSpec.ElementType, valueType: NfTablesValue.Kind?
    ) {
        if type == .port {
            guard let ports = element.key.ports else { return nil }
            self.init(ports.lo.networkBytes, through: ports.hi.networkBytes)
        } else {
            switch element.key {
            case .addresses(let range): self.init(range.first.bytes, through: range.last.bytes)
            case .hardwareAddress(let address): self.init(address.bytes)
            case .interface(let name):
                let bytes = Array(name.description.utf8)
                self.init(bytes + [UInt8](repeating: 0, count: 16 - bytes.count))
            case .number(let number): self.init(number.hostBytes)
            case .ports: return nil
            }
        }
        value = element.value.map { NfTablesSet.Value($0, of: valueType) }
        expiry = element.expires?.milliseconds
    }
}

extension NfTablesSet.Value {
    fileprivate init(_ value: NfTablesValue, of type: NfTablesValue.Kind?) {
        self =
            switch value {
            case .verdict(let verdict): .verdict(verdict)
            case .address(let address): .bytes(address.bytes)
            case .number(let number):
                .bytes(type == .port ? UInt16(truncatingIfNeeded: number).networkBytes : number.hostBytes)
            }
    }
}
