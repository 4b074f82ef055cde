import Resources
import TestSupport
import Testing

/// What must be true of every resource type, found by walking through all of them.
@Suite struct `Every resource type` {
    static let catalog = ResourceCatalog([
        ResourceType(EthernetSpec.self), ResourceType(EthernetStatus.self),
        ResourceType(LinkSpec.self), ResourceType(LinkStatus.self), ResourceType(AddressSpec.self),
        ResourceType(AddressStatus.self), ResourceType(RouteSpec.self), ResourceType(RouteStatus.self),
        ResourceType(RoutingRuleSpec.self), ResourceType(RoutingRuleStatus.self), ResourceType(HostnameSpec.self),
        ResourceType(HostnameStatus.self), ResourceType(ResolverSpec.self), ResourceType(ResolverStatus.self),
        ResourceType(TimeServerSpec.self), ResourceType(TimeServerStatus.self), ResourceType(StaticHost.self),
        ResourceType(ProbeSpec.self), ResourceType(ProbeStatus.self), ResourceType(LinkAliasSpec.self),
        ResourceType(EtcFileSpec.self), ResourceType(EtcFileStatus.self), ResourceType(KernelParamSpec.self),
        ResourceType(KernelParamStatus.self), ResourceType(NetworkStatus.self), ResourceType(ApplyStatus.self),
        ResourceType(ManagementSpec.self),
        ResourceType(RevisionTag.self), ResourceType(ConfirmWindow.self),
        ResourceType(OperatorSpec.self), ResourceType(NfTablesChainSpec.self),
        ResourceType(NfTablesSetSpec.self),
    ])
    static let names = catalog.types.map(\.name)

    private func type(_ name: String) throws -> ResourceType { try #require(Self.catalog.type(named: name)) }

    /// What nobody may ask for yet; other layers carry it.
    private static let refused = ["OperatorSpec"]

    private func storedID(_ type: ResourceType) -> String {
        guard type.placement == .layered else { return type.example.id }
        return (Self.refused.contains(type.name) ? "cmdline/" : "api/") + type.example.id
    }

    @Test(arguments: refused)
    func `that can't be carried out yet isn't taken from people`(_ name: String) throws {
        let type = try type(name)
        let faults = #expect(throws: Faults.self) {
            try type.canonicalSpec(type.example.spec, id: "api/" + type.example.id, at: .root)
        }
        #expect(faults?.all.first?.detail.contains("isn't carried out by this version") == true)
    }

    @Test(arguments: names)
    func `describes itself`(_ name: String) throws {
        let type = try type(name)
        #expect(!type.summary.isEmpty && type.summary.hasSuffix("."))
        #expect(!type.idForm.isEmpty)
        #expect(!type.columns.isEmpty)
        #expect(type.plural == type.plural.lowercased() && !type.aliases.contains { $0 != $0.lowercased() })
        #expect(!type.placement.namespaces.isEmpty)
        #expect((type.placement == .layered) == !type.stages.isEmpty, "what people write in layers is applied")
        let properties = try #require(type.schema["properties"]?.members)
        #expect(properties["spec"] == nil && properties["metadata"] == nil, "a body is told by these two")
        for (member, schema) in properties {
            let description = try #require(schema["description"]?.text, "\(member)")
            #expect(description.hasSuffix("."), "\(member)")
        }
        for column in type.columns {
            for path in column.paths {
                var schema = type.schema
                for token in path.tokens {
                    let members = (schema["items"] ?? schema)["properties"]
                    schema = try #require(members?[token], "\(column.title) shows \(path)")
                }
            }
            #expect(column.title == column.title.uppercased())
        }
        for member in try #require(type.example.spec.members).keys { #expect(properties[member] != nil, "\(member)") }
    }

    @Test(arguments: names)
    func `has an example that is whole, and that can be put back as it is read`(_ name: String) throws {
        let type = try type(name)
        let id = storedID(type)
        let text = try type.canonicalSpec(type.example.spec, id: id, at: .root)
        let stored = try JSON(parsing: text)
        #expect(stored.canonical == text, "what is stored is canonical")
        #expect(try type.canonicalSpec(stored, id: id, at: .root) == text, "and stays so")
        let properties = try #require(type.schema["properties"]?.members)
        for member in try #require(stored.members).keys { #expect(properties[member] != nil, "\(member)") }
    }

