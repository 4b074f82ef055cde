import NetworkTypes
import Resources
import TestSupport
import Testing

/// Ids say members, and members make ids.
@Suite struct `An id` {
    private static func random(_ generator: inout SeededGenerator, _ family: AddressFamily) throws -> IPAddress {
        let bytes = (0..<family.bitWidth / 8).map { _ in UInt8.random(in: 1...200, using: &generator) }
        return try #require(IPAddress(bytes: bytes))
    }

    private func stored<Spec: ResourceSpec>(_: Spec.Type, _ id: String, _ spec: JSON = [:]) throws -> Spec {
        let text = try ResourceType(Spec.self).canonicalSpec(spec, id: id, at: .root)
        var faults: [Fault] = []
        let value = Spec.decode(try JSON(parsing: text), at: .root, &faults)
        #expect(faults == [])
        return try #require(value)
    }

    @Test func `of an address completes an empty spec`() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            let family = try #require(AddressFamily.allCases.randomElement(using: &generator))
            let address = try Self.random(&generator, family)
            guard !address.isMulticast else { continue }
            let length = Int.random(in: 0...family.bitWidth, using: &generator)
            let layer = try #require(ConfigurationLayer.allCases.randomElement(using: &generator))
            let id = "eth\(Int.random(in: 0...9, using: &generator))/\(address)/\(length)"
            let spec = try stored(AddressSpec.self, "\(layer.rawValue)/\(id)")
            #expect(spec.id == id)
            #expect(spec.address == IPPrefix(address: address, length: length))
            #expect((spec.family, spec.layer) == (family, layer))
            #expect(try stored(AddressSpec.self, id).layer == .api, "without a layer it is the highest")
        }
    }

    @Test func `of a route completes a spec`() throws {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<500 {
            let family = try #require(AddressFamily.allCases.randomElement(using: &generator))
            let gateway = Bool.random(using: &generator) ? try Self.random(&generator, family) : nil
            let length = Int.random(in: 1...family.bitWidth, using: &generator)
            let network = IPPrefix(address: try Self.random(&generator, family), length: length)?.masked
            let destination = Bool.random(using: &generator) ? network : nil
            let table = try #require(["main", "local", "100", "4294967295"].randomElement(using: &generator))
            let priority = UInt32.random(in: 0...UInt32.max, using: &generator)
            let id = [
                table == "main" ? nil : table, family == .inet6 ? "eth0" : nil, family.description,
                gateway?.description ?? "", destination?.description ?? "", String(priority),
            ].compactMap { $0 }.joined(separator: "/")
            let spec = try stored(RouteSpec.self, "api/" + id, ["outLinkName": "eth0"])
            #expect(spec.id == id)
            #expect(spec.gateway == gateway)
            #expect(spec.dst == destination)
            #expect((spec.table.description, spec.priority, spec.family) == (table, priority, family))
            var status = try #require(try? stored(RouteStatus.self, id, ["outLinkName": "eth0"]))
            #expect(status.id == id)
            status.priority &+= 1
            #expect(status.id != id)
        }
    }

    @Test func `of a rule completes a spec, in text order`() throws {
        var ids: [String] = []
        for priority in [1, 9, 10, 999, 1000, 32_499, 32_765] as [UInt32] {
            let digits = String(repeating: "0", count: 5 - String(priority).count) + String(priority)
            for family in ["inet4", "inet6"] {
                let spec = try stored(RoutingRuleSpec.self, "api/\(family)/\(digits)", ["table": "100"])
                #expect((spec.priority, spec.id) == (priority, "\(family)/\(digits)"))
                if family == "inet4" { ids.append(spec.id) }
            }
        }
        #expect(ids.sorted() == ids)
    }

    @Test(arguments: [
        ("AddressSpec", "api/eth0/192.0.2.10/24", #"{"linkName":"eth0","address":"192.0.2.10/24","layer":"api"}"#, []),
        ("AddressSpec", "api/eth0/192.0.2.10/24", #"{"linkName":"eth1"}"#, ["/linkName"]),
        ("AddressSpec", "api/eth0/192.0.2.10/24", #"{"address":"192.0.2.10/25"}"#, ["/address"]),
        (
            "AddressSpec", "api/eth0/192.0.2.10/24", #"{"address":"192.0.2.11/24","linkName":"eth1"}"#,
            ["/address", "/linkName"]
        ),
        ("AddressSpec", "api/eth0/192.0.2.10/24", #"{"layer":"configuration"}"#, ["/layer"]),
        ("AddressSpec", "api/eth0/192.0.2.10/24", #"{"family":"inet6"}"#, ["/family"]),
        ("AddressSpec", "api/eth0/2001:db8::1/64", #"{"announceWithARP":true}"#, ["/announceWithARP"]),
        ("AddressSpec", "api/eth0/224.0.0.1/24", "{}", ["/address"]),
        ("AddressSpec", "api/eth0/2001:DB8::1/64", "{}", [""]),
        ("LinkSpec", "api/eth0", #"{"name":"eth1"}"#, ["/name"]),
        ("LinkSpec", "api/eth0", #"{"mtu":67}"#, ["/mtu"]),
        ("LinkSpec", "api/v0", #"{"kind":"veth"}"#, ["/veth"]),
        ("LinkSpec", "api/v0", #"{"kind":"bridge","veth":{"peerName":"v1"}}"#, ["/veth"]),
        ("LinkSpec", "api/v0", #"{"kind":"veth","veth":{}}"#, ["/veth/peerName"]),
        ("RouteSpec", "api/inet4/192.0.2.1//1024", #"{"priority":5}"#, ["/priority"]),
        ("RouteSpec", "api/inet4/192.0.2.1//1024", #"{"gateway":"192.0.2.2"}"#, ["/gateway"]),
        ("RouteSpec", "api/inet4/192.0.2.1//1024", #"{"dst":"10.0.0.0/8"}"#, ["/dst"]),
        ("RouteSpec", "api/inet4/192.0.2.1//1024", #"{"dst":"0.0.0.0/0","gateway":"192.0.2.1"}"#, []),
        ("RouteSpec", "api/100/inet4/192.0.2.1//1024", #"{"table":"main"}"#, ["/table"]),
        ("RouteSpec", "api/inet4//10.0.0.0/8/0", "{}", ["/gateway"]),
        ("RouteSpec", "api/inet4/192.0.2.1/10.0.0.1/8/0", "{}", [""]),
        ("RouteSpec", "api/inet4//10.0.0.0/8/0", #"{"type":"blackhole","mtu":3}"#, ["/mtu"]),
        ("RoutingRuleSpec", "api/inet4/01000", #"{"priority":1001,"table":"100"}"#, ["/priority"]),
        ("RoutingRuleSpec", "api/inet4/01000", "{}", ["/table"]),
        ("RoutingRuleSpec", "api/inet4/32766", #"{"table":"main"}"#, ["/priority"]),
        ("ManagementSpec", "host", #"{"mode":"observe"}"#, []),
        ("ManagementSpec", "host", #"{"mode":"off"}"#, ["/mode"]),
    ])
    func `that its spec contradicts is a fault where the contradiction stands`(
        _ name: String, _ id: String, _ spec: String, _ pointers: [String]
    ) throws {
        let type = try #require(`Every resource type`.catalog.type(named: name))
        let body = try JSON(parsing: spec)
        var found: [String] = []
        do throws(Faults) {
            _ = try type.canonicalSpec(body, id: id, at: .root)
        } catch {
            found = error.all.map(\.pointer.description)
        }
        #expect(found.sorted() == pointers)
    }

    @Test func `with a layer is split at the first slash`() {
        #expect(LayeredID("api/eth0/1.2.3.4/24") == LayeredID(.api, "eth0/1.2.3.4/24"))
        #expect(LayeredID("configuration/a")?.description == "configuration/a")
        for text in ["eth0/1.2.3.4/24", "api", "", "/api/x"] { #expect(LayeredID(text) == nil) }
        #expect(
            ConfigurationLayer.allCases.sorted() == [.default, .cmdline, .platform, .operator, .configuration, .api])
    }
}

@Suite struct `A resource's document` {
    @Test func `is JSON that holds all of it, and only what says something`() throws {
        var metadata = Metadata(ResourceKey("n", "T", "a/\"b\""), owner: "o", finalizers: ["F"], labels: ["k": "é\n"])
        metadata.annotations = ["note": "x"]
        metadata.version = 3
        metadata.revision = 9
        metadata.created = "2026-01-01T00:00:00.000Z"
        let full = Resource(metadata, spec: #"{"a":1}"#)
        let document = try JSON(parsing: full.document)
        #expect(document["metadata"] == metadata.json)
        #expect(document["spec"] == ["a": 1])
        let plain = try JSON(parsing: Resource(Metadata(ResourceKey("n", "T", "a")), spec: "{}").document)
        #expect(
            try #require(plain["metadata"]?.members).keys.sorted() == [
                "created", "id", "namespace", "phase", "revision", "type", "updated", "version",
            ])
    }
}
