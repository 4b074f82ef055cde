import NetworkTypes
import Resources

/// An address of a link as an element of a document, or why it can't be one.
struct AddressImport {
    /// The element; `nil` when a document can't say it, or needn't.
    private(set) var element: JSON?
    /// Why not, or what of it a document can't say.
    private(set) var remarks: [String] = []
    /// Whether the kernel makes it without being asked.
    private(set) var isKernels = false

    init(_ status: AddressStatus, _ link: LinkStatus) {
        let address = "address \(status.address)"
        isKernels = Self.isMadeByKernel(status, link)
        if let owner = isKernels ? "the kernel makes it itself" : Self.owner(status) {
            remarks = ["\(address): \(owner)"]
            return
        }
        var configured = ConfiguredAddress()
        configured.address = status.address
        if status.priority != 0 { configured.routePriority = status.priority }
        let flags = status.flags.intersection(.managed).subtracting(.permanent)
        if !flags.isEmpty { configured.flags = flags }
        guard let name = status.linkName, let spec = AddressLayers.spec(configured, name)?.normalized() else { return }
        if status.family == .inet4 {
            if status.scope != spec.scope { configured.scope = status.scope }
            if status.broadcast != spec.effectiveBroadcast { configured.broadcast = status.broadcast ?? Self.none }
        }
        let differences = Self.differences(status)
        guard differences.isEmpty else {
            remarks = ["\(address): a document can't say \(differences.joined(separator: ", "))"]
            return
        }
        element = configured.json
        if !status.label.isEmpty { remarks = ["\(address): its label \(status.label) is lost at the next boot"] }
    }

    private static func isMadeByKernel(_ status: AddressStatus, _ link: LinkStatus) -> Bool {
        let isLoopback = link.type == .loopback && ["127.0.0.1/8", "::1/128"].contains(status.address.description)
        return isLoopback || status.protocol == .loopback || status.protocol == .linkLocal || isDerived(status, link)
    }

    /// Who gives it again and again, where that is somebody.
    private static func owner(_ status: AddressStatus) -> String? {
        guard status.flags.contains(.permanent), status.protocol != .routerAdvertisement else {
            return "it has a lifetime; who gave it (DHCP, a router) goes on renewing it"
        }
        return nil
    }

    /// Whether it is what the kernel makes of the link's hardware address (RFC 4291 Appendix A), or by lot (RFC 7217).
    private static func isDerived(_ status: AddressStatus, _ link: LinkStatus) -> Bool {
        guard status.family == .inet6, status.address.address.isLinkLocal else { return false }
        if status.flags.description.contains("stableprivacy") { return true }
        guard let hardware = link.hardwareAddr?.bytes, hardware.count == 6 else { return false }
        let identifier = [hardware[0] ^ 2] + hardware[1...2] + [0xFF, 0xFE] + hardware[3...5]
        return status.address.address.bytes.suffix(8) == identifier[...]
    }

    private static func differences(_ status: AddressStatus) -> [String] {
        var words: [String] = []
        if status.flags.description.contains("deprecated") { words.append("that it is deprecated") }
        if let peer = status.peer { words.append("its other end \(peer)") }
        if let anycast = status.anycast { words.append("its anycast address \(anycast)") }
        return words
    }

    /// What a document says for no broadcast address.
    private static let none = IPAddress("0.0.0.0")
}