    @Test(arguments: names)
    func `refuses a member that it doesn't know, wherever the spec stands`(_ name: String) throws {
        let type = try type(name)
        var spec = type.example.spec
        spec["nonsense"] = 1
        let place = JSONPointer(tokens: ["operations", "3", "spec"])
        let faults = #expect(throws: Faults.self) { try type.canonicalSpec(spec, id: storedID(type), at: place) }
        #expect(faults?.all.map(\.pointer.description) == ["/operations/3/spec/nonsense"])
    }

    @Test(arguments: names)
    func `survives 10,000 random bodies, and stores only what it would take again`(_ name: String) async throws {
        let type = try type(name)
        let names = try Array(#require(type.schema["properties"]?.members).keys).sorted()
        var generator = SeededGenerator(seed: 10)
        let id = storedID(type)
        var accepted = 0
        for round in 0..<10_000 {
            // Others want their turn: there are as few threads as cores.
            if round % 16 == 0 { await Task.yield() }
            let body: JSON
            switch round % 4 {
            case 0: body = RandomJSON.value(&generator, names: names)
            case 1: body = RandomJSON.object(&generator, names: names)
            default:
                // Near what is right: the example with one member changed.
                var changed = type.example.spec
                let member = names.randomElement(using: &generator) ?? ""
                // Now and then not even that: of some types any change is a fault.
                if round % 100 != 2 { changed[member] = RandomJSON.value(&generator, depth: 2, names: names) }
                body = changed
            }
            let odd = ["", "/", "api/", "\0", "//", "inet4/-", String(repeating: "x", count: 300)]
            let target = round % 10 == 9 ? odd.randomElement(using: &generator) ?? "" : id
            guard let text = try? type.canonicalSpec(body, id: target, at: .root) else { continue }
            accepted += 1
            #expect(try type.canonicalSpec(JSON(parsing: text), id: target, at: .root) == text)
        }
        #expect(accepted > 0)
    }

    @Test(arguments: names)
    func `refuses an id that isn't one of its own`(_ name: String) throws {
        let type = try type(name)
        for id in ["", "/", "..", "a b", "x\0y", "api/"] {
            let faults = #expect(throws: Faults.self, "'\(id)'") {
                try type.canonicalSpec(type.example.spec, id: id, at: .root)
            }
            #expect(faults?.all.map(\.pointer) == [.root])
            #expect(faults?.all.first?.detail.contains(type.idForm) == true, "it says how one looks")
        }
    }

    @Test func `answers to its name, its plural and its aliases`() throws {
        for type in Self.catalog.types {
            for name in [type.name, type.name.lowercased(), type.name.uppercased(), type.plural] {
                guard case .found(let found) = Self.catalog.lookUp(name) else {
                    Issue.record("\(name) isn't found")
                    continue
                }
                #expect(found.name == type.name)
            }
        }
        func names(_ alias: String) -> [String] {
            switch Self.catalog.lookUp(alias) {
            case .found(let type): [type.name]
            case .ambiguous(let names): names
            case .unknown: []
            }
        }
        #expect(names("addresses") == ["AddressStatus"])
        #expect(names("links") == ["LinkStatus"])
        #expect(names("routes") == ["RouteStatus"])
        #expect(names("rules") == ["RoutingRuleStatus"])
        #expect(names("hostname") == ["HostnameStatus"])
        #expect(names("netstatus") == ["NetworkStatus"])
        #expect(names("ls") == ["LinkSpec", "LinkStatus"])
        #expect(names("as") == ["AddressSpec", "AddressStatus", "ApplyStatus"])
        #expect(names("rs") == ["ResolverSpec", "ResolverStatus", "RouteSpec", "RouteStatus"])
        #expect(names("rrs") == ["RoutingRuleSpec", "RoutingRuleStatus"])
        #expect(names("nothing") == [])
        #expect(names("") == [])
        #expect(Self.catalog.type(named: "addressspec") == nil, "the exact name is exact")
    }
}
