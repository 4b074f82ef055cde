import Testing

extension InLab {
    @Suite struct Bridges {
        @Test(arguments: LinkSample.bridges + LinkSample.bridgeVLANs)
        func `it is made as asked for, as ip shows it`(_ sample: LinkSample) async throws {
            try await sample.isMade()
        }

        @Test(arguments: LinkSample.bridges + LinkSample.bridgeVLANs)
        func `its changes are made on the living link where the kernel can`(_ sample: LinkSample) async throws {
            try await sample.isChanged()
        }

        @Test(arguments: LinkSample.bridges + LinkSample.bridgeVLANs)
        func `what somebody else does to it is put right`(_ sample: LinkSample) async throws {
            try await sample.isRepaired()
        }

        @Test(.kernel(has: "NLMON"), arguments: LinkSample.bridges + LinkSample.bridgeVLANs)
        func `as it should be it isn't written to, nor at a restart`(_ sample: LinkSample) async throws {
            try await sample.isLeftAlone()
        }

        @Test(arguments: LinkSample.bridges + LinkSample.bridgeVLANs)
        func `it is there again after a reboot`(_ sample: LinkSample) async throws {
            try await sample.survivesReboot()
        }

        @Test(arguments: LinkSample.bridges + LinkSample.bridgeVLANs)
        func `it goes with its spec, and leaves the others`(_ sample: LinkSample) async throws {
            try await sample.isDeleted()
        }
    }
}
