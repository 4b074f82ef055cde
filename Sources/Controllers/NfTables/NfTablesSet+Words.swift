import Kernel
import NetworkTypes

extension NfTablesSet {
    /// An element as people write it, with its value in a map.
    func text(_ element: Element) -> String {
        let first = Self.text(element.first, of: key)
        var text = element.first == element.last ? first : "\(first)-\(Self.text(element.last, of: key))"
        if let first = IPAddress(bytes: element.first), let last = IPAddress(bytes: element.last), family != nil,
            let range = IPRange(first, last)
        {
            text = range.description
        }
        switch element.value {
        case .bytes(let bytes): return "\(text) with \(valueType.map { Self.text(bytes, of: $0) } ?? "")"
        case .verdict(let verdict): return "\(text) with \(verdict)"
        case nil: return text
        }
    }

    private static func text(_ bytes: [UInt8], of type: KeyType) -> String {
        switch type {
        case .inet4Address, .inet6Address: IPAddress(bytes: bytes)?.description ?? bytes.hexadecimal
        case .port: String(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        case .mark: String(bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        case .interfaceName: String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        case .hardwareAddress: HardwareAddress(bytes: bytes)?.description ?? bytes.hexadecimal
        default: bytes.hexadecimal
        }
    }
}
