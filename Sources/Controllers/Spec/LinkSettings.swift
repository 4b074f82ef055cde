import Kernel
import NetworkTypes
import Resources

/// What a link spec says of a living link: the attributes that the kernel changes in place.
struct LinkSettings {
    private let spec: LinkSpec
    private let masterIndex: UInt32?
    /// What the spec waits for: a bridge that isn't there yet.
    let missingMaster: String?

    init(_ spec: LinkSpec, _ kernel: KernelState) {
        self.spec = spec
        guard let port = spec.bridgeSlave else {
            (masterIndex, missingMaster) = (nil, nil)
            return
        }
        guard let name = port.masterName else {
            (masterIndex, missingMaster) = (0, nil)
            return
        }
        let master = kernel.link(name)
        masterIndex = master?.index
        missingMaster = master == nil ? "bridge \(name) doesn't exist" : nil
    }

    /// The members that the spec speaks of.
    var members: Set<String> {
        var members: Set<String> = []
        if spec.up != nil { members.insert("up") }
        if let mtu = spec.mtu, mtu != 0 { members.insert("mtu") }
        if spec.hardwareAddr != nil { members.insert("hardwareAddr") }
        if spec.multicast != nil { members.insert("multicast") }
        if spec.bridgeSlave != nil { members.insert("master") }
        if spec.bridgeMaster != nil { members.formUnion(["stp", "vlanFiltering"]) }
        return members
    }

    /// Everything that the spec says, for a link that is made.
    var attributes: LinkAttributes {
        var attributes = LinkAttributes()
        attributes.isUp = spec.up
        attributes.mtu = spec.mtu.flatMap { $0 == 0 ? nil : $0 }
        attributes.hardwareAddress = spec.hardwareAddr
        attributes.multicast = spec.multicast
        attributes.masterIndex = masterIndex == 0 ? nil : masterIndex
        // A kernel without VLAN filtering refuses even "off", so only what differs from its default is sent.
        if spec.bridgeMaster?.stp.enabled == true { attributes.spanningTree = true }
        if spec.bridgeMaster?.vlan.filteringEnabled == true { attributes.vlanFiltering = true }
        return attributes
    }

    /// What the kernel gives a new link of the members that the spec speaks of (`ether_setup()`, `net/ethernet/eth.c`).
    ///
    /// The message that makes a link overwrites it, so that it can't be read; the address that would have been drawn by lot is
    /// replaced by one that follows from the spec's, which is as unique.
    var initial: JSON {
        var values: [String: JSON] = [
            "up": false, "mtu": 1500, "multicast": true, "master": "", "stp": false, "vlanFiltering": false,
        ]
        values["hardwareAddr"] = spec.hardwareAddr.flatMap { $0.substitute(for: spec.id) }?.json
        let members = members
        return .object(values.filter { members.contains($0.key) })
    }

    /// Only what differs, which members that are, and whether it can cut traffic.
    struct Change {
        var attributes = LinkAttributes()
        var members: [String] = []
        var differences = Differences()
        var isDisruptive = false
    }

    func differences(from actual: KernelLink) -> Differences { change(from: actual).differences }

    func change(from actual: KernelLink) -> Change {
        var change = Change()
        func set<Value: Equatable>(
            _ member: String, _ path: WritableKeyPath<LinkAttributes, Value?>, _ wanted: Value?, _ actual: Value?,
            isDisruptive: Bool
        ) {
            guard let wanted, wanted != actual else { return }
            change.attributes[keyPath: path] = wanted
            change.members.append(member)
            change.differences.compare(member, actual, wanted)
            change.isDisruptive = change.isDisruptive || isDisruptive
        }
        set("up", \.isUp, spec.up, actual.flags.contains(.up), isDisruptive: spec.up == false)
        set("mtu", \.mtu, spec.mtu.flatMap { $0 == 0 ? nil : $0 }, actual.mtu, isDisruptive: true)
        set("hardwareAddr", \.hardwareAddress, spec.hardwareAddr, actual.hardwareAddress, isDisruptive: true)
        set("multicast", \.multicast, spec.multicast, actual.flags.contains(.multicast), isDisruptive: false)
        set("master", \.masterIndex, masterIndex, actual.masterIndex ?? 0, isDisruptive: true)
        set("stp", \.spanningTree, spec.bridgeMaster?.stp.enabled, actual.bridge?.spanningTree, isDisruptive: true)
        set(
            "vlanFiltering", \.vlanFiltering, spec.bridgeMaster?.vlan.filteringEnabled, actual.bridge?.vlanFiltering,
            isDisruptive: true)
        return change
    }

