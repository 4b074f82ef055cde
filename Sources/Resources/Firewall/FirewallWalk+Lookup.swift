import NetworkTypes

/// What maps have for a packet.
extension Traveller {
    /// The value for what the packet has; `nil` where it isn't in the map.
    mutating func value(of lookup: NfTablesLookup, _ here: FirewallTrace.RulePlace) -> NfTablesValue? {
        guard let map = lookup.map, let key = lookup.key else { return nil }
        if key == .sourceMAC, !hasComeByEthernet { return nil }
        if key == .sourceMAC, packet.hardwareAddress == nil {
            note("\(here.words) looks up hardware addresses, and none is said: taken as not in the map")
            return nil
        }
        return elements(of: map).first { isMeant($0.key, by: key) }?.value
    }

    private func isMeant(_ element: NfTablesKey, by key: NfTablesLookup.Key) -> Bool {
        switch key {
        case .sourceAddress: element.addresses?.contains(packet.source) ?? false
        case .destinationAddress: element.addresses?.contains(packet.destination) ?? false
        case .sourcePort: element.ports?.contains(packet.sourcePort) ?? false
        case .destinationPort: element.ports?.contains(packet.destinationPort) ?? false
        case .inputLink: element.interface?.description == inputLink
        case .outputLink: element.interface?.description == outputLink
        case .sourceMAC: element.hardwareAddress == packet.hardwareAddress
        case .mark: element == .number(packet.mark)
        }
    }

    /// Whether it is known by which link the packet has come: what passes through has it at the end too, and nobody knows it of what this
    /// host sends.
    private var hasCome: Bool { hook != .output && (hook != .postrouting || !packet.inputLink.isEmpty) }
    /// Whether it has come by Ethernet, as far as is known: only then it has a hardware address.
    var hasComeByEthernet: Bool { hasCome && packet.inputLink != "lo" }
    /// The link by which the packet came in, as far as this hook knows it.
    var inputLink: String { hasCome ? packet.inputLink : "" }
    /// The link by which the packet goes out, as far as this hook knows it.
    var outputLink: String { [.forward, .output, .postrouting].contains(hook) ? packet.outputLink : "" }
}

extension IPRange {
    fileprivate func contains(_ address: IPAddress) -> Bool {
        address.family == family && first <= address && address <= last
    }
}

extension PortRange {
    fileprivate func contains(_ port: UInt16) -> Bool { lo <= port && port <= hi }
}
