public import NetworkTypes
public import Resources

/// What a platform, such as a cloud, says about the network of a host: the layer `platform`.
///
/// The text is YAML or JSON with the members of Talos' `PlatformConfigSpec`: lists of specs, and addresses from outside. As
/// there, a member of a spec that is empty, 0 or false says nothing, and of two specs with one id the last counts.
public struct PlatformConfiguration: Sendable {
    /// The addresses.
    public let addresses: [AddressSpec]
    /// The links.
    public let links: [LinkSpec]
    /// The routes.
    public let routes: [RouteSpec]
    /// The host's name: one at most.
    public let hostnames: [HostnameSpec]
    /// The name servers: one row at most.
    public let resolvers: [ResolverSpec]
    /// The time servers: one row at most.
    public let timeServers: [TimeServerSpec]
    /// What is to be reached.
    public let probes: [ProbeSpec]
    /// DHCP and shared addresses.
    public let operators: [OperatorSpec]
    /// Addresses by which others reach the host although it doesn't have them.
    public let externalIPs: [IPAddress]

    /// Reads a text.
    ///
    /// - Throws: Every fault, with line and path.
    public init(text: String) throws(ConfigurationFaults) {
        var reader = PlatformReader(try Self.root(text))
        addresses = reader.specs("addresses")
        links = reader.specs("links", zeros: PlatformReader.linkZeros)
        routes = reader.specs("routes")
        hostnames = reader.specs("hostnames")
        resolvers = reader.specs("resolvers")
        timeServers = reader.specs("timeServers")
        probes = reader.specs("probes")
        operators = reader.specs("operators")
        externalIPs = reader.values("externalIPs")
        reader.refuseSecrets(links)
        try reader.finish()
    }

    private static let label = PlatformReader.label

    private static func root(_ text: String) throws(ConfigurationFaults) -> YAMLNode {
        func refusal(_ line: Int?, _ detail: String) -> ConfigurationFaults {
            ConfigurationFaults([ConfigurationFault(label, line: line, .root, detail)])
        }
        guard text.utf8.count <= ConfigurationLimit.textLength else {
            throw refusal(nil, "it has more than \(ConfigurationLimit.textLength) bytes")
        }
        var reader = YAMLReader()
        let node: YAMLNode?
        do throws(YAMLError) {
            node = try reader.read(text, linesBefore: 0)
        } catch {
            throw refusal(error.line, error.detail)
        }
        guard let node, node.json.members != nil else {
            throw refusal(node?.line, "an object with addresses, links, routes and so on is expected")
        }
        return node
    }

    /// What this version can't carry out, by type and id, such as `OperatorSpec/dhcp4/eth0`, each with the reason.
    public var unsupported: [(id: String, reason: String)] {
        operators.flatMap { one in one.refusals().map { ("OperatorSpec/\(one.id)", $0.detail) } }
    }

    /// The addresses from outside as the host's lists of addresses take them.
    public var externalAddresses: [AddressStatus] {
        externalIPs.map { address in
            var status = AddressStatus()
            (status.address, status.family) = (IPPrefix(host: address), address.family)
            status.linkName = InterfaceName("external")
            return status
        }
    }
}
