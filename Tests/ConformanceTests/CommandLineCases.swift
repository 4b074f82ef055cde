import HostConfiguration
import NetworkTypes
import Resources
import Testing

/// Talos' tests of the kernel's command line.
@Suite struct `The kernel's command line, as Talos tests it` {
    static let cases = ConformanceFile.cases("cmdline.json")
    /// The links of the file's head: two with aliases, and the first of them stands for the first of the host.
    static let aliases = ["eth31": "enxa", "eth32": "enxb"]

    private func names() throws -> LinkNames {
        var links: [InterfaceName: LinkStatus] = [:]
        for (name, alias) in Self.aliases {
            var status = LinkStatus()
            status.alias = alias
            links[try #require(InterfaceName(name))] = status
        }
        return LinkNames(links)
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)))
    func `none is left out`() {
        #expect(Self.cases.count == 27)
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases)
    func `a case`(_ example: ConformanceCase) throws {
        let line = KernelCommandLine(example.json.text("cmdline"), names: try names())
        guard example.json["expectedError"] == nil else {
            #expect(line.faults.count == 1)
            return
        }
        #expect(line.faults == [])
        let text = (example.json["expected"] ?? [:]).canonical.replacing("$firstNonLoopbackInterface", with: "eth31")
        let expected = try JSON(parsing: text)
        let configs = line.interfaces.map { interface in
            var json: JSON = ["LinkName": interface.link.json]
            json["Address"] = interface.address?.json
            json["Gateway"] = interface.gateway?.json
            if interface.usesDHCP { json["DHCP"] = true }
            return json
        }
        #expect(configs == expected.list("LinkConfigs"))
        #expect(line.hostname == expected.text("Hostname"))
        #expect(line.nameServers.map(\.json) == expected.list("DNSAddresses"))
        #expect(line.timeServers.map(\.json) == expected.list("NTPAddresses"))
        #expect(line.ignoredLinks.map(\.json) == expected.list("IgnoreInterfaces"))
        let links = try expected.list("NetworkLinkSpecs").map { json in
            var faults: [Fault] = []
            var spec = try #require(LinkSpec.decode(json, at: .root, &faults), "\(faults)")
            // To say nothing is to say false in Talos.
            if spec.logical == false { spec.logical = nil }
            return spec
        }
        #expect(line.links == links)
    }
}
