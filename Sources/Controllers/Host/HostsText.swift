public import NetworkTypes
public import Resources

/// The text of hosts(5): the host's own names, and those of others.
public struct HostsText: Sendable {
    private let hostname: HostnameStatus?
    private let address: IPAddress?
    private let hosts: [StaticHost]

    /// Debian's stand-in for an address that the host doesn't have (Debian Reference §5.1.1).
    private static let standIn = "127.0.1.1"

    /// The host's name and the address that stands for it, if it has them, and the hosts that people named.
    public init(hostname: HostnameStatus?, address: IPAddress?, hosts: [StaticHost]) {
        self.hostname = hostname
        self.address = address
        self.hosts = hosts
    }

    /// The lines, with the names in one column.
    public var text: String {
        var lines = [("127.0.0.1", ["localhost"])]
        if !ownNames.isEmpty { lines.append((ownAddress, ownNames)) }
        lines += [
            ("::1", ["localhost", "ip6-localhost", "ip6-loopback"]), ("ff02::1", ["ip6-allnodes"]),
            ("ff02::2", ["ip6-allrouters"]),
        ]
        lines += others
        let width = lines.map(\.0.count).max() ?? 0
        return lines.map { address, names in
            address + String(repeating: " ", count: width - address.count + 1) + names.joined(separator: " ") + "\n"
        }.joined()
    }

    private var ownAddress: String { address?.description ?? Self.standIn }

    /// With the domain first: that is the name by which the address is known.
    private var ownNames: [String] {
        guard let name = hostname?.hostname?.description else { return [] }
        return (hostname?.domainname.map { ["\(name).\($0)"] } ?? []) + [name]
    }

    /// A line for each address; the names that the host has there itself are said already.
    private var others: [(String, [String])] {
        var names: [IPAddress: [String]] = [:]
        for host in hosts {
            guard let name = host.hostname?.description else { continue }
            for address in host.addresses where address.description != ownAddress || !ownNames.contains(name) {
                names[address, default: []].append(name)
            }
        }
        return names.sorted { $0.key < $1.key }.map { ($0.key.description, $0.value.sorted(by: Self.standsBefore)) }
    }

    /// Names with a domain first: the first name of a line is the one by which the address is known (hosts(5)).
    private static func standsBefore(_ left: String, _ right: String) -> Bool {
        let (isLeftFull, isRightFull) = (left.contains("."), right.contains("."))
        return isLeftFull == isRightFull ? left < right : isLeftFull
    }
}
