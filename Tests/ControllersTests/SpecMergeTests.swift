import Controllers
import NetworkTypes
import Resources
import Store
import TestSupport
import Testing

@Suite struct `What layers come to` {
    private func servers(
        _ layer: ConfigurationLayer, _ addresses: [String], _ domains: [String] = [], overrides: Bool = false
    ) -> ResolverSpec {
        var spec = ResolverSpec()
        spec.nameServers = addresses.compactMap { IPAddress($0).map(NameServer.init) }
        spec.searchDomains = domains.compactMap { DomainName($0) }
        (spec.layer, spec.searchDomainsOverridden) = (layer, overrides)
        return spec
    }

    @Test func `what somebody PUT replaces all servers below, and comes before their search domains`() throws {
        let merged = try #require(
            ResolverSpec.merged([
                servers(.operator, ["192.0.2.1", "2001:db8::1"], ["lan"]),
                servers(.api, ["192.0.2.53"], ["example.com", "lan"]),
            ]))
        #expect(merged.dnsServers == [IPAddress("192.0.2.53")])
        #expect(merged.searchDomains.map(\.description) == ["example.com", "lan"])
        #expect(merged.layer == .api)
        let alone = try #require(
            ResolverSpec.merged([servers(.operator, ["192.0.2.1"]), servers(.api, [], [], overrides: true)]))
        #expect(alone.dnsServers == [IPAddress("192.0.2.1")] && !alone.searchDomainsOverridden)
    }

    @Test func `an operator leaves servers of the family that it doesn't name`() throws {
        let merged = try #require(
            ResolverSpec.merged([servers(.platform, ["192.0.2.1", "2001:db8::1"]), servers(.operator, ["192.0.2.2"])]))
        #expect(merged.dnsServers.map(\.description) == ["192.0.2.2", "2001:db8::1"])
    }

    @Test func `an empty name of a bridge in a higher layer takes a port out of a lower layer's bond`() throws {
        var lower = try Sample.linkSpec("e0", ["masterName": "bond0", "slaveIndex": 1, "bondSlave": ["queueID": 2]])
        lower.layer = .configuration
        let higher = try Sample.linkSpec("e0", ["up": true, "bridgeSlave": ["masterName": ""]])
        let merged = try #require(LinkSpec.merged([lower, higher]))
        #expect(merged.masterName == nil && merged.bondSlave == nil && merged.slaveIndex == 0)
        #expect(merged.bridgeSlave == higher.bridgeSlave && merged.up == true)
    }

    @Test func `without a server nothing comes of it`() {
        #expect(ResolverSpec.merged([servers(.api, [], ["example.com"])]) == nil)
    }

    @Test func `of two host names of the highest layer the first counts, and rows of time servers are put together`() {
        func name(_ name: String, _ layer: ConfigurationLayer) -> HostnameSpec {
            var spec = HostnameSpec()
            (spec.hostname, spec.layer) = (DomainName(name), layer)
            return spec
        }
        let merged = HostnameSpec.merged([name("a", .default), name("b.example.com", .operator), name("c", .operator)])
        #expect(merged?.hostname?.description == "b" && merged?.domainname?.description == "example.com")
        func times(_ host: String, _ layer: ConfigurationLayer, nts: Bool) -> TimeServerSpec {
            var spec = TimeServerSpec()
            (spec.timeServers, spec.layer, spec.useNTS) = ([host].compactMap(NetworkHost.init), layer, nts)
            return spec
        }
        let time = TimeServerSpec.merged([
            times("a", .default, nts: false), times("b", .operator, nts: true),
            times("192.0.2.1", .operator, nts: false),
        ])
        #expect(time?.timeServers.map(\.description) == ["b", "192.0.2.1"] && time?.useNTS == false)
    }

    /// Writes as a controller does: not past the interface, but not at the sqlite3 prompt either.
    private func put(_ spec: ResolverSpec, _ id: String, in store: ResourceStore) async throws {
        let text = spec.canonical
        _ = try await store.write(ChangeContext(actor: "Operator", origin: .controller)) {
            transaction throws(StoreError) in
            try transaction.modify(Resource(Metadata(ResourceKey("network-config", "ResolverSpec", id)), spec: text)) {
                resource throws(StoreError) in resource.spec = text
            }
        }
    }

    @Test func `rows whose ids don't begin with a layer go where their spec says, also after the first pass`()
        async throws
    {
        try await withStore { store, _ async throws in
            let controller = MergeController<ResolverSpec>(store)
            let key = ResourceKey("network", "ResolverSpec", "resolvers")
            _ = try await controller.reconcile()
            try await put(servers(.operator, ["192.0.2.1"]), "dhcp4/eth0", in: store)
            _ = try await controller.reconcile()
            let first = try #require(try store.get(key))
            #expect(first.spec.contains(#""dnsServers":["192.0.2.1"]"#), "a merged spec repeats the addresses")
            try await put(servers(.operator, ["192.0.2.2"]), "dhcp4/eth1", in: store)
            _ = try await controller.reconcile()
            #expect(try store.get(key)?.spec.contains(#""dnsServers":["192.0.2.1","192.0.2.2"]"#) == true)
            #expect(try store.list("network", "ResolverSpec").resources.count == 1)
            for id in ["dhcp4/eth0", "dhcp4/eth1"] {
                _ = try await store.write(ChangeContext(actor: "Operator", origin: .controller)) {
                    transaction throws(StoreError) in
                    try transaction.destroy(ResourceKey("network-config", "ResolverSpec", id))
                }
            }
            _ = try await controller.reconcile()
            #expect(try store.get(key)?.metadata.phase != .running)
        }
    }

    @Test func `what no controller brings into the kernel is held by nobody, and goes at once`() async throws {
        try await withStore { store, _ async throws in
            let controller = MergeController<StaticHost>(store)
            let (asked, merged) = (
                ResourceKey("network-config", "StaticHost", "api/printer"),
                ResourceKey("network", "StaticHost", "printer")
            )
            var host = StaticHost()
            (host.hostname, host.addresses) = (DomainName("printer"), ["192.0.2.9"])
            let text = host.canonical
            _ = try await store.write(ChangeContext(actor: "x", origin: .api)) { transaction throws(StoreError) in
                try transaction.create(Resource(Metadata(asked), spec: text))
            }
            _ = try await controller.reconcile()
            let stored = try #require(try store.get(merged))
            #expect(stored.spec == text && stored.metadata.finalizers == [])
            _ = try await store.write(ChangeContext(actor: "x", origin: .api)) { transaction throws(StoreError) in
                try transaction.destroy(asked)
            }
            _ = try await controller.reconcile()
            #expect(try store.get(merged) == nil)
        }
    }
}
