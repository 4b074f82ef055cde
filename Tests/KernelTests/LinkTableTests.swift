import NetworkTypes
import Testing

@testable import Kernel

@Suite struct `Tables of links` {
    private static func name(_ text: String) throws -> InterfaceName { try #require(InterfaceName(text)) }

    private static func link(_ index: UInt32, _ change: (inout KernelLink) -> Void = { _ in }) throws -> KernelLink {
        var link = KernelLink(index: index, name: try name("l\(index)"))
        change(&link)
        return link
    }

    @Test func `find links by name, number, kind, and what they have to do with`() throws {
        let table = LinkTable([
            try Self.link(2) { $0.kind = "bridge" },
            try Self.link(3) { ($0.masterIndex, $0.alternativeNames) = (2, ["other"]) },
            try Self.link(4) { ($0.lowerIndex, $0.kind) = (3, "vlan") },
            try Self.link(5) { ($0.kind, $0.values[.vxlanLink]) = ("vxlan", .number(3)) },
        ])
        #expect(table.link(try Self.name("l3"))?.index == 3)
        #expect(table.link(try Self.name("other"))?.index == 3)
        #expect(table.link(index: 4)?.name.description == "l4")
        #expect(table.link(index: 9) == nil)
        #expect(table.link(try Self.name("l9")) == nil)
        #expect(table.links(ofKind: "bridge").map(\.index) == [2])
        #expect(table.ports(of: 2).map(\.index) == [3])
        #expect(table.upper(of: 3).map(\.index) == [4, 5])
        #expect(table.map(\.index) == [2, 3, 4, 5])
    }

    @Test func `are the same one where nothing is other`() throws {
        let links = [try Self.link(2), try Self.link(3)]
        let table = LinkTable(links)
        #expect(table.next(links) === table)
        #expect(table.next([2: links[0], 9: nil]) === table)
        #expect(LinkTable(links).differences(from: table) == [])
    }

    @Test func `that follow from each other say the same as those that were made anew`() throws {
        var dice = SystemRandomNumberGenerator()
        var links = Dictionary(uniqueKeysWithValues: try (2...30).map { ($0, try Self.link($0)) })
        func made() -> LinkTable { LinkTable(links.values.sorted { $0.index < $1.index }) }
        var (table, fresh) = (made(), made())
        var history = [(table: table, fresh: fresh)]
        for step in 0..<300 {
            var news: [UInt32: KernelLink?] = [:]
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                let index = UInt32.random(in: 2...40, using: &dice)
                let other = UInt32.random(in: 2...40, using: &dice)
                switch Int.random(in: 0..<7, using: &dice) {
                case 0: links[index] = nil
                case 1: links[index] = try Self.link(index) { $0.masterIndex = other }
                case 2: links[index] = try Self.link(index) { $0.lowerIndex = other }
                case 3: links[index] = try Self.link(index) { $0.kind = "bridge" }
                case 4: links[index]?.name = try Self.name("n\(step)x\(index)")
                case 5: links[index]?.alternativeNames = ["a\(index)"]
                default: links[index]?.mtu = UInt32(step)
                }
                news.updateValue(links[index], forKey: index)
            }
            fresh = made()
            table = step.isMultiple(of: 5) ? table.next(fresh.links) : table.next(news)
            #expect(table.links == fresh.links)
            for index in UInt32(2)...40 {
                #expect(table.link(index: index) == links[index])
                #expect(table.ports(of: index) == fresh.ports(of: index))
                #expect(table.upper(of: index) == fresh.upper(of: index))
            }
            for link in fresh { #expect(table.link(link.name) == link) }
            #expect(table.links(ofKind: "bridge") == fresh.links(ofKind: "bridge"))
            for earlier in history.suffix(5) {
                #expect(table.differences(from: earlier.table) == fresh.differences(from: earlier.fresh))
            }
            history.append((table, fresh))
        }
    }
}
