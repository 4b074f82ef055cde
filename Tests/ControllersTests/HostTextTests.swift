import NetworkTypes
import Resources
import Testing

@testable import Controllers

@Suite struct `The texts of the host's files` {
    private func host(_ name: String, _ addresses: String...) -> StaticHost {
        var host = StaticHost()
        host.hostname = DomainName(name)
        host.addresses = addresses.compactMap { IPAddress($0) }
        return host
    }

    private var named: HostnameStatus {
        var status = HostnameStatus()
        status.hostname = DomainName("node-1")
        status.domainname = DomainName("example.com")
        return status
    }

    private func lines(_ text: HostsText) -> [[Substring]] {
        text.text.split(separator: "\n").map { $0.split(separator: " ") }
    }

    @Test func `a host without an address finds its name at 127.0.1.1`() {
        let lines = lines(HostsText(hostname: named, address: nil, hosts: []))
        #expect(lines[1] == ["127.0.1.1", "node-1.example.com", "node-1"])
    }

    @Test
    func `names of one address share a line, the lines are in the order of the addresses, and each name is there`() {
        let hosts = [host("b", "10.0.0.10", "2001:db8::1"), host("a", "10.0.0.10"), host("c", "10.0.0.9")]
        let lines = lines(HostsText(hostname: nil, address: nil, hosts: hosts)).suffix(3)
        #expect(lines == [["10.0.0.9", "c"], ["10.0.0.10", "a", "b"], ["2001:db8::1", "b"]])
    }

    @Test func `what the host is called at its own address is said once`() {
        let hosts = [host("node-1", "192.0.2.1", "192.0.2.2"), host("node-1.example.com", "192.0.2.1")]
        let lines = lines(HostsText(hostname: named, address: IPAddress("192.0.2.1"), hosts: hosts))
        #expect(lines.filter { $0[0] == "192.0.2.1" } == [["192.0.2.1", "node-1.example.com", "node-1"]])
        #expect(lines.last == ["192.0.2.2", "node-1"])
    }

    private func server(_ address: String, _ protocol: DNSProtocol = .do53, _ name: String? = nil) -> NameServer {
        var server = NameServer()
        server.addr = IPAddress(address)
        server.protocol = `protocol`
        server.tlsServerName = name.flatMap { DomainName($0) }
        return server
    }

    @Test func `resolv.conf names three plain servers at most`() {
        let servers = [
            server("192.0.2.9", .dot), server("192.0.2.1"), server("192.0.2.2"), server("192.0.2.3"),
            server("192.0.2.4"),
        ]
        #expect(
            ResolverText(servers, searchDomains: []).file
                == "nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\n")
        #expect(ResolverText([server("192.0.2.9", .dot)], searchDomains: ["a"]).file == nil)
    }

    @Test
    func `systemd-resolved asks over TLS where all servers do, and never asks a server in the clear that wants it`() {
        let secure = server("192.0.2.1", .dot, "dns.example.com")
        #expect(
            ResolverText([secure], searchDomains: ["a", "b"]).resolvedSettings
                == "[Resolve]\nDNS=192.0.2.1#dns.example.com\nDNSOverTLS=yes\nDomains=a b\n")
        #expect(
            ResolverText([secure, server("192.0.2.2")], searchDomains: []).resolvedSettings
                == "[Resolve]\nDNS=192.0.2.2\n")
        #expect(ResolverText([server("192.0.2.1", .doh)], searchDomains: []).resolvedSettings == nil)
    }

    @Test(arguments: [
        ("../run/systemd/resolve/stub-resolv.conf", ResolverDestination.resolved),
        ("/run/systemd/resolve/resolv.conf", .resolved), ("/usr/lib/systemd/resolv.conf", .resolved),
        ("/run/NetworkManager/resolv.conf", .file), ("resolv.conf.real", .file),
    ])
    func `systemd-resolved is known by where resolv.conf leads`(_ target: String, _ destination: ResolverDestination) {
        #expect(ResolverDestination(target: target) == destination)
    }

    @Test func `the mark is found below the name of a host, and not deep in a text`() {
        let comment = FileOrigin.comment(from: ["HostnameSpec"])
        #expect(FileOrigin.isMarked("node-1\n" + comment))
        #expect(!FileOrigin.isMarked(String(repeating: "a\n", count: 20) + comment))
    }
}
