public import NetworkTypes

/// What one `ip=` parameter asks of a link.
public struct CommandLineInterface: Hashable, Sendable {
    /// The link.
    public let link: InterfaceName
    /// The address that it gets; `nil` for none.
    public let address: IPPrefix?
    /// Where the default route goes; `nil` for none.
    public let gateway: IPAddress?
    /// Whether DHCP is to be asked.
    public let usesDHCP: Bool
}

/// The fields of an `ip=` parameter: `ip=<address>:<server>:<gateway>:<mask>:<host name>:<link>:<autoconf>:<dns>:<dns>:<ntp>`
/// or, in short, `ip=<link>:dhcp` or `ip=dhcp`; IPv6 addresses stand in brackets.
struct IPParameter {
    private let parameter: CommandLineParameter
    private(set) var address: IPPrefix?
    private(set) var gateway: IPAddress?
    private(set) var hostname: DomainName?
    private(set) var link: InterfaceName?
    private(set) var usesDHCP = false
    private(set) var nameServers: [IPAddress] = []
    private(set) var timeServers: [IPAddress] = []

    private static let count = 10

    init(_ parameter: CommandLineParameter) throws(CommandLineFault) {
        self.parameter = parameter
        let fields = try parameter.fields()
        if fields.count == 1, Self.autoconfiguration[fields[0]] != nil {
            try setAutoconfiguration(fields[0])
        } else if fields.count == 2, Self.autoconfiguration[fields[1]] != nil, IPAddress(fields[0]) == nil {
            link = try parameter.linkName(fields[0])
            try setAutoconfiguration(fields[1])
        } else {
            try read(fields)
        }
    }

    private mutating func read(_ fields: [String]) throws(CommandLineFault) {
        if fields.dropFirst(Self.count).contains(where: { !$0.isEmpty }) {
            throw CommandLineFault(parameter.text, "ip= has \(Self.count) fields at most")
        }
        func field(_ index: Int) -> String { index < fields.count ? fields[index] : "" }
        if !field(0).isEmpty { address = try prefix(parameter.address(field(0)), mask: field(3)) }
        if !field(1).isEmpty { _ = try parameter.address(field(1)) }
        if !field(2).isEmpty { gateway = try parameter.address(field(2)) }
        if let address, let gateway, address.family != gateway.family {
            throw CommandLineFault(parameter.text, "the gateway \(gateway) isn't \(address.family) as the address is")
        }
        if !field(4).isEmpty { hostname = try parameter.hostname(field(4)) }
        if !field(5).isEmpty { link = try parameter.linkName(field(5)) }
        if !field(6).isEmpty { try setAutoconfiguration(field(6)) }
        for index in [7, 8] where !field(index).isEmpty { nameServers.append(try parameter.address(field(index))) }
        if !field(9).isEmpty { timeServers = [try parameter.address(field(9))] }
    }

    /// Whether a word asks for DHCP; `nil` where it asks for what isn't there.
    private static let autoconfiguration: [String: Bool?] = [
        "off": false, "none": false, "static": false, "dhcp": true, "on": true, "any": true, "both": nil, "bootp": nil,
        "rarp": nil, "dhcp6": nil, "auto6": nil, "either6": nil, "link-local": nil, "link6": nil, "ibft": nil,
    ]

    private mutating func setAutoconfiguration(_ word: String) throws(CommandLineFault) {
        guard let known = Self.autoconfiguration[word], let known else {
            throw CommandLineFault(parameter.text, "dhcp or off is expected as autoconfiguration, not '\(word)'")
        }
        usesDHCP = known
    }

    /// An address with a mask: a length or the bits themselves; without one the address stands alone.
    private func prefix(_ address: IPAddress, mask: String) throws(CommandLineFault) -> IPPrefix {
        guard !address.isMulticast, !address.isUnspecified else {
            throw CommandLineFault(parameter.text, "\(address) can't be a link's address")
        }
        if mask.isEmpty { return IPPrefix(host: address) }
        let isNumber = mask.utf8.allSatisfy { (48...57).contains($0) }
        let length =
            isNumber ? Int(mask) : IPAddress(mask).flatMap { $0.family == address.family ? $0.maskLength : nil }
        guard let length, let prefix = IPPrefix(address: address, length: length) else {
            throw CommandLineFault(parameter.text, "'\(mask)' isn't a mask for \(address)")
        }
        return prefix
    }

    /// What is asked of a link; `nil` when nothing is.
    func interface(of chosen: InterfaceName?) throws(CommandLineFault) -> CommandLineInterface? {
        guard link != nil || address != nil || gateway != nil || usesDHCP else { return nil }
        guard let chosen else {
            throw CommandLineFault(parameter.text, "no link is named, and the host has none yet")
        }
        return CommandLineInterface(link: chosen, address: address, gateway: gateway, usesDHCP: usesDHCP)
    }
}

extension IPAddress {
    /// The number of ones, where no one follows a zero; else `nil`.
    fileprivate var maskLength: Int? {
        let ones = bytes.reduce(0) { $0 + $1.nonzeroBitCount }
        let leading = bytes.prefix { $0 == 255 }
        let length = leading.count * 8 + (leading.count < bytes.count ? (~bytes[leading.count]).leadingZeroBitCount : 0)
        return ones == length ? length : nil
    }
}
