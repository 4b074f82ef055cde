import Kernel
import NetworkTypes
import Testing

@testable import Controllers

@Suite struct `Links whose statuses are made anew` {
    /// 2 is a port of 3, 4 lies on 3, 5 and 6 have nothing to do with anything.
    private static let links: [UInt32: KernelLink] = {
        var links = Dictionary(
            uniqueKeysWithValues: (2...6).map { (index: UInt32) in
                (index, Sample.link(index, InterfaceName("l\(index)") ?? "lo"))
            })
        links[2]?.masterIndex = 3
        links[4]?.lowerIndex = 3
        return links
    }()

    private static func affected(_ change: (inout [UInt32: KernelLink]) -> Void) -> Set<UInt32> {
        var now = links
        change(&now)
        return LinkStatusController.affected(
            from: LinkTable(Array(links.values)), to: KernelState(links: Array(now.values)))
    }

    @Test func `are none where nothing changed`() { #expect(Self.affected { _ in } == []) }

    @Test func `are one alone that has to do with no other`() { #expect(Self.affected { $0[5]?.mtu = 9000 } == [5]) }

    @Test func `are ports and what lies on a link that changed`() {
        #expect(Self.affected { $0[3]?.name = "other" } == [2, 3, 4])
    }

    @Test func `are those with which a link had to do, too`() {
        #expect(Self.affected { $0[2]?.masterIndex = 5 } == [2, 3, 5])
        #expect(Self.affected { $0[3] = nil } == [2, 3, 4])
        #expect(Self.affected { $0[4] = nil } == [3, 4])
    }
}
