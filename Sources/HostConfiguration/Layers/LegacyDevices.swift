import NetworkTypes
import Resources

/// A device of the legacy document on the link that it is about: its selectors are expanded.
struct ExpandedDevice {
    /// `eth0/000`: the link, the device's place in the list, and the link's among those that a selector found.
    let id: String
    let name: InterfaceName
    let device: LegacyDevice
    let source: DocumentSource

    /// What it says of the link, and of the VLANs on it.
    var described: [DescribedLink] {
        var own = ConfiguredLink()
        own.mtu = device.mtu
        own.addresses = (device.addresses + [device.cidr]).compactMap(ConfiguredAddress.init(legacy:))
        own.routes = device.routes.map(ConfiguredRoute.init)
        let vlans = device.vlans.compactMap { vlan -> DescribedLink? in
            var link = ConfiguredLink()
            link.mtu = vlan.mtu
            link.addresses = (vlan.addresses + [vlan.cidr]).compactMap(ConfiguredAddress.init(legacy:))
            link.routes = vlan.routes.map(ConfiguredRoute.init)
            return name(of: vlan).map { DescribedLink(name: $0, link: link, source: source) }
        }
        return [DescribedLink(name: name, link: own, source: source)] + vlans
    }

    /// A VLAN is named for what the document calls the link below.
    func name(of vlan: LegacyVLAN) -> InterfaceName? {
        InterfaceName(vlan: vlan.vlanId, on: InterfaceName(device.interface) ?? name)
    }
}

extension LayerSources {
    /// The devices of the legacy document that aren't ignored, in their order.
    var legacyDevices: [ExpandedDevice] {
        guard let legacy = configuration?.legacy else { return [] }
        let source = configuration?.documents.first { $0.label == LegacyDocument.label }?.source
        let ignored = Set(commandLine.ignoredLinks)
        return legacy.machine.network.interfaces.enumerated().flatMap { index, device -> [ExpandedDevice] in
            guard device.ignore != true, let device = expanded(device), let source else { return [] }
            let names = names(of: device).filter { !ignored.contains($0) }
            return names.enumerated().map { match, name in
                let place = ([name.description, Self.digits(index)] + (names.count > 1 ? [Self.digits(match)] : []))
                return ExpandedDevice(id: place.joined(separator: "/"), name: name, device: device, source: source)
            }
        }
    }

    private static func digits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    private func names(of device: LegacyDevice) -> [InterfaceName] {
        guard let selector = device.deviceSelector else { return link(device.interface).map { [$0] } ?? [] }
        return links.filter { selector.matches($0.value) }.keys.sorted()
    }

    /// The device with the links that a bond's selectors find; `nil` as long as they find none.
    private func expanded(_ device: LegacyDevice) -> LegacyDevice? {
        guard var bond = device.bond, !bond.deviceSelectors.isEmpty else { return device }
        let found = links.filter { name, link in
            name.description != device.interface && bond.deviceSelectors.contains { $0.matches(link) }
        }
        guard !found.isEmpty else { return nil }
        bond.interfaces = found.keys.sorted().map(\.description)
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
        return fits(busPath, link.busPath) && fits(hardwareAddr, link.hardwareAddr?.description ?? "")
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
