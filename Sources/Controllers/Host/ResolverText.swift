import NetworkTypes
public import Resources

/// The servers for names as the programs of the host read them.
public struct ResolverText: Sendable {
    /// The most servers that resolv.conf may name (`MAXNS`, resolv.conf(5)).
    private static let serverLimit = 3

    private let servers: [NameServer]
    private let searchDomains: [String]

    /// Servers in the order in which they are asked, and domains in which short names are looked up.
    public init(_ servers: [NameServer], searchDomains: [String]) {
        self.servers = servers
        self.searchDomains = searchDomains
    }

    private var plain: [NameServer] { servers.filter { $0.protocol == .do53 } }

    /// The plain servers, each once.
    private var written: [IPAddress] {
        var seen: Set<IPAddress> = []
        return plain.compactMap(\.addr).filter { seen.insert($0).inserted }
    }

    /// What of the servers resolv.conf can't name; empty where it names all.
    public var leftOut: String {
        let (count, encrypted) = (written.count - Self.serverLimit, servers.count - plain.count)
        let rest = count > 0 ? "it can name \(Self.serverLimit) servers, \(count) more are left out" : ""
        return [rest, encrypted > 0 ? "servers that speak TLS are left out" : ""].filter { !$0.isEmpty }
            .joined(separator: "; ")
    }

    /// The text of resolv.conf; `nil` where no server speaks plain DNS, since it can't name others.
    public var file: String? {
        let addresses = written.prefix(Self.serverLimit)
        guard !addresses.isEmpty else { return nil }
        let lines = addresses.map { "nameserver \($0)\n" }.joined()
        return searchDomains.isEmpty ? lines : lines + "\nsearch \(searchDomains.joined(separator: " "))\n"
    }

    /// The settings for systemd-resolved; `nil` where it can't ask any of the servers.
    ///
    /// TLS is for all servers or for none there (`DNSOverTLS`, resolved.conf(5)): beside plain servers, the others are left
    /// out, as they are in resolv.conf.
    public var resolvedSettings: String? {
        let overTLS = plain.isEmpty ? servers.filter { $0.protocol == .dot } : []
        let chosen = (plain.isEmpty ? overTLS : plain).compactMap { server in
            server.addr.map { address in server.tlsServerName.map { "\(address)#\($0)" } ?? "\(address)" }
        }
        guard !chosen.isEmpty else { return nil }
        var lines = ["[Resolve]", "DNS=\(chosen.joined(separator: " "))"]
        if !overTLS.isEmpty { lines.append("DNSOverTLS=yes") }
        if !searchDomains.isEmpty { lines.append("Domains=\(searchDomains.joined(separator: " "))") }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension ResolverText {
    /// What a spec says.
    init(_ spec: ResolverSpec) {
        self.init(spec.nameServers, searchDomains: spec.searchDomains.map(\.description))
    }

    /// What a status says.
    init(_ status: ResolverStatus) {
        self.init(status.nameServers, searchDomains: status.searchDomains.map(\.description))
    }
}
