import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@Suite struct `Planning bonds` {
    /// A bond of ours as the kernel has it, with what the spec says.
    private static func bond(_ spec: LinkSpec, _ values: [LinkMember: LinkValue] = [:]) -> KernelLink {
        var link = KernelLink(index: 7, name: "bond0", flags: [.up], kind: "bond", alias: "netstrata")
        link.values = values
        return link
    }

    private static func port(_ index: UInt32, _ name: InterfaceName, of master: UInt32? = nil) -> KernelLink {
        var link = Sample.link(index, name)
        (link.masterIndex, link.slaveKind) = (master, master == nil ? "" : "bond")
        return link
    }

    private static func spec(_ bond: JSON, _ members: JSON = [:]) throws -> LinkSpec {
        let base: JSON = ["kind": "bond", "up": true, "bondMaster": bond]
        return try Sample.linkSpec("bond0", base.merged(with: members))
    }

    private static func plan(
        _ specs: [LinkSpec], _ links: [KernelLink], _ ledger: [String: LedgerEntry] = [:]
    ) -> KernelPlan {
        LinkObject.plan(specs.map { DesiredSpec($0) }, given: KernelState(links: links), ledger)
    }

    /// What is sent to an existing bond that is at the driver's defaults of a mode.
    private static func values(_ bond: JSON, from mode: UInt64) throws -> LinkAttributes {
        let spec = try spec(bond)
        let link = Self.bond(spec, [.bondMode: .number(mode), .bondMiimon: .number(mode > 3 ? 100 : 0)])
        let changes = plan([spec], [link], Sample.made("link", "bond0")).changes
        guard changes.count <= 1 else {
            Issue.record("\(changes)")
            return LinkAttributes()
        }
        guard case .setLink(7, let attributes)? = changes.first else { return LinkAttributes() }
        return attributes
    }

    @Test func `only what isn't the driver's default is said of a new one`() throws {
        let plan = Self.plan([try Self.spec(["mode": "active-backup", "arpValidate": "none"])], [])
        guard case .createLink(let attributes)? = plan.changes.first else {
            Issue.record("\(plan.changes)")
            return
        }
        #expect(attributes.values[.bondMode] == .number(1))
        #expect(attributes.values[.bondHashPolicy] == nil && attributes.values[.bondLACPRate] == nil)
    }

    @Test func `what a mode doesn't have isn't sent`() throws {
        let bond: JSON = ["mode": "active-backup", "lacpRate": "fast", "tlbLogicalLb": 0, "packetsPerSlave": 9]
        #expect(try Self.values(bond, from: 1) == LinkAttributes())
        #expect(try Self.values(["packetsPerSlave": 9], from: 0).values == [.bondPacketsPerPort: .number(9)])
    }

    @Test(
        arguments: [
            (["mode": "802.3ad", "lacpRate": "fast"], 4, .down), (["mode": "802.3ad", "adSelect": "count"], 4, .down),
            (["mode": "802.3ad", "adUserPortKey": 5], 4, .down),
            (["mode": "802.3ad", "adLacpActive": "off"], 4, .down),
            (["mode": "balance-tlb", "tlbLogicalLb": 0], 5, .down), (["mode": "balance-xor"], 0, .withoutPorts),
            (["mode": "active-backup", "failOverMac": "active"], 1, .withoutPorts),
            (["mode": "802.3ad", "adActorSysPrio": 9], 4, LinkPause.none), (["miimon": 50], 0, LinkPause.none),
            (["xmitHashPolicy": "encap3+4"], 0, LinkPause.none), (["resendIgmp": 0], 0, LinkPause.none),
        ] as [(JSON, UInt64, LinkPause)])
    func `the bond goes down or loses its ports only where the driver wants that`(
        _ bond: JSON, _ mode: UInt64, _ pause: LinkPause
    ) throws {
        let attributes = try Self.values(bond, from: mode)
        #expect(attributes.pause == pause && !attributes.values.isEmpty, "\(attributes)")
    }

    @Test func `delays are rounded as the driver does it, and are set again when their unit changes`() throws {
        let spec = try Self.spec(["miimon": 50, "updelay": 220])
        let link = Self.bond(spec, [.bondMiimon: .number(100), .bondUpDelay: .number(200)])
        let plan = Self.plan([spec], [link], Sample.made("link", "bond0"))
        let wanted: [LinkMember: LinkValue] = [
            .bondMiimon: .number(50), .bondUpDelay: .number(200), .bondDownDelay: .number(0),
            .bondPeerNotifyDelay: .number(0),
        ]
        #expect(plan.changes == [.setLink(index: 7, LinkAttributes(kind: "bond", values: wanted))])
    }

    @Test func `a primary port is waited for, and set when it is a port`() throws {
        let spec = try Self.spec(["mode": "active-backup", "primary": "eth1"])
        let values: [LinkMember: LinkValue] = [.bondMode: .number(1)]
        let ledger = Sample.made("link", "bond0")
        let alone = Self.plan([spec], [Self.bond(spec, values)], ledger)
        #expect(alone.steps.isEmpty)
        #expect(alone.outcomes["bond0"] == .waiting("bondMaster.primary eth1 doesn't exist"))
        let apart = Self.plan([spec], [Self.bond(spec, values), Self.port(3, "eth1")], ledger)
        #expect(apart.steps.isEmpty)
        #expect(apart.outcomes["bond0"] == .waiting("bondMaster.primary eth1 isn't a port of it yet"))
        let together = Self.plan([spec], [Self.bond(spec, values), Self.port(3, "eth1", of: 7)], ledger)
        #expect(
            together.changes
                == [.setLink(index: 7, LinkAttributes(kind: "bond", values: [.bondPrimary: .number(3)]))])
    }

    @Test func `ports join in the order of their places, with what is theirs`() throws {
        let bond = try Self.spec([:])
        let eth0 = try Sample.linkSpec("eth0", ["up": true, "masterName": "bond0", "slaveIndex": 1])
        let eth1 = try Sample.linkSpec(
            "eth1", ["up": true, "masterName": "bond0", "slaveIndex": 0, "bondSlave": ["queueID": 2]])
        let links = [Self.bond(bond), Self.port(2, "eth0"), Self.port(3, "eth1")]
        let plan = Self.plan([bond, eth0, eth1], links, Sample.made("link", "bond0"))
        #expect(plan.words == ["change link eth1", "change link eth0"])
        var first = LinkAttributes(masterIndex: 7, values: [.bondPortQueue: .number(2)])
        first.pause = .port
        #expect(plan.changes.first == .setLink(index: 3, first))
        #expect(plan.steps.allSatisfy { $0.operation.isDisruptive })
    }

    @Test func `a port that isn't wanted any more gets back what it had, although its bond changed it`() throws {
        let bond = try Self.spec([:])
        let port = try Sample.linkSpec("eth0", ["masterName": "bond0"])
        var before = Self.port(2, "eth0")
        (before.mtu, before.hardwareAddress) = (9000, HardwareAddress("02:00:00:00:00:01"))
        let records = Self.plan([bond, port], [Self.bond(bond), before], Sample.made("link", "bond0")).records
        let ledger = Sample.made("link", "bond0").merging(records.map { ($0.object, $0) }) { $1 }
        var now = Self.port(2, "eth0", of: 7)
        (now.mtu, now.hardwareAddress) = (1500, HardwareAddress("02:00:00:00:00:09"))
        #expect(Self.plan([bond, port], [Self.bond(bond), now], ledger).steps.isEmpty)

        let going = LinkObject.plan(
            [DesiredSpec(bond), DesiredSpec(port, isGoing: true)], given: KernelState(links: [Self.bond(bond), now]),
            ledger)
        var attributes = LinkAttributes(
            isUp: true, mtu: 9000, hardwareAddress: HardwareAddress("02:00:00:00:00:01"), masterIndex: 0)
        attributes.pause = .port
        #expect(going.changes == [.setLink(index: 2, attributes)])
    }

    @Test func `a bond that goes leaves ports up that were up`() throws {
        let bond = try Self.spec([:])
        let port = try Sample.linkSpec("eth0", ["masterName": "bond0"])
        let plan = LinkObject.plan(
            [DesiredSpec(bond, isGoing: true), DesiredSpec(port)],
            given: KernelState(links: [Self.bond(bond), Self.port(2, "eth0", of: 7)]), Sample.made("link", "bond0"))
        var leaving = LinkAttributes(masterIndex: 0)
        leaving.pause = .port
        #expect(plan.changes == [.setLink(index: 2, leaving), .deleteLink(index: 7)])
    }

    @Test func `a port's hardware address is the bond's business, unless its ports keep theirs`() throws {
        let bond = try Self.spec(["mode": "active-backup"])
        let port = try Sample.linkSpec("eth0", ["masterName": "bond0", "hardwareAddr": "02:00:00:00:00:01"])
        var link = Self.port(2, "eth0", of: 7)
        link.hardwareAddress = HardwareAddress("02:00:00:00:00:09")
        for (failOver, count) in [(0, 0), (1, 1), (2, 0)] as [(UInt64, Int)] {
            let values: [LinkMember: LinkValue] = [.bondMode: .number(1), .bondFailOverMAC: .number(failOver)]
            let plan = Self.plan([port], [Self.bond(bond, values), link])
            #expect(plan.steps.count == count, "fail_over_mac \(failOver)")
        }
    }

    @Test func `what lies on itself is refused by name`() throws {
        let bond = try Self.spec([:])
        let vlan = try Sample.linkSpec(
            "v5", ["kind": "vlan", "parentName": "bond0", "vlan": ["vlanID": 5], "masterName": "bond0"])
        let other = try Sample.linkSpec(
            "v6", ["kind": "vlan", "parentName": "v5", "vlan": ["vlanID": 6], "masterName": "bond0"])
        let plan = Self.plan([bond, vlan, other], [])
        #expect(plan.outcomes["v5"] == .refused("links can't lie on themselves: bond0 → v5 → bond0"))
        #expect(plan.outcomes["v6"] == .refused("links can't lie on themselves: bond0 → v6 → v5 → bond0"))
        // Whoever names a bond doesn't keep it from being.
        #expect(plan.steps.count == 1 && plan.outcomes["bond0"] == .applied(note: ""))
    }

    @Test func `a bond that was dropped to its defaults isn't sent what its new mode refuses`() throws {
        let lacp = try Self.spec(["mode": "802.3ad", "lacpRate": "fast", "adUserPortKey": 5])
        let made = Self.plan([lacp], []).records
        let values: [LinkMember: LinkValue] = [
            .bondMode: .number(4), .bondLACPRate: .number(1), .bondUserPortKey: .number(5), .bondMiimon: .number(100),
        ]
        let ledger = Dictionary(uniqueKeysWithValues: made.map { ($0.object, $0) })
        let plain = try Sample.linkSpec("bond0", ["kind": "bond", "up": true])
        guard
            case .setLink(7, let attributes)? = Self.plan([plain], [Self.bond(lacp, values)], ledger).changes.first
        else {
            Issue.record("the mode stays")
            return
        }
        #expect(attributes.values == [.bondMode: .number(0), .bondMiimon: .number(0)])
        #expect(attributes.pause == .withoutPorts)
    }
}
