public import NetworkTypes
public import Resources

/// All that the layers below `api` are made from.
public struct LayerSources: Sendable {
    /// The machine configuration; `nil` where there is none.
    public var configuration: MachineConfiguration? { didSet { nameLinks() } }
    /// What the daemon was started with.
    public var host: HostSources
    /// Which built-in defaults hold.
    public var defaults = ManagementSpec.DefaultsProfile.none
    /// The links that there are.
    public var links: [InterfaceName: LinkStatus] = [:] { didSet { nameLinks() } }
    /// The links by all their names, those that the configuration gives them included.
    public private(set) var names = LinkNames([:])
    /// The host's name; `nil` where it isn't known.
    public var hostname: HostnameStatus?
    /// The lists of the host's addresses by name.
    public var addresses: [String: NodeAddress] = [:]
    /// What stands in specs for secrets of the configuration.
    public var secrets: [String: String] = [:]

    /// Sources without a configuration.
    public init(host: HostSources = HostSources()) { self.host = host }

    /// A name that the configuration gives holds before the link has it, and while somebody else gives it another.
    private mutating func nameLinks() {
        var aliases: [InterfaceName: InterfaceName] = [:]
        for choice in aliasChoices {
            for (link, alias) in choice.aliases where choice.overrulers[link] == nil { aliases[alias] = link }
        }
        names = LinkNames(links, aliases: aliases)
    }

    /// Whether nothing follows, whatever the host is like.
    public var isSilent: Bool {
        configuration == nil && host.platform == nil && host.commandLine.isEmpty && defaults == .none
    }

    /// What the kernel's command line asks for, given the links.
    var commandLine: KernelCommandLine { KernelCommandLine(host.commandLine, names: names) }

    /// The link that a document calls so.
    func link(_ word: String) -> InterfaceName? { InterfaceName(word).map { names.resolve($0) } }

    /// Specs of the platform.
    func platform<Spec>(_ specs: KeyPath<PlatformConfiguration, [Spec]>) -> [LayeredSpec<Spec>] {
        (host.platform?[keyPath: specs] ?? []).map { LayeredSpec($0, .platform) }
    }

    /// Whether Talos' built-in defaults hold.
    var hasTalosDefaults: Bool { defaults == .talos }
}

/// What the daemon was started with.
public struct HostSources: Sendable {
    /// The text of the kernel's command line.
    public var commandLine = ""
    /// What the platform says; `nil` where there is none.
    public var platform: PlatformConfiguration?
    /// What tells this host from others, for a name that stays; empty where nothing does.
    public var identity = ""

    /// Nothing.
    public init() {}
}
