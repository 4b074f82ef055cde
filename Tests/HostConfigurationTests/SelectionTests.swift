import HostConfiguration
import NetworkTypes
import Resources
import Testing

/// What conditions on links find.
@Suite struct `A selector` {
    private func link(_ driver: String, _ address: String, isVirtual: Bool = false) -> LinkStatus {
        var link = LinkStatus()
        (link.type, link.driver, link.hardwareAddr) = (.ether, driver, HardwareAddress(address))
        if isVirtual { link.kind = "veth" } else { link.busPath = "0000:00:03.0" }
        return link
    }

    private func selections(_ text: String, _ links: [InterfaceName: LinkStatus]) throws -> [LinkSelection] {
        var sources = LayerSources()
        (sources.configuration, sources.links) = (try MachineConfiguration(text: text), links)
        return sources.linkSelections
    }

    private func alias(_ name: String, _ match: String) -> String {
        "apiVersion: v1alpha1\nkind: LinkAliasConfig\nname: \(name)\nselector:\n  match: \(match)\n"
    }

    @Test func `for one alias says when no link is so, one, or several`() throws {
        let text = alias("uplink", "link.driver == \"e1000\"")
        let (first, second) = (link("e1000", "02:00:00:00:00:01"), link("e1000", "02:00:00:00:00:02"))
        let none = try #require(try selections(text, [:]).first)
        #expect((none.state, none.links) == (.none, []))
        #expect(none.reason == "no link is so; the alias uplink waits for one")
        let warning = none.warning(in: try MachineConfiguration(text: text))
        #expect(
            warning?.description
                == "LinkAliasConfig/uplink, line 5, at /selector/match: no link is so; the alias uplink "
                + "waits for one; the selector is link.driver == \"e1000\"")
        let one = try #require(try selections(text, ["eth0": first]).first)
        #expect((one.state, one.links, one.reason) == (.found, ["eth0"], ""))
        #expect(one.warning(in: try MachineConfiguration(text: text)) == nil)
        let several = try #require(try selections(text, ["eth1": second, "eth0": first]).first)
        #expect((several.state, several.links) == (.several, ["eth0", "eth1"]))
        #expect(several.reason == "2 links are so, eth0, eth1; the alias uplink is for one alone")
    }

    @Test func `that finds virtual links only says what lets it`() throws {
        let veth = link("veth", "02:00:00:00:00:01", isVirtual: true)
        let found = try selections(alias("uplink", "link.driver == \"veth\""), ["eth0": veth]).first
        #expect(found?.state == LinkSelectorStatus.State.none)
        #expect(found?.reason.contains("only eth0, and no hardware") == true, "\(found?.reason ?? "")")
    }

    @Test func `of a pattern takes all that are free, and one that is overruled says by whom`() throws {
        let links =
            ["eth0": link("e1000", "02:00:00:00:00:01"), "eth1": link("e1000", "02:00:00:00:00:02")]
            as [InterfaceName: LinkStatus]
        let mac = "mac(link.hardware_addr) == \"02:00:00:00:00:01\""
        let text = [alias("first", mac), alias("net%d", "link.driver == \"e1000\""), alias("last", mac)]
            .joined(separator: "---\n")
        let found = try selections(text, links)
        #expect(found.map(\.state) == [.overruled, .found, .found])
        #expect(found[0].reason == "LinkAliasConfig/last gives eth0 another alias")
        #expect(found[1].links == ["eth0", "eth1"])
        let none = try selections(alias("a%d", mac) + "---\n" + alias("b%d", mac), links)
        #expect(none.map(\.state) == [.found, .overruled])
        #expect(none[1].reason == "earlier documents give all of these links an alias")
    }

    @Test func `of the legacy document is told by its item, that of a bond too`() throws {
        let text = """
            version: v1alpha1
            machine:
              network:
                interfaces:
                  - deviceSelector: {driver: "e100*", hardwareAddr: "02:*"}
                    mtu: 1400
                  - deviceSelector: {driver: none}
                    ignore: true
                  - interface: bond0
                    bond:
                      deviceSelectors:
                        - driver: none
                        - driver: e1000
            """
        let found = try selections(text, ["eth0": link("e1000", "02:00:00:00:00:01")])
        #expect(found.map(\.state) == [.found, .none, .found])
        #expect(found[0].selector == "driver: e100*, hardwareAddr: 02:*")
        #expect(found[1].source.pointer == JSONPointer("/machine/network/interfaces/2/bond/deviceSelectors/0"))
        #expect(found[1].reason == "no link is so; the bond bond0 is without such a port")
        let empty = try selections(text, [:])
        #expect(empty[0].reason == "no link is so; what is said of it waits for one")
        #expect(try MachineConfiguration(text: text).line(of: found[1].source) == 12)
    }

    @Test func `is a row for each place, with its line`() throws {
        var sources = LayerSources()
        sources.configuration = try MachineConfiguration(text: "\n" + alias("net%d", "link.driver == \"none\""))
        let rows = LinkSelectorRule.rows(sources)
        #expect(Array(rows.keys) == ["LinkAliasConfig/net%d/selector/match"])
        let row = try JSON(parsing: try #require(rows.values.first).text)
        #expect((row["line"], row["state"], row["selector"]) == (6, "none", "link.driver == \"none\""))
    }

    @Test func `gives no alias that no link can have, and says so`() throws {
        let text = alias("a-name-that-is-too-long", "link.driver == \"e1000\"")
        #expect(try MachineConfiguration(text: text).unsupported == ["LinkAliasConfig/a-name-that-is-too-long name"])
        #expect(try selections(text, [:]).isEmpty)
    }

    private func bond(_ name: String, _ selectors: String, kind: String = "BondConfig") -> String {
        let mode = kind == "BondConfig" ? "bondMode: active-backup\n" : kind == "VRFConfig" ? "table: 10\n" : ""
        return "apiVersion: v1alpha1\nkind: \(kind)\nname: \(name)\n\(mode)linkSelectors:\n\(selectors)"
    }

    private func specs(_ text: String, _ links: [InterfaceName: LinkStatus]) throws -> [String: LinkSpec] {
        var sources = LayerSources()
        (sources.configuration, sources.links) = (try MachineConfiguration(text: text), links)
        return Dictionary(LinkLayers.specs(sources).map { ($0.spec.id, $0.spec) }) { $1 }
    }

    private let three: [InterfaceName: LinkStatus] = {
        let links = ["eth0", "eth1", "eth2"].enumerated().map { number, name in
            var link = LinkStatus()
            (link.type, link.driver, link.busPath) = (.ether, number == 2 ? "igb" : "e1000", "0000:00:0\(number).0")
            link.hardwareAddr = HardwareAddress("02:00:00:00:00:0\(number)")
            link.permanentAddr = HardwareAddress("06:00:00:00:00:0\(number)")
            (link.pciID, link.altNames) = ("8086:100\(number)", ["enp\(number)s0", "rack\(number)"])
            return (name, link)
        }
        return Dictionary(links.compactMap { name, link in InterfaceName(name).map { ($0, link) } }) { $1 }
    }()

    @Test(arguments: [
        ("link.driver == \"e1000\"", ["eth0", "eth1"]), ("glob(\"06:*:01\", mac(link.permanent_addr))", ["eth1"]),
        ("mac(link.hardware_addr) in [\"02:00:00:00:00:00\", \"02:00:00:00:00:02\"]", ["eth0", "eth2"]),
        ("glob(\"*:01.?\", link.bus_path)", ["eth1"]),
        ("link.pci_id == \"8086:1002\"", ["eth2"]), ("\"rack1\" in link.alt_names", ["eth1"]),
        ("link.alt_names.exists(name, glob(\"enp2*\", name))", ["eth2"]),
        ("link.alt_names.exists(name, glob(\"rack*\", name)) && link.driver != \"igb\"", ["eth0", "eth1"]),
        ("link.kind == \"\"", ["eth0", "eth1", "eth2"]),
    ])
    func `makes ports of a bond, a bridge or a VRF`(_ match: String, _ ports: [String]) throws {
        for kind in ["BondConfig", "BridgeConfig", "VRFConfig"] {
            let specs = try specs(bond("m0", "  - match: '\(match)'\n", kind: kind), three)
            let found = specs.values.filter { spec in
                (spec.masterName ?? spec.bridgeSlave?.masterName ?? spec.vrfSlave?.masterName)?.description == "m0"
            }
            #expect(found.map(\.id).sorted() == ports, "\(kind)")
            if kind == "BondConfig" {
                #expect(ports.compactMap { specs[$0]?.slaveIndex } == (0..<UInt32(ports.count)).map { $0 })
            }
        }
    }

    @Test func `for one port takes none of several, and says so`() throws {
        let text = bond("bond0", "  - match: link.driver == \"e1000\"\n    which: one\n")
        let found = try #require(try selections(text, three).first)
        #expect((found.state, found.links) == (.several, ["eth0", "eth1"]))
        #expect(
            found.reason == "2 links are so, eth0, eth1, and one alone is meant; bond0 has none of them")
        #expect(try specs(text, three).keys.sorted() == ["bond0"])
        let one = three.filter { $0.key != "eth1" }
        #expect(try selections(text, one).first?.state == .found)
        #expect(try specs(text, one)["eth0"]?.masterName == "bond0")
        let none = try #require(try selections(text, [:]).first)
        #expect((none.state, none.reason) == (.none, "no link is so; bond0 is without such a port"))
        let warning = none.warning(in: try MachineConfiguration(text: text))
        #expect(warning?.description.hasPrefix("BondConfig/bond0, line 6, at /linkSelectors/0/match:") == true)
    }

    @Test func `leaves links that others have by name, or had before`() throws {
        let all = "  - match: link.driver != \"\"\n"
        let named = "apiVersion: v1alpha1\nkind: BridgeConfig\nname: br0\nlinks: [rack2]\n"
        let text = [
            bond("bond0", "  - match: link.driver == \"e1000\"\n"), named, bond("br1", all, kind: "BridgeConfig"),
        ]
        .joined(separator: "---\n")
        let found = try selections(text, three)
        #expect(found.map(\.state) == [.found, .overruled])
        #expect(
            found[1].reason
                == "eth0 belongs to BondConfig/bond0, eth1 belongs to BondConfig/bond0, eth2 belongs to BridgeConfig/br0"
        )
        let specs = try specs(text, three)
        #expect(specs["eth2"]?.bridgeSlave?.masterName == "br0")
        #expect(specs["eth0"]?.bridgeSlave == nil && specs["eth0"]?.masterName == "bond0")
    }

    @Test func `finds a bond's port by the address that it had before`() throws {
        var links = three
        for name in ["eth0", "eth1"] as [InterfaceName] {
            links[name]?.hardwareAddr = HardwareAddress("02:00:00:00:00:00")
            links[name]?.bondSlaveState = BondPortState()
        }
        links["eth1"]?.bondSlaveState?.permanentAddr = HardwareAddress("02:00:00:00:00:01")
        let text = bond("bond0", "  - match: mac(link.hardware_addr) == \"02:00:00:00:00:01\"\n")
        #expect(try selections(text, links).first?.links == ["eth1"])
    }

    @Test(arguments: [
        ("link.mtu == 1500", "link.mtu is another as soon as a link is a port"),
        ("link.driver ==", "a value is expected"),
        ("''", "a condition must say which links are meant"),
    ])
    func `that can't say which links are ports is a fault`(_ match: String, _ detail: String) throws {
        do throws(ConfigurationFaults) {
            _ = try MachineConfiguration(text: bond("br0", "  - match: \(match)\n", kind: "BridgeConfig"))
            Issue.record("it is accepted")
        } catch {
            #expect(error.all.map(\.pointer.description) == ["/linkSelectors/0/match"])
            #expect(error.all.first?.detail.hasPrefix(detail) == true, "\(error)")
        }
    }
}
