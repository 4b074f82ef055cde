import NetworkTypes
import Resources

/// Links as documents, with their addresses and the routes through them.
struct LinkImport {
    private let links: [LinkStatus]
    private let byName: [InterfaceName: LinkStatus]
    private let addresses: [InterfaceName: [AddressStatus]]
    private let makesLinks: Bool

    /// The alias by which links that we made are known.
    private static let mark = "netstrata"
    private static let etherMTU: UInt32 = 1500
    /// What the kernel gives a VRF (`vrf_setup()`, `drivers/net/vrf.c`).
    private static let routingMTU: UInt32 = 65_575

    /// What a document makes of a link.
    private enum Treatment {
        case set
        case makeBridge
        case makeDummy
        case makeVLAN
        case makeVRF
        case makePair(peer: LinkStatus)
        /// The other end's document says it.
        case isPeer
        case leave(why: String)
    }

    init(_ host: HostInventory, makesLinks: Bool) {
        self.makesLinks = makesLinks
        // The loopback link first, then hardware, then what programs made.
        links = host.links.sorted { Self.rank($0) < Self.rank($1) }
        byName = Dictionary(host.links.compactMap { link in link.name.map { ($0, link) } }) { $1 }
        let sorted = host.addresses.sorted {
            ($0.family.rawValue, $0.address) < ($1.family.rawValue, $1.address)
        }
        var addresses: [InterfaceName: [AddressStatus]] = [:]
        for address in sorted {
            if let name = address.linkName { addresses[name, default: []].append(address) }
        }
        self.addresses = addresses
    }

    private static func rank(_ link: LinkStatus) -> (Int, String) {
        (link.type == .loopback ? 0 : link.kind.isEmpty ? 1 : 2, link.id)
    }

    /// The links in their order; takes the routes through them.
    func sections(_ routes: inout RouteImport) -> [ImportSection] {
        var sections: [ImportSection] = []
        for link in links {
            guard let name = link.name else { continue }
            sections += [section(link, name, &routes)].compactMap { $0 }
        }
        return sections
    }

    private func section(_ link: LinkStatus, _ name: InterfaceName, _ routes: inout RouteImport) -> ImportSection? {
        switch treatment(link) {
        case .isPeer: return nil
        case .leave(let why): return left(link, name, why, &routes)
        case .set:
            var part = described(link, name, &routes)
            guard isWorthSaying(link, part) else {
                guard link.type != .loopback || part.remarks.count > part.kernelsCount else { return nil }
                let why =
                    link.flags.contains(.up)
                    ? "it has nothing else that is described here" : "it is down and has nothing"
                return ImportSection(
                    title: ["\(title(link)): \(why)"],
                    remarks: part.remarks.dropFirst(part.kernelsCount) + masterRemark(link))
            }
            part.remarks += masterRemark(link)
            return section(LinkConfig.kind, link, part)
        case .makeDummy:
            var part = described(link, name, &routes)
            part.members["hardwareAddr"] = link.hardwareAddr?.json
            part.remarks += masterRemark(link)
            return section(DummyLinkConfig.kind, link, part)
        case .makeVLAN:
            var part = described(link, name, &routes)
            part.members["parent"] = link.parentName?.json
            part.members["vlanID"] = link.vlan?.vlanID.json
            part.members["vlanMode"] = link.vlan?.vlanProtocol.json
            part.remarks += (link.vlan?.unsaid ?? []).map { "vlan.\($0): a LinkSpec says it" } + masterRemark(link)
            return section(VLANConfig.kind, link, part)
        case .makeVRF:
            var part = described(link, name, &routes)
            _ = takePorts(of: name, &part)
            part.members["hardwareAddr"] = link.hardwareAddr?.json
            part.members["table"] = link.vrfMaster?.table.json
            return section(VRFConfig.kind, link, part)
        case .makeBridge:
            var part = described(link, name, &routes)
            let ports = takePorts(of: name, &part)
            // A bridge without an address of its own takes that of a port.
            if let address = link.hardwareAddr, !ports.contains(where: { $0.hardwareAddr == address }) {
                part.members["hardwareAddr"] = address.json
            }
            part.members["stp"] = ["enabled": .bool(link.bridgeMaster?.stp.enabled ?? false)]
            part.members["vlan"] = ["filtering": .bool(link.bridgeMaster?.vlan.filteringEnabled ?? false)]
            if link.bridgeMaster?.vlan.filteringEnabled == true {
                part.remarks.append("the VLANs of the bridge and of its ports: LinkSpecs say them")
            }
            return section(BridgeConfig.kind, link, part)
        case .makePair(let peer):
            guard let other = peer.name else { return nil }
            var part = described(link, name, &routes)
            let end = described(peer, other, &routes)
            part.members["peer"] = .object(end.members.merging(["name": .string(peer.id)]) { $1 })
            part.remarks += masterRemark(link) + (end.remarks + masterRemark(peer)).map { "\(peer.id): \($0)" }
            part.remarks.append("the hardware addresses of the pair: a new pair gets others")
            return section(VethConfig.kind, link, part)
        }
    }

    /// Says which links belong to a bridge or a VRF; all of them are handed back.
    private func takePorts(of name: InterfaceName, _ part: inout Part) -> [LinkStatus] {
        let ports = links.filter { $0.masterName == name }
        let isLeft = ports.filter { if case .leave = treatment($0) { true } else { false } }
        part.members["links"] = .array(ports.filter { !isLeft.contains($0) }.map { .string($0.id) })
        part.remarks += isLeft.map { "port \($0.id): whoever made it goes on putting it there" }
        return ports
    }

