import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@testable import Controllers

@Suite struct `Planning WireGuard links` {
    private static let name: InterfaceName = "wg0"

    private static func key(_ number: UInt8) throws -> WireGuardKey {
        try #require(WireGuardKey(bytes: [UInt8](repeating: 0, count: 31) + [number]))
    }

    private static func secret(_ number: UInt8) throws -> WireGuardSecretKey {
        WireGuardSecretKey(try key(number)).clamped
    }

    private static func endpoint(_ text: String) throws -> Endpoint { try #require(Endpoint(text)) }

    /// A kernel's tunnel with peers 1 to 3, as a spec without members would leave it.
    private static func tunnel() throws -> KernelWireGuard {
        var tunnel = KernelWireGuard()
        (tunnel.privateKey, tunnel.listenPort) = (try secret(99), 51_820)
        tunnel.peers = try (1...3).map { number in
            var peer = KernelWireGuardPeer(publicKey: try key(UInt8(number)))
            peer.allowedIPs = [try #require(IPPrefix("10.0.0.\(number)/32"))]
            return peer
        }
        return tunnel
    }

    private static func peers(_ numbers: ClosedRange<UInt8> = 1...3) throws -> [JSON] {
        try numbers.map { ["publicKey": .string("\(try key($0))"), "allowedIPs": [.string("10.0.0.\($0)/32")]] }
    }

    private static func inputs() throws -> TunnelInputs {
        var inputs = TunnelInputs()
        inputs.ownKeys[name] = try secret(99)
        inputs.now = 1_000_000
        return inputs
    }

    private static func plan(
        _ members: JSON, _ tunnel: KernelWireGuard?, _ inputs: TunnelInputs? = nil,
        ledger: [String: LedgerEntry] = Sample.made("link", "wg0")
    ) throws -> KernelPlan {
        let spec = try Sample.linkSpec("wg0", ["kind": "wireguard", "wireguard": members])
        var kernel = KernelState(links: tunnel == nil ? [] : [Sample.link(7, name, kind: "wireguard")])
        kernel.tunnels = tunnel.map { [7: $0] } ?? [:]
        kernel.tunnelInputs = try inputs ?? self.inputs()
        return LinkObject.plan([DesiredSpec(spec)], given: kernel, ledger)
    }

    private static func change(_ plan: KernelPlan) throws -> WireGuardChange? {
        let changes = plan.changes["wg0"] ?? []
        return changes.compactMap { if case .setWireGuard(name, let change) = $0 { change } else { nil } }.first
    }

    @Test func `one that is made gets its keys, port, mark and peers in the same pass`() throws {
        let plan = try Self.plan(["listenPort": 5, "firewallMark": 6, "peers": .array(Self.peers())], nil)
        #expect(plan.words == ["add link wg0", "change tunnel wg0"])
        let change = try #require(try Self.change(plan))
        #expect(change.privateKey == (try Self.secret(99)))
        #expect((change.listenPort, change.firewallMark) == (5, 6))
        #expect(change.peers.map(\.fate) == [.comes, .comes, .comes])
        #expect(plan.outcomes["wg0"] == .applied(note: ""))
    }

    @Test func `one that is as its spec says is left alone`() throws {
        for members in [
            ["peers": .array(try Self.peers())], ["listenPort": 51_820, "peers": .array(try Self.peers())],
        ]
            as [JSON]
        {
            let plan = try Self.plan(members, Self.tunnel())
            #expect(plan.steps.isEmpty, "\(plan.words)")
        }
    }

    @Test func `of many peers only the one that differs is written`() throws {
        var peers = try Self.peers()
        peers[1]["persistentKeepaliveInterval"] = "25s"
        let change = try #require(try Self.change(Self.plan(["peers": .array(peers)], Self.tunnel())))
        var expected = WireGuardPeerChange(try Self.key(2), .changes)
        expected.keepalive = 25
        var whole = WireGuardChange()
        whole.peers = [expected]
        #expect(change == whole)
    }

    @Test func `a peer more, a peer less`() throws {
        let more = try #require(try Self.change(Self.plan(["peers": .array(Self.peers(1...4))], Self.tunnel())))
        #expect(more.peers.map(\.publicKey) == [try Self.key(4)])
        #expect(more.peers.map(\.fate) == [.comes])
        let less = try #require(try Self.change(Self.plan(["peers": .array(Self.peers(1...2))], Self.tunnel())))
        #expect(less.peers == [WireGuardPeerChange(try Self.key(3), .goes)])
    }

    @Test func `a network more is added, one less takes the others' place`() throws {
        var peers = try Self.peers()
        peers[0]["allowedIPs"] = ["10.0.0.1/32", "10.1.0.9/24"]
        let more = try #require(try Self.change(Self.plan(["peers": .array(peers)], Self.tunnel())).map(\.peers)?.first)
        #expect((more.allowedIPs, more.replacesAllowedIPs) == (["10.1.0.0/24"], false))
        peers[0]["allowedIPs"] = ["10.1.0.0/24"]
        let other = try #require(
            try Self.change(Self.plan(["peers": .array(peers)], Self.tunnel())).map(\.peers)?.first)
        #expect((other.allowedIPs, other.replacesAllowedIPs) == (["10.1.0.0/24"], true))
    }

    @Test func `a network that two layers give to two peers goes to the last`() throws {
        var peers = try Self.peers()
        peers[2]["allowedIPs"] = ["10.0.0.3/32", "10.0.0.1/32"]
        let change = try #require(try Self.change(Self.plan(["peers": .array(peers)], Self.tunnel())))
        #expect(change.peers.map(\.allowedIPs) == [[], ["10.0.0.1/32"]])
        #expect(change.peers.map(\.replacesAllowedIPs) == [true, false])
    }

    @Test(
        arguments: [
            // Where the kernel has it, seconds since the last handshake, where it was set before; whether it is set.
            (nil, nil, nil, true), ("192.0.2.9:1", nil, "192.0.2.1:1", true), ("192.0.2.9:1", 10, nil, false),
            ("192.0.2.9:1", 10, "192.0.2.1:1", false), ("192.0.2.9:1", 10, "192.0.2.2:1", true),
            ("192.0.2.9:1", 500, "192.0.2.1:1", true), ("192.0.2.1:1", nil, nil, false),
        ] as [(String?, Int64?, String?, Bool)])
    func `where a peer is said to be counts when that is new, or nobody speaks`(
        _ current: String?, _ age: Int64?, _ before: String?, _ isSet: Bool
    ) throws {
        var tunnel = try Self.tunnel()
        var inputs = try Self.inputs()
        tunnel.peers[0].endpoint = try current.map(Self.endpoint)
        tunnel.peers[0].traffic.lastHandshake = age.map { inputs.now - $0 }
        if let before { inputs.endpoints[Self.name] = [try Self.key(1): try Self.endpoint(before)] }
        var peers = try Self.peers()
        peers[0]["endpoint"] = "192.0.2.1:1"
        let plan = try Self.plan(["peers": .array(peers)], tunnel, inputs)
        #expect(try Self.change(plan)?.peers.first?.endpoint == (isSet ? Self.endpoint("192.0.2.1:1") : nil))
        // It is no drift: the kernel moves it by itself.
        #expect(plan.steps.allSatisfy { $0.finding.isEmpty })
    }

    @Test func `a peer whose name isn't known yet waits, and comes without an endpoint`() throws {
        var peers = try Self.peers()
        peers[0]["endpoint"] = "peer.example.com:51820"
        var inputs = try Self.inputs()
        let name = try #require(DomainName("peer.example.com"))
        var plan = try Self.plan(["peers": .array(peers)], nil, inputs)
        #expect(
            plan.outcomes["wg0"]
                == .waiting("peer \(try Self.key(1)): peer.example.com is being looked up"))
        #expect(try Self.change(plan)?.peers.first?.endpoint == nil)
        inputs.addresses[name] = "192.0.2.7"
        plan = try Self.plan(["peers": .array(peers)], Self.tunnel(), inputs)
        #expect(plan.outcomes["wg0"] == .applied(note: ""))
        #expect(try Self.change(plan)?.peers.map(\.endpoint) == [Self.endpoint("192.0.2.7:51820")])
    }

