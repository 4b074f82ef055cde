import FlowSupport
import Resources
import TestSupport
import Testing

extension InLab {
    @Suite struct Overlays {
        @Test(arguments: [("vxlan", ["vni": 5] as JSON), ("geneve", ["vni": 5, "remote": "192.0.2.9"] as JSON)])
        func `a tunnel that gets its metadata from routes is another link`(_ kind: String, _ own: JSON) async throws {
            try await Flow.run { flow in
                func put(_ own: JSON, external: JSON) async throws {
                    let spec: JSON = .object(["kind": .string(kind), "up": true, kind: own])
                    try await flow.client.apply("LinkSpec/x0", spec)
                    try await flow.host.eventually("x0", shows: ["linkinfo.info_data.external": external], "\(own)")
                }
                try await put(own, external: .null)
                let changes: [(JSON, JSON)] = [(["collectMetadata": true], true), (own, .null)]
                for (own, external) in changes {
                    let index = try await flow.host.index("x0")
                    let events = try await KernelEvents(flow.host)
                    try await put(own, external: external)
                    try #require(try events.all().contains { $0.isDeletion(ofLink: index) })
                }
                try Proofs.note(.rebuilt, kind, "\(kind).collectMetadata")
            }
        }

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
