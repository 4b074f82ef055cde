import NetworkTypes

extension InterfaceName: ExpressibleByStringLiteral {
    init(stringLiteral value: String) {
        guard let name = InterfaceName(value) else { preconditionFailure("'\(value)' is no interface name") }
        self = name
    }
}