    @Test func `a key that isn't kept is waited for, and the rest is done`() throws {
        let reference = SecretReference.prefix + String(repeating: "0", count: 32)
        let plan = try Self.plan(["privateKey": .string(reference), "listenPort": 7], nil)
        #expect(try Self.change(plan)?.privateKey == nil)
        #expect(try Self.change(plan)?.listenPort == 7)
        #expect(
            plan.outcomes["wg0"]
                == .waiting("wireguard.privateKey: no key of WireGuard is kept under \(reference)"))
    }

    @Test func `no key stands in what people read`() throws {
        var tunnel = try Self.tunnel()
        tunnel.peers[0].presharedKey = WireGuardSecretKey(try Self.key(77))
        var peers = try Self.peers()
        let keys = try [Self.key(55), Self.key(66), Self.key(77), Self.key(99)]
        peers[0]["presharedKey"] = .string("\(keys[1])")
        let members: JSON = ["privateKey": .string("\(keys[0])"), "peers": .array(peers)]
        for ledger in [Sample.made("link", "wg0"), [:]] {
            let plan = try Self.plan(members, tunnel, ledger: ledger)
            var words = "\(plan) \(plan.outcomes)"
            for step in plan.steps { words += "\(step.finding) \(step.change) \(step.operation)" }
            let clamped = try [55, 66, 77, 99].map { try Self.secret($0).secretText }
            for secret in keys.map(\.description) + clamped { #expect(!words.contains(secret)) }
            #expect(words.contains("presharedKey"))
        }
    }

    @Test func `counters and handshakes are no news, a peer is`() throws {
        var state = KernelState()
        state.tunnels = [7: try Self.tunnel()]
        let before = state.settledHash
        state.tunnels[7]?.peers[0].traffic.received = 5
        state.tunnels[7]?.peers[0].traffic.lastHandshake = 5
        #expect(state.settledHash == before)
        state.tunnels[7]?.peers[0].keepalive = 5
        #expect(state.settledHash != before)
    }

    @Test func `somebody else's is left alone unless it is the same`() throws {
        let equal = try Self.plan(["peers": .array(Self.peers())], Self.tunnel(), ledger: [:])
        #expect(equal.steps.isEmpty)
        #expect(equal.records.map(\.claim) == [.found])
        let other = try Self.plan(["peers": .array(Self.peers(1...2))], Self.tunnel(), ledger: [:])
        #expect(other.steps.isEmpty)
        guard case .foreignConflict(let words) = other.outcomes["wg0"] else {
            Issue.record("\(String(describing: other.outcomes["wg0"]))")
            return
        }
        #expect(words.contains("peer \(try Self.key(3)) instead of none"))
    }

    @Test func `many differences are told by the first of them`() throws {
        var tunnel = try Self.tunnel()
        tunnel.peers = []
        let plan = try Self.plan(["peers": .array(try Self.peers(1...20))], tunnel)
        let step = try #require(plan.steps.first { $0.finding.contains("peer") })
        #expect(step.finding.hasPrefix("peer \(try Self.key(1)) absent, "))
        #expect(step.finding.hasSuffix("peer \(try Self.key(8)) absent, and 12 more"))
        #expect(step.operation.after["peers"]?.members?.count == 20)
        #expect(step.operation.before["peers"]?.members?.values.allSatisfy { $0 == .null } == true)
    }

    @Test func `peers in another order than the kernel's are the same peers`() throws {
        var tunnel = try Self.tunnel()
        tunnel.peers.reverse()
        #expect(try Self.change(Self.plan(["peers": .array(try Self.peers())], tunnel)) == nil)
        let change = try #require(try Self.change(Self.plan(["peers": .array(try Self.peers(2...4))], tunnel)))
        #expect(change.peers.map(\.publicKey) == [try Self.key(1), try Self.key(4)])
        #expect(change.peers.map(\.fate) == [.goes, .comes])
    }
}
