/// A file of the host that Netstrata may write; there are no others.
public enum HostFile: String, CaseIterable, Sendable {
    /// Names and their addresses (hosts(5)).
    case hosts
    /// The servers that answer for names (resolv.conf(5)).
    case resolverConfiguration = "resolv.conf"
    /// The name that the host gets when it starts (hostname(5)).
    case hostname
    /// What systemd-resolved reads besides its own settings (resolved.conf(5)).
    case resolvedDropIn = "systemd-resolved"
    /// What systemd-timesyncd reads besides its own settings (timesyncd.conf(5)).
    case timesyncdDropIn = "systemd-timesyncd"
    /// Servers that chrony reads besides its own (`sourcedir`, chrony.conf(5)).
    case chronySources = "chrony"

    /// Where it lies below the root.
    public var path: String {
        switch self {
        case .hosts: "etc/hosts"
        case .resolverConfiguration: "etc/resolv.conf"
        case .hostname: "etc/hostname"
        case .resolvedDropIn: "etc/systemd/resolved.conf.d/90-netstrata.conf"
        case .timesyncdDropIn: "etc/systemd/timesyncd.conf.d/90-netstrata.conf"
        case .chronySources: "etc/chrony/sources.d/netstrata.sources"
        }
    }

    /// Where the file of before is kept, below the root: beside it, where people find it even if the database is lost.
    public var originalPath: String { path + ".netstrata-original" }

    /// The unit that reads the file only when it starts, or is told to.
    public var service: String? {
        switch self {
        case .hosts, .resolverConfiguration, .hostname: nil
        case .resolvedDropIn: "systemd-resolved.service"
        case .timesyncdDropIn: "systemd-timesyncd.service"
        case .chronySources: "chrony.service"
        }
    }

    /// The folder that it lies in, below the root.
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }

    /// The name that a new text has until it takes the file's place; one writer at a time.
    var temporaryPath: String { path + ".netstrata-new" }
}
