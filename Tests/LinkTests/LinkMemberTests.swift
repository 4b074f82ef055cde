import Testing

extension InLab {
    @Suite struct Overlays {
        @Test(arguments: LinkTrial.overlays)
        func `each member is made, changed, repaired, dropped and deleted`(_ trial: LinkTrial) async throws {
            try await trial.membersLive()
        }

        @Test(.kernel(has: "NLMON"), arguments: LinkTrial.overlays)
        func `as it should be it isn't written to, and a reboot makes it again`(_ trial: LinkTrial) async throws {
            try await trial.wholeLasts()
        }
    }

    @Suite struct TunnelLinks {
        @Test(arguments: LinkTrial.tunnels)
        func `each member is made, changed, repaired, dropped and deleted`(_ trial: LinkTrial) async throws {
            try await trial.membersLive()
        }

        @Test(.kernel(has: "NLMON"), arguments: LinkTrial.tunnels)
        func `as it should be it isn't written to, and a reboot makes it again`(_ trial: LinkTrial) async throws {
            try await trial.wholeLasts()
        }
    }

    @Suite struct LocalLinks {
        @Test(arguments: LinkTrial.local)
        func `each member is made, changed, repaired, dropped and deleted`(_ trial: LinkTrial) async throws {
            try await trial.membersLive()
        }

        @Test(.kernel(has: "NLMON"), arguments: LinkTrial.local)
        func `as it should be it isn't written to, and a reboot makes it again`(_ trial: LinkTrial) async throws {
            try await trial.wholeLasts()
        }
    }

    @Suite struct WireGuardMembers {
        @Test(arguments: LinkTrial.wireGuards)
        func `each member is made, changed, repaired, dropped and deleted`(_ trial: LinkTrial) async throws {
            try await trial.membersLive()
        }

        @Test(.kernel(has: "NLMON"), arguments: LinkTrial.wireGuards)
        func `as it should be it isn't written to, and a reboot makes it again`(_ trial: LinkTrial) async throws {
            try await trial.wholeLasts()
        }
    }

    @Suite struct CommonSettings {
        @Test(.kernel(has: "NLMON"), arguments: KindLife.virtual)
        func `a link is made, changed, put right, left alone, and there after a reboot`(_ life: KindLife) async throws {
            try await life.isLived()
        }
    }

    @Suite struct CommonTunnelSettings {
        @Test(.kernel(has: "NLMON"), arguments: KindLife.tunnels)
        func `a link is made, changed, put right, left alone, and there after a reboot`(_ life: KindLife) async throws {
            try await life.isLived()
        }
    }
}
