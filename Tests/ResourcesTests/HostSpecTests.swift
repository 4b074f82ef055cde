import NetworkTypes
import Resources
import Testing

@Suite struct `What a host is to be called, to ask and to know` {
    private func stored<Spec: ResourceSpec>(_: Spec.Type, _ id: String, _ spec: JSON) throws -> JSON {
        try JSON(parsing: ResourceType(Spec.self).canonicalSpec(spec, id: "api/" + id, at: .root))
    }

    private func faults<Spec: ResourceSpec>(_: Spec.Type, _ id: String, _ spec: JSON) -> [String] {
        do throws(Faults) {
            _ = try ResourceType(Spec.self).canonicalSpec(spec, id: "api/" + id, at: .root)
            return []
        } catch {
            return error.all.map { "\($0.pointer): \($0.detail)" }
        }
    }

    @Test func `what stands after a host name's dot is its domain`() throws {
        let split = try stored(HostnameSpec.self, "hostname", ["hostname": "node-1.example.com"])
        #expect(split["hostname"] == "node-1" && split["domainname"] == "example.com")
        let whole = try stored(HostnameSpec.self, "hostname", ["hostname": "node-1", "domainname": "example.com"])
        #expect(whole == split)
        #expect(try stored(HostnameSpec.self, "hostname", ["hostname": "a", "domainname": ""])["domainname"] == .null)
        let two = faults(HostnameSpec.self, "hostname", ["hostname": "a.example.com", "domainname": "example.org"])
        #expect(two.count == 1 && two[0].hasPrefix("/domainname: ") && two[0].contains("example.org"))
    }

    @Test(arguments: [
        "", ".", "-a", "a-", "a_b", "a..b", "a b", "ä", ".example.org", String(repeating: "a", count: 64),
    ])
    func `what is no host name is refused`(_ name: String) {
        #expect(
            faults(HostnameSpec.self, "hostname", ["hostname": .string(name)]).first?.hasPrefix("/hostname: ") == true)
    }

    @Test func `a name of 253 bytes is the longest`() {
        let label = String(repeating: "a", count: 62)
        let name = [label, label, label, label].joined(separator: ".") + ".a"
        #expect(name.utf8.count == 253 && DomainName(name) != nil && DomainName(name + "a") == nil)
        let apart: JSON = ["hostname": "host", "domainname": .string(name)]
        #expect(faults(HostnameSpec.self, "hostname", apart).first?.contains("253") == true)
    }

    @Test func `servers are stored in one form, however they are written`() throws {
        let plain = try stored(ResolverSpec.self, "resolvers", ["dnsServers": ["192.0.2.53"]])
        #expect(plain["nameServers"] == [["addr": "192.0.2.53", "protocol": "Do53"]] && plain["dnsServers"] == nil)
        let column = Column("RESOLVERS", "nameServers.addr")
        #expect(column.value(in: plain) == ["192.0.2.53"], "a column leads through a list")
        #expect(column.value(in: [:]) == nil && column.value(in: ["nameServers": []]) == [])
        let both: JSON = ["dnsServers": ["192.0.2.53"], "nameServers": [["addr": "192.0.2.53"]]]
        #expect(try stored(ResolverSpec.self, "resolvers", both) == plain)
        let differing: JSON = ["dnsServers": ["192.0.2.1"], "nameServers": [["addr": "192.0.2.53"]]]
        #expect(faults(ResolverSpec.self, "resolvers", differing).first?.hasPrefix("/dnsServers: ") == true)
        let bad: JSON = ["nameServers": [["addr": "", "protocol": "TLS"]], "searchDomains": ["a b"]]
        let places = faults(ResolverSpec.self, "resolvers", bad).map { $0.prefix { $0 != ":" } }
        #expect(places == ["/nameServers/0/addr", "/nameServers/0/protocol", "/searchDomains/0"])
    }

    @Test func `a known host's name is stored in small letters, and only so it is an id`() throws {
        let host = try stored(StaticHost.self, "printer.example.com", ["addresses": ["192.0.2.9", "::1", "192.0.2.9"]])
        #expect(host["hostname"] == "printer.example.com" && host["addresses"] == ["192.0.2.9", "::1"])
        #expect(ResourceType(StaticHost.self).canonicalID("api/Printer") == "api/printer")
        #expect(faults(StaticHost.self, "Printer", ["addresses": ["192.0.2.9"]]).first?.contains("'printer'") == true)
        #expect(faults(StaticHost.self, "printer", ["addresses": []]).first?.hasPrefix("/addresses: ") == true)
        let other = faults(StaticHost.self, "printer", ["addresses": ["192.0.2.9"], "hostname": "scanner"])
        #expect(other.first?.hasPrefix("/hostname: ") == true)
    }

    @Test func `a member that must be there may not be null either`() {
        #expect(
            faults(LinkAliasSpec.self, "eth0", ["alias": .null]).first?.hasPrefix("/alias: 'alias' is missing") == true)
        #expect(faults(LinkAliasSpec.self, "eth0", ["alias": "mgmt0"]) == [])
    }

    @Test func `only three files can be kept, with a bounded text and a mode that says no more than who may do what`()
        throws
    {
        let text = "127.0.0.1\tlocalhost\n"
        let file = try stored(EtcFileSpec.self, "hosts", ["contents": .string(text)])
        #expect(file["contents"]?.text == text && file["mode"] == "0644" && file["name"] == "hosts")
        for id in ["passwd", "../shadow", "Hosts", "resolv"] {
            #expect(faults(EtcFileSpec.self, id, ["contents": ""]).count == 1)
        }
        for mode: JSON in ["4755", "888", "64", 420, "0644 "] {
            #expect(faults(EtcFileSpec.self, "hosts", ["contents": "", "mode": mode]).count == 1)
        }
        let long = String(repeating: "x", count: 65_537)
        #expect(faults(EtcFileSpec.self, "hosts", ["contents": .string(long)]).count == 1)
        #expect(faults(EtcFileSpec.self, "hosts", ["contents": "a\0b"]).count == 1)
    }

    @Test func `a parameter's path stays below proc, sys`() {
        #expect(KernelParamName("proc.sys.net.ipv4.ip_forward")?.path == ["net", "ipv4", "ip_forward"])
        #expect(
            KernelParamName("proc.sys.net.ipv4.conf.eth0/100.rp_filter")?.path
                == ["net", "ipv4", "conf", "eth0.100", "rp_filter"])
        for name in [
            "", "proc.sys", "proc.sys.net", "net.ipv4.ip_forward", "proc.sys..net.x", "proc.sys.net.//.x",
            "proc.sys./.x.y", "proc.sys.net.a b.c", "sys.kernel.mm", "proc.sys.net.x.", "proc.sys.net.\0.x",
        ] { #expect(KernelParamName(name) == nil, "\(name)") }
    }
}
