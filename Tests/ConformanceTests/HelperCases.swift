import Controllers
import HostConfiguration
import NetworkTypes
import Resources
import Testing

/// Talos' tests of small functions about addresses and names.
@Suite struct `Addresses and names, as Talos tests them` {
    static let cases = ConformanceFile.cases("helpers.json").map(\.json)

    private static func cases(_ function: String) -> [JSON] { cases.filter { $0.text("fn") == function } }

    private func prefixes(_ list: JSON?) throws -> [IPPrefix] {
        try (list?.elements ?? []).map { try #require(IPPrefix($0.text ?? "")) }
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)))
    func `none is left out`() {
        let functions = Set(Self.cases.map { $0.text("fn") })
        let tested = [
            "VLANLinkName", "BroadcastAddr", "DeduplicateIPPrefixes", "FilterIPs", "SortPrefixes", "StableHostname",
            "AddressHostname", "PortRangesValidate",
        ]
        #expect(functions == Set(tested))
        #expect(Self.cases.count == 31)
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases("SortPrefixes"))
    func `sorting`(_ example: JSON) throws {
        let given = try prefixes(example["in"])
        for _ in 0..<20 {
            #expect(AddressSortAlgorithm.v1.sorted(given.shuffled()) == (try prefixes(example["outV1"])))
            #expect(AddressSortAlgorithm.v2.sorted(given.shuffled()) == (try prefixes(example["outV2"])))
        }
    }

    @Test(
        .enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)),
        arguments: cases("DeduplicateIPPrefixes"))
    func `each once`(_ example: JSON) throws {
        // Our lists are sorted as well.
        let sorted = AddressSortAlgorithm.v1.sorted(try prefixes(example["in"]))
        #expect(sorted == (try prefixes(example["out"])).sorted())
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases("FilterIPs"))
    func `filtering`(_ example: JSON) throws {
        var filter = NodeAddressFilter()
        filter.includeSubnets = try prefixes(example["in"]?["include"])
        filter.excludeSubnets = try prefixes(example["in"]?["exclude"])
        let given = try prefixes(example["in"]?["addresses"])
        #expect(given.filter(filter.shows) == (try prefixes(example["out"])))
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases("BroadcastAddr"))
    func `the broadcast address`(_ example: JSON) throws {
        let prefix = try #require(IPPrefix(example.text("in")))
        #expect(prefix.broadcast?.description == example["out"]?.text)
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases("VLANLinkName"))
    func `the name of a VLAN's link`(_ example: JSON) throws {
        let given = example.list("in")
        let base = try #require(InterfaceName(given.first?.text ?? ""))
        let vlan = try #require(given.last?.integer.flatMap { UInt32(exactly: $0) })
        #expect(InterfaceName(vlan: vlan, on: base)?.description == example.text("out"))
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases("StableHostname"))
    func `the name of a host by its identity`(_ example: JSON) {
        #expect(AutomaticHostname.stable(identity: example.text("in")) == example.text("out"))
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases("AddressHostname"))
    func `the name of a host by its address`(_ example: JSON) throws {
        let address = try #require(IPAddress(example.text("in")))
        #expect(AutomaticHostname.address(address) == example.text("out"))
    }

    @Test(
        .enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases("PortRangesValidate")
    )
    func `ports and spans of ports`(_ example: JSON) {
        var faults: [Fault] = []
        let spans = [PortSpan].decode(example["in"] ?? [], at: .root, &faults)
        let isFaulty = spans?.overlaps.isEmpty != true
        #expect(isFaulty == !example.text("error").isEmpty)
        #expect((spans == nil) == !faults.isEmpty)
    }
}