    private func section(_ kind: String, _ link: LinkStatus, _ part: Part) -> ImportSection {
        ImportSection(
            title: [title(link)], document: ImportSection.document(kind, name: link.id, part.members),
            remarks: part.remarks)
    }
}

extension LinkImport {
    private func treatment(_ link: LinkStatus) -> Treatment {
        if link.kind.isEmpty { return .set }
        if let maker = LinkMaker.name(of: link) {
            return .leave(why: "made by \(maker), which goes on looking after it")
        }
        let peer = link.kind == "veth" ? link.veth?.peerName.flatMap { byName[$0] } : nil
        let isGuests =
            link.id.hasPrefix("veth") || link.masterName.flatMap { byName[$0] }.flatMap(LinkMaker.name) != nil
        if link.kind == "veth", peer == nil, isGuests {
            return .leave(why: "its other end is in another network namespace, as that of a container")
        }
        let isOurs = link.alias == Self.mark || peer?.alias == Self.mark
        guard makesLinks || isOurs else { return .set }
        switch link.kind {
        case "bridge": return .makeBridge
        case "dummy": return .makeDummy
        case "vlan" where link.vlan != nil && link.parentName != nil: return .makeVLAN
        case "vrf" where link.vrfMaster != nil: return .makeVRF
        default: break
        }
        guard let peer, LinkMaker.name(of: peer) == nil else { return .set }
        return link.id < peer.id ? .makePair(peer: peer) : .isPeer
    }

    private func title(_ link: LinkStatus) -> String {
        let kind =
            link.type == .loopback
            ? "the loopback link" : link.kind.isEmpty ? "a physical link" : "a virtual link of kind \(link.kind)"
        return "\(link.id): \(kind)" + (link.driver.isEmpty || !link.kind.isEmpty ? "" : " (\(link.driver))")
    }

    /// What is said of a link as of any, and what can't be.
    private struct Part {
        var members: [String: JSON] = [:]
        /// First those on addresses that the kernel makes itself.
        var remarks: [String] = []
        var kernelsCount = 0
        var isEmpty: Bool { members["addresses"] == nil && members["routes"] == nil }
    }

    private func described(_ link: LinkStatus, _ name: InterfaceName, _ routes: inout RouteImport) -> Part {
        var part = Part()
        part.members["up"] = .bool(link.flags.contains(.up))
        if link.type == .ether, link.mtu != usualMTU(link) { part.members["mtu"] = .integer(Int64(link.mtu)) }
        if link.type == .ether, !link.flags.contains(.multicast), !["dummy", "vrf"].contains(link.kind) {
            part.members["multicast"] = false
        }
        if link.type == .loopback, link.mtu != 65_536 { part.members["mtu"] = .integer(Int64(link.mtu)) }
        if link.kind.isEmpty, let permanent = link.permanentAddr, let address = link.hardwareAddr, permanent != address
        {
            part.remarks.append("hardware address \(address): somebody gave it another than its own, \(permanent)")
        }
        let found = (addresses[name] ?? []).map { AddressImport($0, link) }
        let kernels = found.filter(\.isKernels).flatMap(\.remarks)
        part.kernelsCount = kernels.count
        part.remarks = kernels + part.remarks + found.filter { !$0.isKernels }.flatMap(\.remarks)
        let elements = found.compactMap(\.element)
        if !elements.isEmpty { part.members["addresses"] = .array(elements) }
        let taken = routes.take(through: name)
        if !taken.elements.isEmpty { part.members["routes"] = .array(taken.elements) }
        part.remarks += taken.remarks
        return part
    }

    /// The MTU that a link has by itself: a VLAN has that of the link below.
    private func usualMTU(_ link: LinkStatus) -> UInt32 {
        switch link.kind {
        case "vlan": link.parentName.flatMap { byName[$0]?.mtu } ?? Self.etherMTU
        case "vrf": Self.routingMTU
        default: Self.etherMTU
        }
    }

    /// Somebody else's link with nothing of its own is that somebody's business.
    private func isWorthSaying(_ link: LinkStatus, _ part: Part) -> Bool {
        if !part.isEmpty { return true }
        return link.kind.isEmpty && link.type != .loopback && (link.flags.contains(.up) || part.members["mtu"] != nil)
    }

    private func masterRemark(_ link: LinkStatus) -> [String] {
        guard let master = link.masterName, let status = byName[master] else { return [] }
        switch treatment(status) {
        case .makeBridge, .makeVRF: return []
        default: break
        }
        return ["port of \(master): that isn't described here, so whoever made it goes on putting the link there"]
    }

    private func left(
        _ link: LinkStatus, _ name: InterfaceName, _ why: String, _ routes: inout RouteImport
    ) -> ImportSection {
        let addresses = (addresses[name] ?? []).filter { !AddressImport($0, link).isKernels }.map {
            "address \($0.address)"
        }
        return ImportSection(title: ["\(title(link)), \(why)"], remarks: addresses + routes.leave(through: name))
    }
}

extension VLAN {
    /// What it is set to and no document says.
    fileprivate var unsaid: [String] {
        let maps = [("ingressMap", ingressMap), ("egressMap", egressMap)].filter { $0.1 != nil }.map(\.0)
        let flags = [
            ("reorderHeader", reorderHeader == false), ("looseBinding", looseBinding == true), ("gvrp", gvrp == true),
            ("mvrp", mvrp == true), ("bridgeBinding", bridgeBinding == true),
        ]
        return maps + flags.filter(\.1).map(\.0)
    }
}
