import NetworkTypes
import Testing

@testable import Kernel

/// What is done around a change that a living link doesn't take.
@Suite struct `A link's interlude` {
    private static func link(
        _ index: UInt32, _ text: String, kind: String = "", up: Bool = true, of master: UInt32? = nil,
        on lower: UInt32? = nil
    ) throws -> KernelLink {
        KernelLink(
            index: index, name: try name(text), flags: up ? [.up] : [], kind: kind,
            slaveKind: master == nil ? "" : "bond",
            masterIndex: master, lowerIndex: lower)
    }

    private static func change(
        _ pause: LinkPause, _ attributes: LinkAttributes, index: UInt32, _ links: [KernelLink]
    ) -> LinkInterlude {
        var attributes = attributes
        attributes.pause = pause
        return LinkInterlude(index: index, attributes, links: links, addresses: [], routes: [])
    }

    private static func set(_ index: UInt32, _ attributes: LinkAttributes) -> KernelChange {
        .setLink(index: index, attributes)
    }

    @Test func `a link that is up is down when it joins a bond, which sets it up`() throws {
        let links = [try Self.link(7, "bond0", kind: "bond"), try Self.link(2, "eth0")]
        var attributes = LinkAttributes(masterIndex: 7, values: [.bondPortQueue: .number(3)])
        attributes.ports = [1]
        let steps = Self.change(.port, attributes, index: 2, links).steps
        #expect(
            steps == [
                Self.set(2, LinkAttributes(isUp: false)), Self.set(2, LinkAttributes(masterIndex: 7)),
                Self.set(2, LinkAttributes(values: [.bondPortQueue: .number(3)])),
                Self.set(2, LinkAttributes(isUp: true)),
            ])
    }

    @Test func `a port that leaves a bond gets its settings afterwards, and is up if it was`() throws {
        let links = [try Self.link(7, "bond0", kind: "bond"), try Self.link(2, "eth0", of: 7)]
        let steps = Self.change(.port, LinkAttributes(mtu: 9000, masterIndex: 0), index: 2, links).steps
        #expect(
            steps == [
                Self.set(2, LinkAttributes(masterIndex: 0)), Self.set(2, LinkAttributes(mtu: 9000)),
                Self.set(2, LinkAttributes(isUp: true)),
            ])
        // Somebody else was quicker: the bond is gone.
        let alone = try Self.link(2, "eth0", up: false)
        #expect(
            Self.change(.port, LinkAttributes(isUp: true, masterIndex: 0), index: 2, [alone]).steps
                == [Self.set(2, LinkAttributes(masterIndex: 0)), Self.set(2, LinkAttributes(isUp: true))])
    }

    @Test func `ports leave a bond that is down, and come back in order, with its address and their settings`() throws {
        var bond = try Self.link(7, "bond0", kind: "bond")
        bond.hardwareAddress = HardwareAddress("02:00:00:00:00:07")
        var (eth0, eth1) = (try Self.link(2, "eth0", of: 7), try Self.link(3, "eth1", up: false, of: 7))
        eth0.values[.bondPortPriority] = .number(5)
        eth0.values[.bondPortState] = .number(1)
        eth1.values[.bondPortPermanentAddress] = .bytes([2, 0, 0, 0, 0, 1])
        let vlan = try Self.link(9, "bond0.5", kind: "vlan", up: false, on: 7)
        var attributes = LinkAttributes(kind: "bond", values: [.bondMode: .number(4)])
        attributes.ports = [3, 2]
        let interlude = Self.change(.withoutPorts, attributes, index: 7, [bond, eth0, eth1, vlan])
        var change = LinkAttributes(kind: "bond", values: [.bondMode: .number(4)])
        change.hardwareAddress = bond.hardwareAddress
        #expect(
            interlude.steps == [
                Self.set(7, LinkAttributes(isUp: false)), Self.set(3, LinkAttributes(masterIndex: 0)),
                Self.set(2, LinkAttributes(masterIndex: 0)), Self.set(7, change),
                Self.set(3, LinkAttributes(isUp: false)), Self.set(3, LinkAttributes(masterIndex: 7)),
                Self.set(3, LinkAttributes(isUp: false)), Self.set(2, LinkAttributes(isUp: false)),
                Self.set(2, LinkAttributes(masterIndex: 7)), Self.set(7, LinkAttributes(isUp: true)),
            ])
        #expect(
            interlude.amends(nil) == [
                Self.set(2, LinkAttributes(values: [.bondPortPriority: .number(5)])),
                Self.set(9, LinkAttributes(isUp: false)),
            ])
    }

    @Test func `what is only told is never sent`() throws {
        var writer = MessageWriter()
        let values: [LinkMember: LinkValue] = [
            .bondMode: .number(1), .bondActivePort: .number(3), .bondAggregator: .number(1), .bondPortQueue: .number(2),
            .bondPortState: .number(1),
        ]
        LinkAttributes(name: try name("b"), kind: "bond", values: values).write(to: &writer, index: 0)
        let bytes = writer.bytes
        let read = try KernelLink.read(bytes.span.bytes, bytes.indices)
        #expect(read?.values == [.bondMode: .number(1), .bondPortQueue: .number(2)])
    }
}
