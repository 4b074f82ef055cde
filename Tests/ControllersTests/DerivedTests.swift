import Controllers
import NetworkTypes
import Resources
import Store
import TestSupport
import Testing

@Suite struct `What follows from statuses` {
    private func put(_ spec: some ResourceSpec, _ id: String, in store: ResourceStore) async throws {
        let key = ResourceKey("network", type(of: spec).typeName, id)
        let text = spec.canonical
        _ = try await store.write(ChangeContext(actor: "test", origin: .controller)) { transaction throws(StoreError) in
            try transaction.modify(Resource(Metadata(key), spec: text)) { resource throws(StoreError) in
                resource.spec = text
            }
        }
    }

    private func link(kind: String = "", _ address: String, carrier: Bool = true) -> LinkStatus {
        var link = LinkStatus()
        (link.kind, link.linkState, link.hardwareAddr) = (kind, carrier, HardwareAddress(address))
        return link
    }

    private func address(_ prefix: IPPrefix, on link: InterfaceName, _ scope: RouteScope = .global) -> AddressStatus {
        var status = AddressStatus()
        (status.address, status.linkName, status.scope, status.family) = (prefix, link, scope, prefix.family)
        return status
    }

    @Test func `the first physical link's hardware address stands for the host`() async throws {
        try await withStore { store, _ async throws in
            let controller = DerivedController<HardwareAddrRule>(store)
            let key = ResourceKey("network", "HardwareAddr", "first")
            try await put(link(kind: "bridge", "02:00:00:00:00:01"), "br0", in: store)
            _ = try await controller.reconcile()
            #expect(try store.get(key) == nil)
            try await put(link("02:00:00:00:00:03"), "eth1", in: store)
            try await put(link("02:00:00:00:00:02"), "eth0", in: store)
            _ = try await controller.reconcile()
            #expect(try store.get(key)?.spec == #"{"hardwareAddr":"02:00:00:00:00:02","name":"eth0"}"#)
        }
    }

    @Test func `lists leave out what only one link knows and what is on links that are down, and filters narrow them`()
        async throws
    {
        try await withStore { store, _ async throws in
            let controller = DerivedController<NodeAddressRule>(store)
            func addresses(_ list: String) throws -> [String]? {
                try store.get(ResourceKey("network", "NodeAddress", list)).map {
                    try JSON(parsing: $0.spec)["addresses"]?.elements?.compactMap(\.text) ?? []
                }
            }
            try await put(link("02:00:00:00:00:01"), "eth0", in: store)
            try await put(link("02:00:00:00:00:02", carrier: false), "eth1", in: store)
            for (index, status) in [
                address("10.0.0.1/8", on: "eth0"), address("10.0.0.9/32", on: "eth0"),
                address("192.0.2.1/24", on: "eth1"),
                address("127.0.0.1/8", on: "lo", .host), address("fe80::1/64", on: "eth0", .link),
                address("203.0.113.7/32", on: "external"), address("2001:db8::1/64", on: "eth0"),
            ].enumerated() { try await put(status, "\(index)", in: store) }
            var filter = NodeAddressFilter()
            (filter.includeSubnets, filter.excludeSubnets) = (["10.0.0.0/8", "2001:db8::/32"], ["10.0.0.9/32"])
            try await put(filter, "mine", in: store)
            _ = try await controller.reconcile()
            #expect(try addresses("current") == ["10.0.0.1/8", "10.0.0.9/32", "203.0.113.7/32", "2001:db8::1/64"])
            #expect(try addresses("routed") == ["10.0.0.1/8", "10.0.0.9/32", "2001:db8::1/64"])
            #expect(try addresses("routed-mine") == ["10.0.0.1/8", "2001:db8::1/64"])
            #expect(try addresses("accumulative")?.contains("192.0.2.1/24") == true)
            #expect(try addresses("default") == ["10.0.0.1/8"])
            var choice = NodeAddressSortAlgorithm()
            choice.algorithm = .v2
            try await put(choice, "default", in: store)
            _ = try await controller.reconcile()
            #expect(try addresses("routed") == ["10.0.0.9/32", "10.0.0.1/8", "2001:db8::1/64"])
            #expect(try addresses("default") == ["10.0.0.9/32"], "another order, another choice")
        }
    }

