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
            (["kind": "vlan", "parentName": "eth0", "vlan": ["vlanID": 5]], ["/kind", "/parentName", "/vlan"]),
            (["kind": "bond", "bondMaster": ["mode": "802.3ad"]], ["/kind", "/bondMaster"]),
            (["kind": "vrf", "vrfMaster": ["table": 100]], ["/kind", "/vrfMaster"]),
            (["kind": "wireguard", "wireguard": ["listenPort": 51820]], ["/kind", "/wireguard"]),
            (["kind": "dummy"], ["/kind"]),
            (["masterName": "bond0", "slaveIndex": 1], ["/masterName", "/slaveIndex"]),
            (["vrfSlave": ["masterName": "vrf0"]], ["/vrfSlave"]),
        ] as [(JSON, [String])])
    func `of what can't be done yet is taken from every layer but people's`(_ spec: JSON, _ places: [String]) {
        #expect(faults("api", spec) == places)
        #expect(faults("cmdline", spec) == [])
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
            (["kind": "bond", "bridgeMaster": [:], "wireguard": [:]], ["/bridgeMaster", "/wireguard"]),
        ] as [(JSON, [String])])
    func `that can't be right is refused in every layer`(_ spec: JSON, _ places: [String]) {
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
        #expect(complete.adActorSysPrio == (mode == .lacp ? 65_535 : 0))
        #expect(complete.missedMax == (mode == .lacp ? 0 : 2))
        #expect(complete.tlbLogicalLb == (mode == .transmitLoad || mode == .adaptiveLoad ? 0 : 1))
        #expect(complete.completed() == complete)
    }
}
