import NetworkTypes
import Resources

/// A device of the legacy document on the link that it is about: its selectors are expanded.
struct ExpandedDevice {
    /// `eth0/000`: the link, the device's place in the list, and the link's among those that a selector found.
    let id: String
    let name: InterfaceName
    /// What the document says, with the links that a bond's selectors found.
    let device: LegacyDevice
    /// The device's item in the list.
    let source: DocumentSource
    /// Where its bond says which ports it has.
    let portSource: DocumentSource

    /// What it says of the link, and of the VLANs on it.
    var described: [DescribedLink] {
        let vlans = vlans.map { name, vlan, source in
            DescribedLink(name, legacy: vlan.addresses, vlan.cidr, vlan.routes, source)
        }
        return [DescribedLink(name, legacy: device.addresses, device.cidr, device.routes, source)] + vlans
    }

    /// The VLANs that have a name, and their items in the list.
    var vlans: [(name: InterfaceName, vlan: LegacyVLAN, source: DocumentSource)] {
        device.vlans.enumerated().compactMap { index, vlan in
            name(of: vlan).map { ($0, vlan, source.at("vlans", index)) }
        }
    }

    /// A VLAN is named for what the document calls the link below.
    private func name(of vlan: LegacyVLAN) -> InterfaceName? {
        InterfaceName(vlan: vlan.vlanId, on: InterfaceName(device.interface) ?? name)
    }
}

extension LayerSources {
    /// The devices of the legacy document that aren't ignored, in their order.
    var legacyDevices: [ExpandedDevice] {
        guard let legacy = configuration?.legacy, let document = configuration?.legacySource else { return [] }
        let ignored = Set(commandLine.ignoredLinks)
        return legacy.machine.network.interfaces.enumerated().flatMap { index, device -> [ExpandedDevice] in
            let source = document.at("machine", "network").at("interfaces", index)
            let hasSelectors = device.bond?.deviceSelectors.isEmpty == false
            let portSource = source.at("bond", hasSelectors ? "deviceSelectors" : "interfaces")
            guard device.ignore != true, let device = expanded(device) else { return [] }
            let names = names(of: device).filter { !ignored.contains($0) }
            return names.enumerated().map { match, name in
                let place = ([name.description, Self.digits(index)] + (names.count > 1 ? [Self.digits(match)] : []))
                return ExpandedDevice(
                    id: place.joined(separator: "/"), name: name, device: device, source: source,
                    portSource: portSource)
            }
        }
    }

    private static func digits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    private func names(of device: LegacyDevice) -> [InterfaceName] {
        guard let selector = device.deviceSelector else { return link(device.interface).map { [$0] } ?? [] }
        return found(by: selector)
    }

    /// The links that are as a selector says, sorted by name.
    func found(by selector: LegacyDeviceSelector) -> [InterfaceName] {
        links.filter { selector.matches($0.value) }.keys.sorted()
    }

    /// The links that a selector finds for a bond, which isn't a port of itself.
    func ports(of bond: String, by selector: LegacyDeviceSelector) -> [InterfaceName] {
        found(by: selector).filter { $0.description != bond }
    }

    /// The device with the links that a bond's selectors find; `nil` as long as they find none.
    private func expanded(_ device: LegacyDevice) -> LegacyDevice? {
        guard var bond = device.bond, !bond.deviceSelectors.isEmpty else { return device }
        let found = Set(bond.deviceSelectors.flatMap { ports(of: device.interface, by: $0) })
        guard !found.isEmpty else { return nil }
        bond.interfaces = found.sorted().map(\.description)
        bond.deviceSelectors = []
        var device = device
        device.bond = bond
        return device
    }
}

extension LegacyDeviceSelector {
    /// Whether all that is said is so; texts are patterns in which case doesn't count.
    func matches(_ link: LinkStatus) -> Bool {
        func fits(_ pattern: String, _ text: String) -> Bool {
            pattern.isEmpty || Glob(pattern.lowercased()).matches(text.lowercased())
        }
        return fits(busPath, link.busPath) && fits(hardwareAddr, link.ownAddress?.description ?? "")
            && fits(permanentAddr, link.permanentAddr?.description ?? "") && fits(pciID, link.pciID)
            && fits(driver, link.driver) && (physical == nil || physical == link.isPhysical)
    }
}

extension ConfiguredAddress {
    /// An address of the legacy document; one without a prefix length stands for itself alone.
    init?(legacy text: String) {
        guard let prefix = IPPrefix(text) ?? IPAddress(text).map(IPPrefix.init(host:)) else { return nil }
        self.init()
        address = prefix
    }
}

extension ConfiguredRoute {
    init(_ route: LegacyRoute) {
        self.init()
        (destination, gateway, source) = (route.network, route.gateway, route.source)
        (metric, mtu) = (route.metric == 0 ? nil : route.metric, route.mtu)
    }
}
