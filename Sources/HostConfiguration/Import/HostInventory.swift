public import Resources

/// What a host has now, as statuses and the host's files say it.
public struct HostInventory: Sendable {
    /// Its links.
    public var links: [LinkStatus] = []
    /// Their addresses.
    public var addresses: [AddressStatus] = []
    /// Its routes, of all tables.
    public var routes: [RouteStatus] = []
    /// Its routing rules.
    public var rules: [RoutingRuleStatus] = []
    /// The name that it has.
    public var hostname: HostnameStatus?
    /// Whether specs ask for that name.
    public var isHostnameKept = false
    /// The servers for names for which specs ask; `nil` where none does.
    public var resolvers: ResolverStatus?
    /// The hosts for which specs ask.
    public var staticHosts: [StaticHost] = []
    /// `/etc/resolv.conf`; `nil` where there is none.
    public var resolverFile: ForeignFile?
    /// The text of `/etc/hosts`; `nil` where there is none.
    public var hostsFile: String?

    /// A host that has nothing.
    public init() {}
}

/// A file that somebody else wrote.
public enum ForeignFile: Sendable {
    /// Its text.
    case text(String)
    /// It leads to another one.
    case link(to: String)
}
