import Testing

extension InLab {
    @Suite struct Overlays {
        @Test(arguments: LinkTrial.overlays)
        func `each member is made, changed, repaired, dropped and deleted`(_ trial: LinkTrial) async throws {
            try await trial.membersLive()
        }

        @Test(arguments: LinkTrial.overlays)
        func `as it should be it isn't written to, and a reboot makes it again`(_ trial: LinkTrial) async throws {
            try await trial.wholeLasts()
        }
    }

    @Suite struct TunnelLinks {
        @Test(arguments: LinkTrial.tunnels)
        func `each member is made, changed, repaired, dropped and deleted`(_ trial: LinkTrial) async throws {
            try await trial.membersLive()
        }

        @Test(arguments: LinkTrial.tunnels)
        func `as it should be it isn't written to, and a reboot makes it again`(_ trial: LinkTrial) async throws {
            try await trial.wholeLasts()
        }
    }

    @Suite struct LocalLinks {
        @Test(arguments: LinkTrial.local)
        func `each member is made, changed, repaired, dropped and deleted`(_ trial: LinkTrial) async throws {
            try await trial.membersLive()
        }

        @Test(arguments: LinkTrial.local)
        func `as it should be it isn't written to, and a reboot makes it again`(_ trial: LinkTrial) async throws {
            try await trial.wholeLasts()
        }
    }

    @Suite struct CommonSettings {
        @Test(arguments: LinkTrial.common)
        func `each member is made, changed, repaired, dropped and deleted`(_ trial: LinkTrial) async throws {
            try await trial.membersLive()
        }

        @Test(arguments: LinkTrial.common)
        func `as it should be it isn't written to, and a reboot makes it again`(_ trial: LinkTrial) async throws {
            try await trial.wholeLasts()
        }
    }
}
