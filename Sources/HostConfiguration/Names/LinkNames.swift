public import NetworkTypes
public import Resources

/// The host's links by all their names, for intent that calls a link by another than the kernel's.
public struct LinkNames: Sendable {
    private var names: [String: InterfaceName] = [:]
    /// The link to which intent without a link belongs: the first by name that isn't a loopback; `nil` when there is none.
    public let first: InterfaceName?

    /// The links' names, those that they are to have, their alternative names and aliases; of two links with one name, it is
    /// that of the first by name.
    public init(_ links: [InterfaceName: LinkStatus], aliases: [InterfaceName: InterfaceName] = [:]) {
        let sorted = links.sorted { $0.key < $1.key }
        first = sorted.first { $0.value.type != .loopback && $0.key.description != "lo" }?.key
        for (name, _) in sorted { names[name.description] = name }
        for (alias, name) in aliases where names[alias.description] == nil { names[alias.description] = name }
        for (name, link) in sorted {
            for other in link.altNames + [link.alias] where !other.isEmpty && names[other] == nil {
                names[other] = name
            }
        }
        // The name that udev makes of a hardware address (systemd.net-naming-scheme(7)), though it isn't the link's.
        for (name, link) in sorted where link.isPhysical {
            guard let address = link.permanentAddr ?? link.hardwareAddr else { continue }
            let other = "enx" + address.description.filter { $0 != ":" }
            if names[other] == nil { names[other] = name }
        }
    }

    /// The kernel's name of a link; a name that no link has is its own.
    public func resolve(_ name: InterfaceName) -> InterfaceName { names[name.description] ?? name }
}
