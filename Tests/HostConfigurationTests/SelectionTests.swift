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
}
