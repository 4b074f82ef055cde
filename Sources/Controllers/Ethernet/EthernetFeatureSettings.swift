import Kernel
import Resources

/// Features, which the kernel has by name (`netdev_features_strings`, `net/ethtool/common.c`).
extension EthernetSetting {
    private static let prefix = "features."

    /// The setting of a feature.
    static func feature(_ name: String) -> EthernetSetting {
        var setting = EthernetSetting(
            name: prefix + name, wanted: { $0.features[name].map { .bool($0) } },
            current: { $0.feature(name).map { .bool($0.isChangeable ? $0.isWanted : $0.isActive) } },
            set: { value, _, draft in
                draft.attributes[.features, default: EthernetAttributes()].words[.wantedFeatures, default: [:]][name] =
                    value.bool
            })
        setting.obstacle = { value, device in
            guard let feature = device.feature(name) else {
                return older[name].map { "the kernel knows it by other names: \($0)" }
            }
            guard !feature.isChangeable, feature.isActive != value.bool else { return nil }
            return "it is \(feature.isActive ? "on" : "off"), and the device can't change that"
        }
        setting.remark = { value, device in
            guard let feature = device.feature(name), feature.isChangeable, feature.isWanted == value.bool,
                feature.isActive != value.bool
            else { return nil }
            return feature.isActive
                ? "feature \(name) stays on: another one needs it" : "feature \(name) stays off: it needs another one"
        }
        return setting
    }

    /// The setting that the ledger calls so; `nil` when it isn't a feature's.
    static func feature(inLedger name: String) -> EthernetSetting? {
        name.hasPrefix(prefix) ? feature(String(name.dropFirst(prefix.count))) : nil
    }

    /// Names of ethtool(8) that the kernel doesn't have.
    private static let older = [
        "rx-checksumming": "rx-checksum",
        "tx-checksumming": "tx-checksum-ipv4, tx-checksum-ip-generic, tx-checksum-ipv6",
        "scatter-gather": "tx-scatter-gather, tx-scatter-gather-fraglist",
        "tcp-segmentation-offload": "tx-tcp-segmentation, tx-tcp-ecn-segmentation, tx-tcp6-segmentation",
        "generic-segmentation-offload": "tx-generic-segmentation", "generic-receive-offload": "rx-gro",
        "large-receive-offload": "rx-lro", "rx-vlan-offload": "rx-vlan-hw-parse",
        "tx-vlan-offload": "tx-vlan-hw-insert", "ntuple-filters": "rx-ntuple-filter", "receive-hashing": "rx-hashing",
    ]
}

extension KernelEthernet {
    /// A feature as the kernel has it.
    struct Feature {
        let isChangeable: Bool
        let isWanted: Bool
        let isActive: Bool
    }

    /// A feature; `nil` for a name that the kernel doesn't know.
    func feature(_ name: String) -> Feature? {
        guard choices[.changeableFeatures]?.contains(name) ?? false else { return nil }
        func has(_ member: EthernetMember) -> Bool { self[member]?.words?.contains(name) ?? false }
        return Feature(
            isChangeable: has(.changeableFeatures) && !has(.fixedFeatures), isWanted: has(.wantedFeatures),
            isActive: has(.activeFeatures))
    }

    /// The features that are on or can be, by name.
    var shownFeatures: [EthernetFeature] {
        func names(_ member: EthernetMember) -> Set<String> { Set(self[member]?.words ?? []) }
        let (changeable, wanted, active) = (
            names(.changeableFeatures).subtracting(names(.fixedFeatures)), names(.wantedFeatures),
            names(.activeFeatures)
        )
        return changeable.union(active).sorted().map { name in
            switch (changeable.contains(name), wanted.contains(name), active.contains(name)) {
            case (false, _, _): EthernetFeature(name, .onFixed)
            case (true, true, true): EthernetFeature(name, .on)
            case (true, false, true): EthernetFeature(name, .onRequestedOff)
            case (true, true, false): EthernetFeature(name, .offRequestedOn)
            case (true, false, false): EthernetFeature(name, .off)
            }
        }
    }
}
