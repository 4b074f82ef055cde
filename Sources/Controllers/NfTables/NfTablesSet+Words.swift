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
        case .verdict(let verdict): return "\(text) with \(verdict.words)"
        case nil: return text
        }
    }

    private static func text(_ bytes: [UInt8], of type: KeyType) -> String {
        switch type {
        case .inet4Address, .inet6Address: IPAddress(bytes: bytes)?.description ?? hexadecimal(bytes)
        case .port: String(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        case .mark: String(bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        case .interfaceName: String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        case .hardwareAddress: HardwareAddress(bytes: bytes)?.description ?? hexadecimal(bytes)
        default: hexadecimal(bytes)
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension NfTablesVerdict {
    fileprivate var words: String {
        switch self {
        case .accept: "accept"
        case .drop: "drop"
        case .return: "return"
        case .jump(let chain): "jump \(chain)"
        case .goto(let chain): "goto \(chain)"
        }
    }
}