    func planned(kind: String) -> JSON {
        var json = Self.planned(attributes, KernelState())
        json["kind"] = .string(kind)
        if let name = spec.bridgeSlave?.masterName { json["master"] = name.json }
        return json
    }
}

extension LinkSettings {
    /// What a link has now, by the names of the members.
    static func current(_ link: KernelLink, _ kernel: KernelState) -> JSON {
        var json: JSON = [
            "up": .bool(link.flags.contains(.up)), "mtu": .integer(Int64(link.mtu)),
            "multicast": .bool(link.flags.contains(.multicast)),
            "master": .string(link.masterIndex.flatMap { kernel.name(ofLink: $0) }?.description ?? ""),
        ]
        if let address = link.hardwareAddress { json["hardwareAddr"] = address.json }
        if let bridge = link.bridge {
            json["stp"] = .bool(bridge.spanningTree)
            json["vlanFiltering"] = .bool(bridge.vlanFiltering)
        }
        return json
    }

    /// The attributes as a plan shows them.
    static func planned(_ attributes: LinkAttributes, _ kernel: KernelState) -> JSON {
        var json: JSON = [:]
        json["up"] = attributes.isUp.map { .bool($0) }
        json["mtu"] = attributes.mtu.map { .integer(Int64($0)) }
        json["multicast"] = attributes.multicast.map { .bool($0) }
        json["hardwareAddr"] = attributes.hardwareAddress?.json
        json["master"] = attributes.masterIndex.map { .string(kernel.name(ofLink: $0)?.description ?? "") }
        json["stp"] = attributes.spanningTree.map { .bool($0) }
        json["vlanFiltering"] = attributes.vlanFiltering.map { .bool($0) }
        return json
    }

    /// Adds what takes a link back to recorded values, where it has others.
    static func restore(
        _ original: JSON, _ actual: KernelLink, _ kernel: KernelState, into attributes: inout LinkAttributes
    ) {
        let current = current(actual, kernel)
        func differs(_ member: String) -> JSON? { original[member].flatMap { $0 == current[member] ? nil : $0 } }
        if let up = differs("up")?.bool { attributes.isUp = up }
        if let mtu = differs("mtu")?.integer { attributes.mtu = UInt32(clamping: mtu) }
        if let multicast = differs("multicast")?.bool { attributes.multicast = multicast }
        if let address = differs("hardwareAddr")?.text { attributes.hardwareAddress = HardwareAddress(address) }
        if let stp = differs("stp")?.bool { attributes.spanningTree = stp }
        if let filtering = differs("vlanFiltering")?.bool { attributes.vlanFiltering = filtering }
        if let master = differs("master")?.text {
            let index = InterfaceName(master).flatMap { kernel.link($0)?.index }
            if master.isEmpty || index != nil { attributes.masterIndex = index ?? 0 }
        }
    }
}

extension HardwareAddress {
    /// A locally administered unicast address that a name and this address lead to (FNV-1a).
    fileprivate func substitute(for name: String) -> HardwareAddress? {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes + name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var drawn = (0..<6).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
        drawn[0] = drawn[0] & 0xFC | 0x02
        return HardwareAddress(bytes: drawn)
    }
}