    @Test func `what somebody changes in a list at the sqlite3 prompt is put right`() async throws {
        try await withStore { store, path async throws in
            let controller = DerivedController<NodeAddressRule>(store)
            try await put(link("02:00:00:00:00:01"), "eth0", in: store)
            try await put(address("10.0.0.1/8", on: "eth0"), "a", in: store)
            _ = try await controller.reconcile()
            let key = ResourceKey("network", "NodeAddress", "current")
            let before = try store.get(key)?.spec
            let head = store.revision
            let sql = "UPDATE resource SET spec = '{\"addresses\":[]}' WHERE type = 'NodeAddress' AND id = 'current'"
            #expect(try ForeignClient.shell.run(sql, on: path) == nil)
            for await _ in store.feed.wakeUps() where store.revision > head { break }
            _ = try await controller.reconcile()
            #expect(try store.get(key)?.spec == before)
        }
    }

    private func readiness(_ store: ResourceStore) throws -> NetworkStatus {
        var faults: [Fault] = []
        let stored = try #require(try store.get(ResourceKey("network", "NetworkStatus", "status")))
        return try #require(NetworkStatus.decode(try JSON(parsing: stored.spec), at: .root, &faults), "\(faults)")
    }

    @Test func `the network is ready by what is there, and says what is missing`() async throws {
        try await withStore { store, _ async throws in
            let controller = DerivedController<NetworkStatusRule>(store)
            _ = try await controller.reconcile()
            let bare = try readiness(store)
            #expect(!bare.addressReady && !bare.connectivityReady && !bare.hostnameReady)
            #expect(!bare.addressReason.isEmpty && !bare.connectivityReason.isEmpty && !bare.hostnameReason.isEmpty)
            #expect(bare.etcFilesReady && bare.etcFilesReason == "", "nobody asks for files")

            var list = NodeAddress()
            list.addresses = ["192.0.2.10/24"]
            try await put(list, "current", in: store)
            var route = RouteStatus()
            (route.dst, route.gateway) = ("198.51.100.0/24", IPAddress("192.0.2.1"))
            try await put(route, "a", in: store)
            _ = try await controller.reconcile()
            #expect(try readiness(store).addressReady && !readiness(store).connectivityReady, "no default route")
            route.dst = nil
            try await put(route, "b", in: store)
            var name = HostnameStatus()
            name.hostname = DomainName("node-1")
            try await put(name, "hostname", in: store)
            _ = try await controller.reconcile()
            #expect(try readiness(store).connectivityReady && readiness(store).hostnameReady)
        }
    }

    @Test func `probes know better than routes, and files count only where they are asked for`() async throws {
        try await withStore { store, _ async throws in
            let controller = DerivedController<NetworkStatusRule>(store)
            var route = RouteStatus()
            route.gateway = IPAddress("192.0.2.1")
            try await put(route, "default", in: store)
            var probe = ProbeStatus()
            probe.lastError = "no answer in time"
            try await put(probe, "tcp:192.0.2.9:443", in: store)
            try await put(EtcFileSpec(), "hosts", in: store)
            _ = try await controller.reconcile()
            let failing = try readiness(store)
            #expect(!failing.connectivityReady && !failing.etcFilesReady)
            #expect(failing.connectivityReason == "a probe fails: tcp:192.0.2.9:443: no answer in time")
            #expect(failing.etcFilesReason == "not written yet: hosts")
            (probe.success, probe.lastError) = (true, "")
            try await put(probe, "tcp:192.0.2.9:443", in: store)
            try await put(EtcFileStatus(), "hosts", in: store)
            _ = try await controller.reconcile()
            #expect(try readiness(store).connectivityReady && readiness(store).etcFilesReady)
        }
    }
}
