import NetworkTypes
import Resources
import Testing

/// What can be said of bridges, their ports and VLANs.
@Suite struct `What a spec says of bridges and VLANs` {
    private static let type = ResourceType(LinkSpec.self)

    private func faults(_ spec: JSON) -> [String] {
        do throws(Faults) {
            _ = try Self.type.canonicalSpec(spec, id: "api/x0", at: .root)
            return []
        } catch {
            return error.all.map(\.pointer.description)
        }
    }

    private func vlans(_ json: JSON) throws -> PortVLANs {
        var faults: [Fault] = []
        return try #require(PortVLANs.decode(json, at: .root, &faults), "\(faults)")
    }

    @Test func `a list of VLANs means the same in any order and in any pieces`() throws {
        let whole = try vlans([["vid": 10, "to": 20], ["vid": 1, "pvid": true, "untagged": true]])
        let pieces = try vlans([
            ["vid": 1, "pvid": true, "untagged": true], ["vid": 12, "to": 20], ["vid": 11], ["vid": 10],
        ])
        #expect(whole == pieces)
        #expect(whole.json == [["vid": 1, "pvid": true, "untagged": true], ["vid": 10, "to": 20]])
        #expect(whole.flags[15] == [])
        #expect(whole.flags[1] == [.pvid, .untagged])
        #expect(PortVLANs(whole.flags) == whole)
    }

    @Test func `the PVID stands alone although its neighbours are alike`() {
        let vlans = PortVLANs([1: .untagged, 2: [.pvid, .untagged], 3: .untagged, 4: .untagged])
        #expect(
            vlans.json == [
                ["vid": 1, "untagged": true], ["vid": 2, "pvid": true, "untagged": true],
                ["vid": 3, "to": 4, "untagged": true],
            ])
    }

    @Test func `no VLANs aren't the same as nothing said of VLANs`() throws {
        for (vlans, isSaid) in [([], true), (.null, false)] as [(JSON, Bool)] {
            let json: JSON = ["masterName": "br0", "vlans": vlans]
            var faults: [Fault] = []
            let port = try #require(BridgePort.decode(json, at: .root, &faults))
            #expect((port.vlans != nil) == isSaid)
            #expect((port.json["vlans"] != nil) == isSaid)
        }
    }

    @Test(
        arguments: [
            ([["vid": 0]], ["/vid"]), ([["vid": 4095]], ["/vid"]), ([["vid": 20, "to": 10]], ["/to"]),
            ([["vid": 10, "to": 20, "pvid": true]], ["/pvid"]),
        ] as [(JSON, [String])])
    func `a range that no port can have is refused`(_ vlans: JSON, _ places: [String]) {
        let spec: JSON = ["bridgeSlave": ["masterName": "br0", "vlans": vlans]]
        #expect(faults(spec) == places.map { "/bridgeSlave/vlans/0\($0)" })
    }

    @Test func `a VLAN that stands twice and a second PVID are refused`() {
        let twice: JSON = [["vid": 10, "to": 20], ["vid": 15]]
        #expect(faults(["bridgeSlave": ["masterName": "br0", "vlans": twice]]) == ["/bridgeSlave/vlans/1"])
        let pvids: JSON = [["vid": 1, "pvid": true], ["vid": 2, "pvid": true]]
        #expect(faults(["bridgeSlave": ["masterName": "br0", "vlans": pvids]]) == ["/bridgeSlave/vlans/1/pvid"])
    }

    @Test(
        arguments: [
            (["stp": ["helloTime": "11s"]], "/bridgeMaster/stp/helloTime"),
            (["stp": ["enabled": true, "forwardDelay": "1s"]], "/bridgeMaster/stp/forwardDelay"),
            (["stp": ["maxAge": "5s"]], "/bridgeMaster/stp/maxAge"),
            (["ageingTime": "15ms"], "/bridgeMaster/ageingTime"),
            (["ageingTime": "-1s"], "/bridgeMaster/ageingTime"),
            (["groupForwardMask": 4], "/bridgeMaster/groupForwardMask"),
            (["vlan": ["defaultPVID": 4095]], "/bridgeMaster/vlan/defaultPVID"),
            (["multicast": ["queryInterval": "500ms"]], "/bridgeMaster/multicast/queryInterval"),
            (["multicast": ["igmpVersion": 1]], "/bridgeMaster/multicast/igmpVersion"),
        ] as [(JSON, String)])
    func `what no bridge can be is refused`(_ bridge: JSON, _ place: String) {
        #expect(faults(["kind": "bridge", "bridgeMaster": bridge]) == [place])
    }

    @Test func `a status has what a new bridge has by itself, and what others set`() {
        let bridge: JSON = [
            "ageingTime": "10ms", "stp": ["helloTime": "1.01s"], "multicast": ["startupQueryInterval": "31.25s"],
        ]
        var faults: [Fault] = []
        #expect(LinkStatus.decode(["bridgeMaster": bridge], at: .root, &faults) != nil, "\(faults)")
        #expect(
            self.faults(["kind": "bridge", "bridgeMaster": bridge]) == [
                "/bridgeMaster/ageingTime", "/bridgeMaster/stp/helloTime",
                "/bridgeMaster/multicast/startupQueryInterval",
            ])
    }

    @Test func `a forward delay of none is fine where no spanning tree is spoken`() {
        #expect(faults(["kind": "bridge", "bridgeMaster": ["stp": ["forwardDelay": "0s"]]]) == [])
    }

    @Test func `settings of a port need a bridge`() {
        #expect(faults(["bridgeSlave": ["hairpin": true]]) == ["/bridgeSlave/hairpin"])
        #expect(faults(["bridgeSlave": ["masterName": ""]]) == [])
    }

    @Test func `priorities of tags go from 0 to 7, those of the host further`() {
        func spec(_ vlan: JSON) -> JSON {
            ["kind": "vlan", "parentName": "eth0", "vlan": JSON.object(["vlanID": 5]).merged(with: vlan)]
        }
        #expect(faults(spec(["ingressMap": [["from": 7, "to": 70]], "egressMap": [["from": 70, "to": 7]]])) == [])
        #expect(faults(spec(["ingressMap": [["from": 8, "to": 1]]])) == ["/vlan/ingressMap"])
        #expect(faults(spec(["egressMap": [["from": 1, "to": 8]]])) == ["/vlan/egressMap"])
        #expect(
            faults(spec(["egressMap": [["from": 1, "to": 2], ["from": 1, "to": 3]]])) == ["/vlan/egressMap/1/from"])
    }

    @Test func `a priority that becomes 0 is as if nothing were said of it`() throws {
        var faults: [Fault] = []
        let map = try #require(
            PriorityMap.decode([["from": 3, "to": 0], ["from": 1, "to": 4]], at: .root, &faults))
        #expect(map.json == [["from": 1, "to": 4]])
    }
}
