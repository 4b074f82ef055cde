public import Resources

/// All that the layers below `api` are made from.
public struct LayerSources: Sendable {
    /// The machine configuration; `nil` where there is none.
    public var configuration: MachineConfiguration?
    /// What this host was given, whatever the configuration says.
    public var host: HostSources
    /// Which built-in defaults hold.
    public var defaults = ManagementSpec.DefaultsProfile.none
    /// The links that there are.
    public var links = LinkDirectory([:])
    /// The lists of the host's addresses by name.
    public var addresses: [String: NodeAddress] = [:]

    /// Sources without a configuration.
    public init(host: HostSources = HostSources()) { self.host = host }
}

/// What the daemon was started with.
public struct HostSources: Sendable {
    /// The kernel's command line.
    public var commandLine = KernelCommandLine("")
    /// The platform's metadata; `nil` where there is none.
    public var platform: PlatformConfiguration?
    /// What tells this host from others, for a name that stays; empty where nothing does.
    public var identity = ""

    /// Nothing.
    public init() {}
}
