import Kernel
import NetworkTypes
import Resources
import Testing

@testable import Controllers

@Suite struct `What is put back after a crash` {
    @Test func `is written and read as it was, whatever a link is set to`() throws {
        var link = Sample.link(7, "x0", kind: "vxlan")
        link.hardwareAddress = HardwareAddress("02:00:00:00:00:07")
        (link.masterIndex, link.lowerIndex, link.slaveKind) = (3, 2, "bridge")
        (link.alias, link.alternativeNames) = ("netstrata", ["other", "another"])
        link.values = [
            .vxlanID: .number(.max), .vxlanPortRange: .range(1, 65_535), .vxlanRemote: .address("192.0.2.1"),
            .bridgePortVLANs: .mappings([5: 6]), .bondARPTargets: .addresses(["192.0.2.7", "192.0.2.8"]),
            .bondActorSystem: .bytes([2, 0, 0, 0, 0, 255]),
            .macvlanSources: .hardwareAddresses([try #require(HardwareAddress("02:00:00:00:00:08"))]),
        ]
        let rescue = LinkRescue(
            index: 7, pause: .away, links: [link, Sample.eth0], addresses: [[0, 1, 254]], routes: [[], [9]],
            nextHops: [[16]], trialName: "nst7")
        let text = rescue.json.canonical
        #expect(LinkRescue(try JSON(parsing: text)) == rescue)
        #expect(LinkRescue(["index": 7]) == nil)
    }
}
