import Controllers
import NetworkTypes
import Resources
import Testing

/// Talos' tests of the texts of hosts and resolv.conf.
@Suite struct `Files, as Talos tests them` {
    static let cases = ConformanceFile.cases("etcfiles.json")

    /// Members of what is expected that aren't compared, and why.
    static let missing = [
        "podResolvConf": "a file for containers of Kubernetes, which isn't a host's business",
        "resolv.conf": "where the DNS of the host is on, it names that; there is none here",
    ]

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases)
    func `hosts`(_ example: ConformanceCase) throws {
        let inputs = try #require(example.json["inputs"])
        let addresses = try inputs.list("nodeAddressDefault").map { try #require(IPPrefix($0.text ?? "")).address }
        let text = HostsText(
            hostname: decoded(inputs["hostnameStatus"]), address: addresses.first, hosts: try hosts(inputs)
        ).text
        #expect(text == example.json["expected"]?["hosts"]?.text)
    }

    static let plain = cases.filter { $0.json["inputs"]?["hostDNS"]?["enabled"] != true }

    @Test func `the DNS of the host is on in all cases but some`() {
        #expect(Self.plain.count == (Self.cases.isEmpty ? 0 : 2))
        #expect(
            Self.missing.keys.allSatisfy { name in Self.cases.allSatisfy { $0.json["expected"]?[name] != nil } })
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: plain)
    func `resolv.conf`(_ example: ConformanceCase) throws {
        let status: ResolverStatus? = decoded(example.json["inputs"]?["resolverStatus"])
        let text = status.flatMap { status in
            ResolverText(status.nameServers, searchDomains: status.searchDomains.map(\.description)).file
        }
        #expect(text == example.json["expected"]?["resolv.conf"]?.text)
    }

    private func decoded<Spec: ResourceSpec>(_ json: JSON?) -> Spec? {
        guard let json else { return nil }
        var faults: [Fault] = []
        let spec = Spec.decode(json, at: .root, &faults)
        #expect(faults == [])
        return spec
    }

    /// The entries of the legacy configuration, as static hosts.
    private func hosts(_ inputs: JSON) throws -> [StaticHost] {
        let entries = inputs["cfg"]?["machine"]?["network"]?["extraHostEntries"]?.elements ?? []
        return try entries.flatMap { entry in
            try entry.list("aliases").map { alias in
                var host = StaticHost()
                host.hostname = DomainName(alias.text ?? "")
                host.addresses = [try #require(IPAddress(entry.text("ip")))]
                return host
            }
        }
    }
}
