import NetworkTypes
import Resources
import Testing

/// Links of kinds that the kernel layer can't make yet are data: layers carry them, people can't ask for them.
@Suite struct `A link's spec` {
    private static let type = ResourceType(LinkSpec.self)
    private static let key = "IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY="

    private func faults(_ layer: String, _ spec: JSON) -> [String] {
        do throws(Faults) {
            _ = try Self.type.canonicalSpec(spec, id: "\(layer)/x0", at: .root)
            return []
        } catch {
            return error.all.map(\.pointer.description)
        }
    }

    @Test(
        arguments: [
            (["kind": "wireguard", "wireguard": ["privateKey": "REDACTED"]], ["/wireguard/privateKey"]),
            (["kind": "wireguard", "wireguard": ["publicKey": .string(key)]], ["/wireguard/publicKey"]),
            (
                [
                    "kind": "wireguard",
                    "wireguard": [
                        "peers": [
                            ["publicKey": .string(key), "allowedIPs": ["10.0.0.1/24"]],
                            [
                                "publicKey": .string(key), "allowedIPs": ["10.0.0.2/24"],
                                "persistentKeepaliveInterval": "1500ms",
                            ],
                        ]
                    ],
                ],
                [
                    "/wireguard/peers/1/persistentKeepaliveInterval", "/wireguard/peers/1/publicKey",
                    "/wireguard/peers/1/allowedIPs",
                ]
            ),
            (["kind": "vlan", "vlan": ["vlanID": 5]], ["/parentName"]), (["kind": "veth"], ["/veth"]),
        ] as [(JSON, [String])])
    func `that isn't whole is taken from every layer but people's`(_ spec: JSON, _ places: [String]) {
        #expect(faults("api", spec) == places)
        #expect(faults("cmdline", spec) == [])
        #expect(faults("configuration", spec) == [])
    }

    @Test(
        arguments: [
            (["lacpRate": "fast"], ["/bondMaster/lacpRate"]), (["mode": "802.3ad", "lacpRate": "fast"], []),
            (["mode": "802.3ad", "arpInterval": 100], ["/bondMaster/arpInterval", "/bondMaster/arpInterval"]),
            (["arpInterval": 100, "arpIpTargets": ["192.0.2.1"], "arpValidate": "all"], []),
            (["arpValidate": "all"], ["/bondMaster/arpValidate"]), (["updelay": 100], ["/bondMaster/updelay"]),
            (["miimon": 100, "updelay": 150, "downdelay": 200], ["/bondMaster/updelay"]),
            (["miimon": 100, "arpInterval": 100], ["/bondMaster/arpInterval"]),
            (["mode": "802.3ad", "adActorSystem": "01:00:00:00:00:01"], ["/bondMaster/adActorSystem"]),
            (["mode": "802.3ad", "adActorSystem": "02:00:00:00:00:01"], []),
            (["mode": "active-backup", "failOverMac": "active"], ["/hardwareAddr"]),
            (["mode": "balance-xor", "primary": "eth0"], ["/bondMaster/primary"]), (["missedMax": 2], []),
        ] as [(JSON, [String])])
    func `of a bond says nothing that its mode doesn't have`(_ bond: JSON, _ places: [String]) {
        let spec: JSON = ["kind": "bond", "bondMaster": bond, "hardwareAddr": "02:00:00:00:00:01"]
        #expect(faults("api", spec) == places)
        // Documents of other programs say such things, and the driver isn't told.
        #expect(faults("configuration", spec) == [])
    }

    @Test func `of a lower layer may be a part of a link`() {
        let parts: [JSON] = [
            ["logical": true], ["bridgeMaster": ["stp": ["enabled": true]]], ["logical": true, "bondMaster": [:]],
        ]
        for part in parts {
            #expect(faults("platform", part) == [])
            #expect(faults("api", part) != [])
        }
    }

    @Test(
        arguments: [
            (["kind": "bridge", "vlan": ["vlanID": 1]], ["/vlan"]), (["masterName": "x0"], ["/masterName"]),
            (["kind": "vlan", "parentName": "x0"], ["/parentName"]),
            (["vrfSlave": ["masterName": "x0"]], ["/vrfSlave"]),
            (["vlan": ["vlanID": 4096]], ["/vlan/vlanID"]), (["vlan": [:]], ["/vlan/vlanID"]),
            (
                ["bondMaster": ["mode": "fast", "lacpRate": 1, "missedMax": 256]],
                ["/bondMaster/mode", "/bondMaster/lacpRate", "/bondMaster/missedMax"]
            ),
            (["bondMaster": ["arpIpTargets": ["192.0.2.1", "::1"]]], ["/bondMaster/arpIpTargets/1"]),
            (["bondMaster": ["nsIp6Targets": ["::1", "::1"]]], ["/bondMaster/nsIp6Targets/1"]),
            (
                ["bondSlave": ["priority": 2_147_483_648, "queueID": 65_536]],
                ["/bondSlave/queueID", "/bondSlave/priority"]
            ),
            (["kind": "bond", "bridgeMaster": [:], "wireguard": [:]], ["/bridgeMaster", "/wireguard"]),
        ] as [(JSON, [String])])
    func `that can't be right is refused in every layer`(_ spec: JSON, _ places: [String]) {
        #expect(faults("configuration", spec) == places)
    }

