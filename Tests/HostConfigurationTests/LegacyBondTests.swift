import NetworkTypes
import Resources
import Testing

@testable import HostConfiguration

@Suite struct `A bond of the legacy document` {
    private func bond(_ members: String) throws -> Bond? {
        let text = """
            version: v1alpha1
            machine:
              network:
                interfaces:
                  - interface: bond0
                    bond: {interfaces: [eth0], \(members)}
            """
        var sources = LayerSources()
        sources.configuration = try MachineConfiguration(text: text)
        return LinkLayers.specs(sources).first { $0.spec.id == "bond0" }?.spec.bondMaster
    }

    @Test(arguments: ["balance-tlb", "balance-alb"])
    func `says with 0 that flows don't move by load, and nothing with nothing`(mode: String) throws {
        #expect(try bond("mode: \(mode), tlbDynamicLb: 0")?.tlbLogicalLb == 0)
        #expect(try bond("mode: \(mode), tlbDynamicLb: 1")?.tlbLogicalLb == 1)
        #expect(try bond("mode: \(mode)")?.tlbLogicalLb == nil)
    }

    @Test func `says nothing with 0 in the modes that it isn't for`() throws {
        #expect(try bond("mode: active-backup, tlbDynamicLb: 0") == bond("mode: active-backup"))
    }
}
