import Kernel

/// What the servers for names are given to.
enum ResolverDestination: String {
    /// resolv.conf, which every program reads.
    case file
    /// systemd-resolved, which has put a link to a file of its own in that place.
    case resolved = "systemd-resolved"

    /// The files of systemd-resolved to which resolv.conf may lead (systemd-resolved.service(8), "/etc/resolv.conf").
    private static let files = [
        "run/systemd/resolve/stub-resolv.conf", "run/systemd/resolve/resolv.conf", "lib/systemd/resolv.conf",
    ]

    /// By where a symbolic link in the place of resolv.conf leads.
    init(target: String) { self = Self.files.contains(where: target.hasSuffix) ? .resolved : .file }

    /// By what is in the place of resolv.conf.
    init(_ state: HostFileState?) {
        if case .link(let target) = state?.content { self.init(target: target) } else { self = .file }
    }
}
