import Kernel
import NetworkTypes
import Testing

/// A veth pair, both ends up, for the length of a test.
struct Pair {
    let netlink: RouteNetlink
    let name: InterfaceName
    let index: UInt32
    let peerIndex: UInt32

    /// Makes a pair, runs the body, and deletes the pair.
    static func with(_ text: String = "left", _ body: (Pair) async throws -> Void) async throws {
        let netlink = try RouteNetlink()
        let ends = try (KernelTests.name("\(text)0"), KernelTests.name("\(text)1"))
        let made = LinkAttributes(name: ends.0, kind: "veth", isUp: true, peerName: ends.1)
        try await netlink.expect([.createLink(made)])
        let links = try await netlink.links()
        let first = try #require(links.first { $0.name == ends.0 })
        let second = try #require(links.first { $0.name == ends.1 })
        try await netlink.expect([.setLink(index: second.index, LinkAttributes(isUp: true))])
        let pair = Pair(netlink: netlink, name: ends.0, index: first.index, peerIndex: second.index)
        let result: Result<Void, any Error>
        do { result = .success(try await body(pair)) } catch { result = .failure(error) }
        try await netlink.expect([.deleteLink(index: first.index)])
        try result.get()
    }

    /// The pair's first end as the kernel has it now.
    func link() async throws -> KernelLink {
        try #require(try await netlink.links().first { $0.index == index })
    }

    /// The addresses of the first end, without IPv6's link-local ones.
    func addresses() async throws -> [KernelAddress] {
        try await netlink.addresses().filter { $0.linkIndex == index && !$0.prefix.address.isLinkLocal }
    }

    /// The routes of our protocol number.
    func routes() async throws -> [KernelRoute] {
        try await netlink.routes().filter { $0.protocolNumber == .netstrata }
    }
}

extension RouteNetlink {
    /// Makes the changes; each refusal fails the test.
    func expect(_ changes: [KernelChange], sourceLocation: SourceLocation = #_sourceLocation) throws {
        for (change, refusal) in zip(changes, try apply(changes)) {
            #expect(refusal == nil, "\(change)", sourceLocation: sourceLocation)
        }
    }

    /// Makes one change that has to be refused.
    func refusal(of change: KernelChange, sourceLocation: SourceLocation = #_sourceLocation) throws -> KernelRefusal {
        let outcome = try apply([change])
        return try #require(outcome.first ?? nil, sourceLocation: sourceLocation)
    }
}
