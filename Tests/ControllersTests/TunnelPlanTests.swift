import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

/// Links of which the kernel changes only some members in place, or only together.
@Suite struct `Planning tunnels` {
    /// A link that we made as the kernel has it, and its ledger.
    private static func made(
        _ spec: LinkSpec, _ values: [LinkMember: LinkValue]
    ) -> (link: KernelLink, ledger: [String: LedgerEntry]) {
        var link = Sample.link(7, "x0", kind: spec.kind)
        (link.alias, link.values) = ("netstrata", values)
        var ledger: [String: LedgerEntry] = [:]
        for links in [[], [link]] {
            let plan = LinkObject.plan([DesiredSpec(spec)], given: KernelState(links: links), ledger)
            for record in plan.records { ledger[record.object] = record }
        }
        return (link, ledger)
    }

    private static func plan(_ spec: LinkSpec, _ link: KernelLink, _ ledger: [String: LedgerEntry]) -> KernelPlan {
        LinkObject.plan([DesiredSpec(spec)], given: KernelState(links: [link]), ledger)
    }

    private static func attributes(_ plan: KernelPlan) throws -> LinkAttributes {
        guard case .setLink(7, let attributes)? = plan.changes.first, plan.changes.count == 1 else {
            throw PlanError(description: "\(plan.changes)")
        }
        return attributes
    }

    private struct PlanError: Error { let description: String }

    private static func gretap(_ members: JSON) throws -> LinkSpec {
        let ends: JSON = ["local": "192.0.2.1", "remote": "192.0.2.2"]
        return try Sample.linkSpec("x0", ["kind": "gretap", "gre": ends.merged(with: members)])
    }

    @Test func `a driver that takes what isn't said for unset is told all of it`() throws {
        let ends: [LinkMember: LinkValue] = [
            .greLocal: .address("192.0.2.1"),
            .greRemote: .address("192.0.2.2"), .greTTL: .number(0), .greInKey: .number(9),
            .greInKeyed: .flag(true), .greOutSequence: .flag(false), .grePathMTUDiscovery: .flag(true),
        ]
        let (link, ledger) = Self.made(try Self.gretap([:]), ends)
        let attributes = try Self.attributes(Self.plan(try Self.gretap(["ttl": 64]), link, ledger))
        #expect(attributes.kind == "gretap")
        #expect(attributes.pause == .none)
        #expect(attributes.values == ends.merging([.greTTL: .number(64)]) { $1 })
    }