    @Test(
        arguments: [
            (["kind": "vxlan", "vxlan": [:]], ["/vxlan/vni"]),
            (["kind": "vxlan", "vxlan": ["vni": 5, "collectMetadata": true]], ["/vxlan/vni"]),
            (["kind": "vxlan", "vxlan": ["vni": 5, "remote": "239.1.1.1"]], ["/vxlan/linkName"]),
            (["kind": "vxlan", "vxlan": ["vni": 5, "local": "fd00::1", "remote": "192.0.2.1"]], ["/vxlan/local"]),
            (["kind": "vxlan", "vxlan": ["vni": 5, "local": "239.1.1.1"]], ["/vxlan/local"]),
            (["kind": "vxlan", "vxlan": ["vni": 5, "remote": "0.0.0.0"]], ["/vxlan/remote"]),
            (["kind": "vxlan", "vxlan": ["vni": 5, "linkName": "x0"]], ["/vxlan"]),
            (["kind": "vxlan", "vxlan": ["vni": 5, "flowLabel": 1]], ["/vxlan/flowLabel"]),
            (["kind": "vxlan", "vxlan": ["vni": 5, "ttl": 1, "ttlInherit": true]], ["/vxlan/ttl"]),
            (["kind": "vxlan", "vxlan": ["vni": 5, "portRange": ["low": 2, "high": 1]]], ["/vxlan/portRange/high"]),
            (["kind": "vxlan", "vxlan": ["vni": 5], "geneve": ["vni": 5, "remote": "192.0.2.1"]], ["/geneve"]),
            (["kind": "geneve", "geneve": [:]], ["/geneve/vni", "/geneve/remote"]),
            (["kind": "geneve", "geneve": ["vni": 5, "remote": "239.1.1.1"]], ["/geneve/remote"]),
            (
                ["kind": "geneve", "geneve": ["vni": 5, "remote": "fd00::1", "udpChecksum": true]],
                ["/geneve/udpChecksum"]
            ),
            (["kind": "gretap", "gre": ["remote": "fd00::1"]], ["/gre/remote"]),
            (["kind": "gretap", "gre": ["encapLimit": 4]], ["/gre/encapLimit"]),
            (["kind": "ip6gretap", "gre": ["local": "192.0.2.1"]], ["/gre/local"]),
            (["kind": "ip6gretap", "gre": ["pathMTUDiscovery": true]], ["/gre/pathMTUDiscovery"]),
            (["kind": "gretap", "gre": ["ttl": 64, "pathMTUDiscovery": false]], ["/gre/pathMTUDiscovery"]),
            (["kind": "sit", "ipTunnel": ["remote": "fd00::1"]], ["/ipTunnel/remote"]),
            (["kind": "macvlan", "parentName": "eth0", "macvlan": ["mode": "source"]], ["/macvlan/sources"]),
            (
                ["kind": "macvlan", "parentName": "eth0", "macvlan": ["noPromiscuity": true]],
                ["/macvlan/noPromiscuity"]
            ),
            (["kind": "tun", "tun": [:]], ["/tun/mode"]), (["altNames": ["x0"]], ["/altNames"]),
            (["altNames": ["a", "a"]], ["/altNames"]), (["altNames": ["a b"]], ["/altNames/0"]),
        ] as [(JSON, [String])])
    func `of a tunnel or a shared link says in which member it can't be right`(_ spec: JSON, _ places: [String]) {
        #expect(faults("configuration", spec) == places)
    }

    @Test func `never repeats a key that is wrong`() throws {
        let secret = "IG9MqCII7z54Ysof1fQ9a7WcMNG"
        for member in ["privateKey", "publicKey"] {
            let spec: JSON = ["wireguard": [member: .string(secret)]]
            let error = try #require(throws: Faults.self) {
                try Self.type.canonicalSpec(spec, id: "cmdline/wg0", at: .root)
            }
            #expect(error.all.map(\.pointer.description) == ["/wireguard/\(member)"])
            #expect(!error.all.contains { $0.detail.contains(secret) })
        }
    }

    @Test func `has keys of exactly 32 bytes`() {
        #expect(WireGuardKey(Self.key)?.description == Self.key)
        let wrong = [
            "", String(Self.key.dropLast()), Self.key + "=", "=" + Self.key.dropFirst(),
            // The two bits past the last byte aren't zero.
            Self.key.replacing("TUY=", with: "TUZ="), Self.key.replacing("I", with: "-"),
        ]
        for text in wrong { #expect(WireGuardKey(text) == nil, "\(text)") }
    }

    @Test(arguments: BondMode.allCases)
    func `of a bond is completed with what its mode has by default`(_ mode: BondMode) {
        var bond = Bond()
        (bond.mode, bond.resendIgmp) = (mode, 7)
        let complete = bond.completed()
        #expect((complete.resendIgmp, complete.lpInterval, complete.numPeerNotif) == (7, 1, 1))
        #expect(complete.adActorSysPrio == (mode == .lacp ? 65_535 : nil))
        #expect(complete.missedMax == (mode == .lacp ? nil : 2))
        #expect(complete.tlbLogicalLb == (mode == .transmitLoad || mode == .adaptiveLoad ? nil : 1))
        #expect(complete.completed() == complete)
    }

    @Test(
        arguments: [
            ["masterName": "m0"], ["bridgeSlave": ["masterName": "m0"]], ["vrfSlave": ["masterName": "m0"]],
        ] as [JSON])
    func `shows whose port it is, whatever kind the master is of`(_ spec: JSON) throws {
        let column = try #require(LinkSpec.columns.first { $0.title == "MASTER" })
        #expect(column.value(in: spec) == "m0")
        #expect(column.value(in: ["kind": "dummy"]) == nil)
    }
}
