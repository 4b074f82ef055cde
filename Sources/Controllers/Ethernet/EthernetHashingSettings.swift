import Kernel
import Resources

/// What can be said of how packets are spread over queues.
enum EthernetHashingSettings {
    static let table: [EthernetSetting] = [spread, key, function] + flows.map { field($0, $1) }

    /// The table: a list of queues, or the number of queues over which packets are spread equally, 0 for all.
    private static var spread: EthernetSetting {
        var setting = EthernetSetting(
            name: "rss.table",
            wanted: { spec in
                spec.rss?.table.map { .array($0.map(\.json)) } ?? spec.rss?.queues?.json
            },
            current: { $0.hashing.map { $0.isDefault ? .integer(0) : .array($0.table.map(\.json)) } },
            set: { value, device, draft in
                // The driver makes its own table of an empty one, and forgets that it was ever set.
                draft.hashing.table = value == .integer(0) ? [] : device.hashing.flatMap { $0.table(value) }
            })
        setting.member = { UInt32(json: $0) == nil ? nil : "rss.queues" }
        setting.followsChannels = true
        setting.isSame = { left, right, device in
            device.hashing.map { $0.table(left) == $0.table(right) } ?? false
        }
        setting.obstacle = { value, device in
            guard let hashing = device.hashing else { return nil }
            guard let table = hashing.table(value) else {
                return "the device's table has \(hashing.table.count) places, which can't hold that many"
            }
            let queues = max(hashing.queues, device.queuesAsWanted)
            guard queues > 0, let last = table.max(), last >= queues else { return nil }
            return "there are only \(queues) queues\(device.queuesInWords)"
        }
        return setting
    }

    private static var key: EthernetSetting {
        var setting = EthernetSetting(
            name: "rss.key", wanted: { $0.rss?.key?.json },
            current: { $0.hashing.flatMap { HashKey(bytes: $0.key)?.json } },
            set: { value, _, draft in draft.hashing.key = value.text.flatMap(HashKey.init)?.bytes })
        setting.obstacle = { value, device in
            guard let hashing = device.hashing, let key = value.text.flatMap(HashKey.init),
                key.bytes.count != hashing.key.count
            else { return nil }
            return "the device's key has \(hashing.key.count) bytes, not \(key.bytes.count)"
        }
        return setting
    }

    private static var function: EthernetSetting {
        EthernetSetting(
            name: "rss.function", wanted: { $0.rss?.function?.json },
            current: { $0.hashing?.function.map { .string("\($0)") } },
            set: { value, _, draft in
                draft.hashing.function = HashFunction.allCases.first { .string("\($0)") == value }
            })
    }

    /// Where a record has what is hashed of each kind of packet.
    static let flows: [(HashedFlow, any WritableKeyPath<HashedFlows, [HashedField]?> & Sendable)] = [
        (.tcp4, \.tcp4), (.tcp6, \.tcp6), (.udp4, \.udp4), (.udp6, \.udp6), (.sctp4, \.sctp4), (.sctp6, \.sctp6),
        (.ipsec4, \.ipsec4), (.ipsec6, \.ipsec6), (.ip4, \.ip4), (.ip6, \.ip6),
    ]

    private static func field(
        _ flow: HashedFlow, _ path: any WritableKeyPath<HashedFlows, [HashedField]?> & Sendable
    ) -> EthernetSetting {
        EthernetSetting(
            name: "rss.fields.\(flow)",
            wanted: { spec in
                spec.rss?.fields?[keyPath: path].map { HashedFields(hashed: $0).json }
            },
            current: { $0.hashing?.fields[flow]?.json },
            set: { value, _, draft in
                draft.hashing.fields[flow] = HashedFields(
                    hashed: (value.elements ?? []).compactMap { $0.text.flatMap(HashedField.init) })
            })
    }

    /// How packets are spread, as it is shown.
    static func shown(_ hashing: KernelHashing) -> EthernetHashing {
        var shown = EthernetHashing()
        shown.table = hashing.table.isEmpty ? nil : hashing.table
        shown.queues = hashing.equalSpread
        shown.key = HashKey(bytes: hashing.key)
        shown.function = hashing.function.flatMap { EthernetHashing.Function(rawValue: "\($0)") }
        guard !hashing.fields.isEmpty else { return shown }
        var fields = HashedFlows()
        for (flow, path) in flows { fields[keyPath: path] = hashing.fields[flow]?.hashed }
        shown.fields = fields
        return shown
    }
}

extension KernelEthernet {
    /// The queues for packets that come in, as ethtool's messages count them.
    fileprivate var queuesAsWanted: UInt32 {
        (self[.channelsRxMaximum]?.number ?? 0) + (self[.channelsCombinedMaximum]?.number ?? 0)
    }

    /// What adds up to the queues, where that is channels of two sorts; else nothing.
    fileprivate var queuesInWords: String {
        guard let alone = self[.channelsRxMaximum]?.number, let combined = self[.channelsCombinedMaximum]?.number,
            alone > 0, combined > 0
        else { return "" }
        return ", of at most \(alone) channels rx and \(combined) combined"
    }
}

extension KernelHashing {
    /// The table that a value means on this device; `nil` when it can't have it.
    fileprivate func table(_ value: JSON) -> [UInt32]? {
        if let number = UInt32(json: value) { return spread(over: number == 0 ? queues : number) }
        let given = (value.elements ?? []).compactMap { UInt32(json: $0) }
        guard !given.isEmpty, given.count <= table.count else { return nil }
        return table.indices.map { given[$0 % given.count] }
    }

    /// A table over so many queues, as a driver makes its own (`ethtool_rxfh_indir_default()`, `linux/ethtool.h`).
    private func spread(over queues: UInt32) -> [UInt32]? {
        guard queues > 0, Int(queues) <= max(table.count, 1) || queues == self.queues else { return nil }
        return table.indices.map { UInt32($0) % queues }
    }

    /// Whether it is the driver's own.
    fileprivate var isDefault: Bool { table == spread(over: queues) }

    /// Over how many queues packets are spread equally; `nil` when they aren't.
    fileprivate var equalSpread: UInt32? {
        guard let last = table.max() else { return nil }
        return table == spread(over: last + 1) ? last + 1 : nil
    }
}

extension HashedFields {
    private static let words: [(HashedFields, HashedField)] = [
        (.ethernetDestination, .ethernetDestination), (.vlan, .vlan), (.networkProtocol, .protocol), (.source, .source),
        (.destination, .destination), (.sourcePort, .sourcePort), (.destinationPort, .destinationPort),
        (.discard, .discard),
    ]

    fileprivate init(hashed: [HashedField]) {
        self = Self.words.reduce(into: []) { if hashed.contains($1.1) { $0.insert($1.0) } }
    }

    fileprivate var hashed: [HashedField] { Self.words.filter { contains($0.0) }.map(\.1) }

    fileprivate var json: JSON { .array(hashed.map(\.json)) }
}
