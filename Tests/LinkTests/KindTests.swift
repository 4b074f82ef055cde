import FlowSupport
import Resources
import TestSupport
import Testing

/// A kind of link, and how `ip` makes one.
private struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    /// What follows `ip link add`.
    let words: String
    /// What has to be there first.
    var before: [String] = []
    /// What the kernel calls it, where that isn't the name.
    var shown: String?
    /// What it has to show.
    var shows: LinkSample.Values = [:]

    var testDescription: String { name }

    private static let lower = ["link add low type veth peer name lowp"]

    static let all = [
        Kind(name: "bond", words: "x type bond mode 802.3ad", shows: ["linkinfo.info_data.mode": "802.3ad"]),
        Kind(
            name: "bridge", words: "x type bridge vlan_filtering 1", shows: ["linkinfo.info_data.vlan_filtering": 1]),
        Kind(name: "dummy", words: "x type dummy"),
        Kind(name: "geneve", words: "x type geneve id 5 remote 192.0.2.1", shows: ["linkinfo.info_data.id": 5]),
        Kind(name: "gretap", words: "x type gretap remote 192.0.2.1 local 192.0.2.2"),
        Kind(name: "ifb", words: "x type ifb"),
        Kind(name: "ip6gretap", words: "x type ip6gretap remote 2001:db8::1 local 2001:db8::2"),
        Kind(name: "ipip", words: "x type ipip remote 192.0.2.1 local 192.0.2.2"),
        Kind(name: "ipvlan", words: "link low name x type ipvlan mode l2", before: lower),
        Kind(name: "macvlan", words: "link low name x type macvlan mode bridge", before: lower),
        Kind(name: "macvtap", words: "link low name x type macvtap mode bridge", before: lower),
        Kind(name: "sit", words: "x type sit remote 192.0.2.1 local 192.0.2.2"),
        Kind(name: "veth", words: "x type veth peer name y"),
        Kind(name: "vlan", words: "link low name x type vlan id 5", before: lower, shows: ["linkinfo.info_data.id": 5]),
        Kind(
            name: "vlan of 802.1ad", words: "link low name x type vlan protocol 802.1ad id 6", before: lower,
            shown: "vlan", shows: ["linkinfo.info_data.protocol": "802.1ad"]),
        Kind(name: "vrf", words: "x type vrf table 10", shows: ["linkinfo.info_data.table": 10]),
        Kind(name: "vxlan", words: "x type vxlan id 5 dstport 4789", shows: ["linkinfo.info_data.port": 4789]),
        Kind(name: "wireguard", words: "x type wireguard"),
    ]
}

extension InLab {
    /// What the other suites build on.
    @Suite struct Kinds {
        @Test(arguments: Kind.all)
        fileprivate func `the kernel has every kind of link`(_ kind: Kind) async throws {
            let host = try await Host()
            for words in kind.before { try await host.ip(words) }
            try await host.ip("link add \(kind.words)")
            let link = try #require(try await host.link("x"))
            #expect(link[dotted: "linkinfo.info_kind"]?.text == kind.shown ?? kind.name)
            #expect(link.differences(from: kind.shows) == [])
        }

        @Test func `what the product can be told of links is in the tables`() throws {
            for (kind, attributes) in ProductAttributes.all { try Proofs.note(.exists, kind, attributes) }
            for kind in LinkSpec.kinds { try Proofs.note(.exists, kind, "") }
        }

        @Test(arguments: ["tun", "tap"])
        func `the kernel has links to programs`(_ mode: String) async throws {
            let host = try await Host()
            try await host.ip("tuntap add x mode \(mode)")
            let link = try #require(try await host.link("x"))
            #expect(
                link.differences(from: ["linkinfo.info_kind": "tun", "linkinfo.info_data.type": .string(mode)]) == [])
        }

        @Test(.kernel(has: "NETDEVSIM"))
        func `the kernel has devices with a driver, a bus and ethtool's settings`() async throws {
            let host = try await Host()
            try await SimulatedHardware.with("eth0", number: 1, on: host) { device in
                #expect(try await host.link(device.link)?["parentbus"] == "netdevsim")
                #expect(try await host.tool("ethtool -i eth0").contains("driver: netdevsim"))
                try await host.tool("ethtool -G eth0 rx 512")
                try await host.tool("ethtool -C eth0 rx-usecs 10")
                try await host.tool("ethtool -A eth0 rx on")
                try await host.tool("ethtool --set-fec eth0 encoding rs")
                try await host.tool("ethtool -L eth0 combined 2")
                #expect(try await host.tool("ethtool -g eth0").contains("RX:\t\t512"))
            }
            #expect(try await host.link("eth0") == nil)
        }

        @Test(.kernel(has: "NETDEVSIM_HARDWARE"))
        func `these devices keep receive-side scaling, link modes, EEE and wake-on-LAN`() async throws {
            let host = try await Host()
            try await SimulatedHardware.with("eth0", number: 2, on: host) { _ in
                try await host.tool("ethtool -X eth0 weight 1 3")
                #expect(try await host.tool("ethtool -x eth0").contains("with 4 RX ring(s)"))
                try await host.tool("ethtool -N eth0 rx-flow-hash tcp4 sdfn")
                try await host.tool("ethtool -s eth0 autoneg off speed 1000 duplex full")
                try await host.tool("ethtool -s eth0 wol g")
                try await host.tool("ethtool --set-eee eth0 eee on")
                let shown = try await host.tool("ethtool eth0")
                #expect(shown.contains("Speed: 1000Mb/s") && shown.contains("Wake-on: g"), "\(shown)")
                let permanent = try #require(try await host.link("eth0")?["address"]?.text)
                #expect(try await host.tool("ethtool -P eth0").contains(permanent))
            }
        }

        @Test(.kernel(has: "NETDEVSIM_HARDWARE"))
        func `these devices refuse what drivers refuse`() async throws {
            let host = try await Host()
            try await SimulatedHardware.with("eth0", number: 3, on: host) { _ in
                for words in [
                    "-G eth0 rx-buf-len 100", "-G eth0 cqe-size 100", "-L eth0 rx 1", "-L eth0 other 5",
                    "-s eth0 autoneg off speed 1000 lanes 2", "-N eth0 rx-flow-hash ah4 sdfn",
                ] {
                    let outcome = try await host.run(["ethtool"] + words.split(separator: " ").map(String.init))
                    // Of a refused -N the exit status doesn't tell.
                    #expect(outcome.status != 0 || outcome.errors.contains("Invalid argument"), "\(words)")
                }
                // Negotiated pausing needs negotiation.
                try await host.tool("ethtool -s eth0 autoneg off speed 1000 duplex full")
                #expect(try await host.run(["ethtool", "-A", "eth0", "autoneg", "on"]).status != 0)
            }
        }

        @Test(.kernel(has: "NLMON"))
        func `the tap hears what sets a link, although nothing changes, and no question`() async throws {
            let host = try await Host()
            try await host.ip("link add x up type dummy")
            let tap = try await NetlinkTap(host)
            _ = try await host.ip("-d link show")
            _ = try await host.tool("ethtool -k x")
            let questions = try tap.writes()
            #expect(questions.isEmpty, "\(questions.joined(separator: "\n"))")
            try await host.ip("link set x up")
            let writes = try tap.writes()
            #expect(writes.count == 1, "\(writes.joined(separator: "\n"))")
            try await tap.remove()
        }
    }
}
