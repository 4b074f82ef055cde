import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

extension InterfaceName: ExpressibleByStringLiteral {
    init(stringLiteral value: String) {
        guard let name = InterfaceName(value) else { preconditionFailure("'\(value)' is no interface name") }
        self = name
    }
}

extension IPPrefix: ExpressibleByStringLiteral {
    init(stringLiteral value: String) {
        guard let prefix = IPPrefix(value) else { preconditionFailure("'\(value)' is no prefix") }
        self = prefix
    }
}

extension IPAddress: ExpressibleByStringLiteral {
    init(stringLiteral value: String) {
        guard let address = IPAddress(value) else { preconditionFailure("'\(value)' is no address") }
        self = address
    }
}

/// Values that tests begin with.
enum Sample {
    static let eth0 = link(2, "eth0")
    static let eth1 = link(3, "eth1")

    static func link(_ index: UInt32, _ name: InterfaceName, up: Bool = true, kind: String = "") -> KernelLink {
        var link = KernelLink(index: index, name: name)
        link.flags = up ? [.up] : []
        link.mtu = 1500
        link.kind = kind
        return link
    }

    static func linkSpec(_ id: String, _ members: JSON) throws -> LinkSpec {
        var faults: [Fault] = []
        let json = JSON.object(["name": .string(id)]).merged(with: members)
        return try #require(LinkSpec.decode(json, at: .root, &faults), "\(faults)").normalized()
    }

    static func address(_ prefix: IPPrefix, _ link: InterfaceName = "eth0") -> AddressSpec {
        var spec = AddressSpec()
        spec.linkName = link
        spec.address = prefix
        return spec.normalized()
    }

    /// An address as the kernel has it; with our mark unless it is somebody else's.
    static func kernelAddress(
        _ prefix: IPPrefix, on link: UInt32 = 2, isOurs: Bool = true, flags: AddressFlags = .permanent
    ) -> KernelAddress {
        var address = KernelAddress(linkIndex: link, prefix: prefix)
        address.broadcast = prefix.broadcast
        address.flags = flags
        address.protocolNumber = isOurs ? 117 : 0
        return address
    }

    static func route(_ id: String, _ members: JSON = [:], layer: ConfigurationLayer = .api) throws -> RouteSpec {
        var faults: [Fault] = []
        let said = try #require(RouteSpec.members(fromID: id))
        let json = JSON.object(said).merged(with: members)
        var spec = try #require(RouteSpec.decode(json, at: .root, &faults), "\(faults)")
        spec.layer = layer
        return spec.normalized()
    }

    static func made(_ kind: String, _ object: String, for spec: String? = nil) -> [String: LedgerEntry] {
        [object: LedgerEntry(kind: kind, object: object, spec: spec ?? object, claim: .made)]
    }
}

extension KernelPlan {
    var changes: [KernelChange] { steps.map(\.change) }
    var words: [String] { steps.map { "\($0.operation.operation) \($0.operation.object)" } }
}
