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
        #expect((line.hostname?.description ?? "") == expected.text("Hostname"))
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

/// Talos' tests of what the command line comes to in its layer.
@Suite struct `The layer cmdline, as Talos tests it` {
    /// Those in which nothing but the command line speaks.
    static let cases = ConformanceFile.cases("config-controllers.json").filter { example in
        example.json["cmdline"] != nil && example.json.list("steps").allSatisfy { $0["expect"] != nil }
    }

    private func rows<Spec: ResourceSpec>(_ specs: [Spec]) -> [String: JSON] {
        var rows: [String: JSON] = [:]
        for spec in specs { rows["\(Spec.typeName) \(LayeredID(spec.layer, spec.id))"] = spec.json }
        return rows
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases)
    func `a case`(_ example: ConformanceCase) throws {
        let line = KernelCommandLine(example.json.text("cmdline"), names: LinkNames([:]))
        #expect(line.faults == [])
        var rows = rows(line.links)
        rows.merge(self.rows(line.addresses)) { first, _ in first }
        rows.merge(self.rows(line.routes)) { first, _ in first }
        rows.merge(self.rows(line.hostnameSpec.map { [$0] } ?? [])) { first, _ in first }
        rows.merge(self.rows(line.resolverSpec.map { [$0] } ?? [])) { first, _ in first }
        rows.merge(self.rows(line.timeServerSpec.map { [$0] } ?? [])) { first, _ in first }
        for expected in example.json.list("steps").flatMap({ $0.list("expect") }) {
            let type = try #require(TalosType(of: expected))
            let row = try #require(rows["\(type.name) \(expected.text("id"))"], "\(expected.canonical)")
            let members = expected["spec"]?.members ?? [:]
            let wanted = try #require(type.read(.object(members.merging(row.members ?? [:]) { given, _ in given })))
            for name in members.keys where members[name] != false || row[name] != nil {
                #expect(row[name] == wanted[name], "\(name)")
            }
        }
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)))
    func `seven cases are found`() { #expect(Self.cases.count == 7) }
}