    @Test func `flags that share an attribute are told together, and nothing else`() throws {
        let spec = try Sample.linkSpec(
            "x0",
            ["kind": "macvlan", "parentName": "eth0", "macvlan": ["mode": "passthru", "noPromiscuity": true]])
        let (made, ledger) = Self.made(
            spec,
            [
                .macvlanMode: .number(8), .macvlanNoPromiscuity: .flag(false), .macvlanNoDestination: .flag(true),
                .macvlanQueueLength: .number(1000),
            ])
        var link = made
        link.lowerIndex = 2
        let state = KernelState(links: [Sample.link(2, "eth0"), link])
        let plan = LinkObject.plan([DesiredSpec(spec)], given: state, ledger)
        #expect(
            try Self.attributes(plan).values == [
                .macvlanNoPromiscuity: .flag(true), .macvlanNoDestination: .flag(true),
            ])
    }

    @Test func `what a new link has by itself is read before it is set`() throws {
        let spec = try Sample.linkSpec(
            "x0", ["kind": "vxlan", "mtu": 1400, "txQueueLength": 7, "altNames": ["far"], "vxlan": ["vni": 5]])
        let first = LinkObject.plan([DesiredSpec(spec)], given: KernelState(), [:])
        guard case .createLink(let attributes)? = first.changes.first else {
            Issue.record("\(first.changes)")
            return
        }
        #expect(attributes.values == [.vxlanID: .number(5), .vxlanPort: .number(4789)])
        #expect(
            first.outcomes["x0"] == .waiting("the link is being made; next it gets mtu, txQueueLength, altNames"))
        var ledger = Dictionary(uniqueKeysWithValues: first.records.map { ($0.object, $0) })
        var link = Sample.link(7, "x0", kind: "vxlan")
        (link.alias, link.mtu) = ("netstrata", 1450)
        link.values = [.vxlanID: .number(5), .vxlanPort: .number(4789), .transmitQueueLength: .number(1000)]
        let second = Self.plan(spec, link, ledger)
        #expect(second.outcomes["x0"] == .applied(note: ""))
        #expect(
            second.changes == [
                .addAlternativeNames(index: 7, ["far"]),
                .setLink(index: 7, LinkAttributes(mtu: 1400, values: [.transmitQueueLength: .number(7)])),
            ])
        for record in second.records { ledger[record.object] = record }
        (link.mtu, link.values[.transmitQueueLength], link.alternativeNames) = (1400, .number(7), ["far"])
        let plain = try Sample.linkSpec("x0", ["kind": "vxlan", "vxlan": ["vni": 5]])
        #expect(
            Self.plan(plain, link, ledger).changes == [
                .deleteAlternativeNames(index: 7, ["far"]),
                .setLink(index: 7, LinkAttributes(mtu: 1450, values: [.transmitQueueLength: .number(1000)])),
            ])
    }

    @Test func `what can't be taken away from a living link is left out of one that takes its place`() throws {
        let values: [LinkMember: LinkValue] = [
            .vxlanID: .number(5), .vxlanPort: .number(4789), .vxlanProxy: .flag(true), .vxlanTTL: .number(9),
        ]
        let spec = try Sample.linkSpec("x0", ["kind": "vxlan", "vxlan": ["vni": 5, "proxy": true, "ttl": 9]])
        let (link, ledger) = Self.made(spec, values)
        let plain = try Sample.linkSpec("x0", ["kind": "vxlan", "vxlan": ["vni": 5]])
        let plan = Self.plan(plain, link, ledger)
        let attributes = try Self.attributes(plan)
        #expect(attributes.pause == .away)
        #expect(attributes.values == [.vxlanID: .number(5), .vxlanPort: .number(4789)])
        #expect(plan.steps.allSatisfy { $0.operation.isDisruptive })
    }

    @Test(
        arguments: [
            ("192.0.2.2", "192.0.2.3", .none), ("192.0.2.2", "239.1.1.1", .down), ("239.1.1.1", "192.0.2.2", .down),
            ("192.0.2.2", "2001:db8::1", .away), ("2001:db8::1", "192.0.2.2", .away),
            ("2001:db8::1", "2001:db8::2", .none),
        ] as [(String, String, LinkPause)])
    func `another remote takes no more than the kernel asks for`(old: String, new: String, _ pause: LinkPause) throws {
        func spec(_ remote: String) throws -> LinkSpec {
            try Sample.linkSpec(
                "x0", ["kind": "vxlan", "vxlan": ["vni": 5, "linkName": "eth0", "remote": .string(remote)]])
        }
        let address = try #require(IPAddress(old))
        let (link, ledger) = Self.made(
            try spec(old),
            [
                .vxlanID: .number(5), .vxlanPort: .number(4789), .vxlanLink: .number(2),
                address.family == .inet4 ? .vxlanRemote : .vxlanRemote6: .address(address),
            ])
        let state = KernelState(links: [Sample.link(2, "eth0"), link])
        let plan = LinkObject.plan([DesiredSpec(try spec(new))], given: state, ledger)
        #expect(try Self.attributes(plan).pause == pause)
    }

    @Test func `a program that has a tun open says itself how its packets look`() throws {
        let spec = try Sample.linkSpec("x0", ["kind": "tun", "tun": ["mode": "tap", "vnetHeader": true]])
        let (made, ledger) = Self.made(spec, [.tunMode: .number(2), .tunHeader: .flag(false)])
        var link = made
        link.hasCarrier = true
        #expect(Self.plan(spec, link, ledger).changes.isEmpty)
        link.hasCarrier = false
        #expect(!Self.plan(spec, link, ledger).changes.isEmpty)
    }
}
