import Controllers
import NetworkTypes
import Resources
import Testing

/// Talos' tests of sorting and filtering addresses.
@Suite struct `Lists of addresses, as Talos tests them` {
    static let cases = ConformanceFile.cases("helpers.json").map(\.json)
    static let sorts = cases.filter { $0.text("fn") == "SortPrefixes" }
    static let filters = cases.filter { $0.text("fn") == "FilterIPs" }

    private func prefixes(_ list: JSON?) throws -> [IPPrefix] {
        try (list?.elements ?? []).map { try #require(IPPrefix($0.text ?? "")) }
    }

    @Test(.enabled(if: !sorts.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: sorts)
    func `sorting`(_ example: JSON) throws {
        let given = try prefixes(example["in"])
        for _ in 0..<20 {
            #expect(AddressSortAlgorithm.v1.sorted(given.shuffled()) == (try prefixes(example["outV1"])))
            #expect(AddressSortAlgorithm.v2.sorted(given.shuffled()) == (try prefixes(example["outV2"])))
        }
    }

    @Test(.enabled(if: !filters.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: filters)
    func `filtering`(_ example: JSON) throws {
        var filter = NodeAddressFilter()
        filter.includeSubnets = try prefixes(example["in"]?["include"])
        filter.excludeSubnets = try prefixes(example["in"]?["exclude"])
        let given = try prefixes(example["in"]?["addresses"])
        #expect(given.filter(filter.shows) == (try prefixes(example["out"])))
    }
}
