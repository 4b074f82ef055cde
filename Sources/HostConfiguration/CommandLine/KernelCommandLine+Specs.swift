import NetworkTypes
public import Resources

/// What the command line comes to in the layer `cmdline`; the links are in `links` already.
extension KernelCommandLine {
    /// The metric of the first interface's default route; each further one's is one more, so that the order decides.
    private static let firstMetric: UInt32 = 1024

    /// The addresses.
    public var addresses: [AddressSpec] {
        interfaces.compactMap { interface in
            interface.address.map { address in
                var spec = AddressSpec()
                (spec.address, spec.linkName, spec.layer) = (address, interface.link, .cmdline)
                return spec.normalized()
            }
        }
    }

    /// The default routes, and routes to gateways that no address of the link reaches.
    public var routes: [RouteSpec] {
        interfaces.enumerated().flatMap { index, interface in
            interface.gateway.map { Self.routes(to: $0, interface, Self.firstMetric + UInt32(index)) } ?? []
        }
    }

    private static func routes(
        to gateway: IPAddress, _ interface: CommandLineInterface, _ metric: UInt32
    ) -> [RouteSpec] {
        var route = RouteSpec()
        (route.gateway, route.outLinkName, route.priority, route.layer) = (gateway, interface.link, metric, .cmdline)
        guard !gateway.isLinkLocal, interface.address?.contains(gateway) != true else { return [route.normalized()] }
        var helper = route
        (helper.gateway, helper.dst) = (nil, IPPrefix(host: gateway))
        return [helper.normalized(), route.normalized()]
    }

    /// The host's name.
    public var hostnameSpec: HostnameSpec? {
        hostname.map { name in
            var spec = HostnameSpec()
            (spec.hostname, spec.layer) = (name, .cmdline)
            return spec.normalized()
        }
    }

    /// The name servers.
    public var resolverSpec: ResolverSpec? {
        guard !nameServers.isEmpty else { return nil }
        var spec = ResolverSpec()
        (spec.nameServers, spec.layer) = (nameServers.map { NameServer($0) }, .cmdline)
        return spec.normalized()
    }

    /// The time servers.
    public var timeServerSpec: TimeServerSpec? {
        guard !timeServers.isEmpty else { return nil }
        var spec = TimeServerSpec()
        (spec.timeServers, spec.layer) = (timeServers.map { .address($0) }, .cmdline)
        return spec
    }

    /// DHCP on the links that ask for it.
    public var operators: [OperatorSpec] {
        interfaces.filter(\.usesDHCP).map { interface in
            var spec = OperatorSpec()
            (spec.linkName, spec.requireUp, spec.layer) = (interface.link, true, .cmdline)
            var dhcp = OperatorSpec.DHCP4()
            (dhcp.routeMetric, dhcp.clientIdentifier) = (Self.firstMetric, OperatorSpec.ClientIdentifier(.mac))
            spec.dhcp4 = dhcp
            return spec
        }
    }
}
