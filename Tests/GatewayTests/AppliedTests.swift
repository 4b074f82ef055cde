import Resources
import Store
import Testing

@Suite struct `Waiting until it is applied` {
    private static let merged = ResourceKey("network", "AddressSpec", "eth0/192.0.2.10/24")
    private static let status = ResourceKey("network", "ApplyStatus", "AddressSpec/eth0/192.0.2.10/24")

    /// Does what the controllers would: merges what is asked for, then says how it went.
    private static func controllers(_ daemon: Daemon, says state: String) async throws {
        for await _ in daemon.store.feed.wakeUps() {
            let head = daemon.store.revision
            guard head > 0 else { continue }
            let asked = try daemon.store.get(ResourceKey("network-config", "AddressSpec", "api/eth0/192.0.2.10/24"))
            try await daemon.control("AddressMergeController") { transaction throws(StoreError) in
                if asked != nil {
                    try transaction.modify(
                        Resource(Metadata(merged, owner: "AddressMergeController"), spec: "{}")
                    ) { _ throws(StoreError) in }
                } else if try transaction.get(merged) != nil {
                    try transaction.destroy(merged, owner: "AddressMergeController")
                }
            }
            daemon.store.cursors.advance("AddressMergeController", to: head)
            let head2 = daemon.store.revision
            let row = try daemon.store.get(merged)
            try await daemon.control("AddressSpecController") { transaction throws(StoreError) in
                if let row {
                    let spec = #"{"reason":"because","specRevision":\#(row.metadata.revision),"state":"\#(state)"}"#
                    try transaction.modify(
                        Resource(Metadata(status, owner: "AddressSpecController"), spec: spec)
                    ) { resource throws(StoreError) in resource.spec = spec }
                } else if try transaction.get(status) != nil {
                    try transaction.destroy(status, owner: "AddressSpecController")
                }
            }
            daemon.store.cursors.advance("AddressSpecController", to: head2)
        }
    }

    private static func run(_ state: String, _ body: @escaping @Sendable (Daemon) async throws -> Void) async throws {
        try await Daemon.run { daemon in
            let work = Task { try await controllers(daemon, says: state) }
            defer { work.cancel() }
            try await body(daemon)
        }
    }

    @Test func `answers when the kernel is as asked for, and when it is rid of it`() async throws {
        try await Self.run("applied") { daemon in
            let put = try await daemon.put(address + "?wait=applied&timeout=20s")
            #expect(put.status == 201)
            #expect(put.json["applied"] == true)
            #expect(put.json["reasons"] == [])
            #expect(put.json["spec"]?["linkName"] == "eth0")
            let delete = try await daemon.ask("DELETE", address + "?wait=applied&timeout=20s")
            #expect(delete.json["applied"] == true)
            #expect(try daemon.store.get(Self.status) == nil)
        }
    }

    @Test func `what has a status still isn't gone, although its merged spec is`() async throws {
        try await Daemon.run { daemon in
            let work = Task {
                for await _ in daemon.store.feed.wakeUps() {
                    for stage in AddressSpec.stages { daemon.store.cursors.advance(stage, to: daemon.store.revision) }
                }
            }
            defer { work.cancel() }
            _ = try await daemon.put(address)
            try await daemon.control("AddressSpecController") { transaction throws(StoreError) in
                try transaction.create(Resource(Metadata(Self.status, owner: "AddressSpecController"), spec: "{}"))
            }
            let delete = try await daemon.ask("DELETE", address + "?wait=applied&timeout=500ms")
            #expect(delete.json["applied"] == false)
            let reasons = delete.json["reasons"]?.elements?.compactMap(\.text) ?? []
            #expect(reasons.contains { $0.hasSuffix("the kernel isn't rid of it yet") }, "\(reasons)")
        }
    }

    @Test(arguments: [false, true]) func `of many that go what holds one is waited for, and not what is said of them`(
        isHeld: Bool
    )
        async throws
    {
        try await Daemon.run { daemon in
            let work = Task {
                for await _ in daemon.store.feed.wakeUps() {
                    for stage in AddressSpec.stages { daemon.store.cursors.advance(stage, to: daemon.store.revision) }
                }
            }
            defer { work.cancel() }
            let ids = (1...17).map { "eth0/192.0.2.\($0)/24" }
            func operations(_ rest: String) -> String {
                let list = ids.map { #"{"resource":"network-config/AddressSpec/\#($0)",\#(rest)}"# }
                return #"{"operations":[\#(list.joined(separator: ","))]}"#
            }
            func post(_ body: String, _ query: String = "") async throws -> JSON {
                try await daemon.ask("POST", "/v1/transactions" + query, ["content-type": "application/json"], body)
                    .json
            }
            _ = try await post(operations(#""op":"put","spec":{"linkName":"eth0"}"#))
            try await daemon.control("AddressSpecController") { transaction throws(StoreError) in
                for id in ids {
                    let key = ResourceKey("network", "ApplyStatus", "AddressSpec/" + id)
                    try transaction.create(Resource(Metadata(key, owner: "AddressSpecController"), spec: "{}"))
                }
                guard isHeld else { return }
                let key = ResourceKey("network", "AddressSpec", ids[16])
                try transaction.create(Resource(Metadata(key, finalizers: ["AddressSpecController"]), spec: "{}"))
            }
            let answer = try await post(
                operations(#""op":"delete""#), "?wait=applied&timeout=\(isHeld ? "300ms" : "30s")")
            #expect(answer["applied"] == .bool(!isHeld), "\(answer["reasons"] ?? .null)")
        }
    }

    @Test(arguments: ["refused", "foreignConflict", "notSupported", "shadowed", "paused"])
    func `ends early when waiting doesn't help`(state: String) async throws {
        try await Self.run(state) { daemon in
            let put = try await daemon.put(address + "?wait=applied&timeout=5m")
            #expect(put.status == 201)
            #expect(put.json["applied"] == false)
            #expect(put.json["reasons"]?.elements?.first?.text == "AddressSpec/eth0/192.0.2.10/24: \(state): because")
        }
    }

    @Test func `ends when the time is over, and says what is missing`() async throws {
        try await Self.run("waiting") { daemon in
            let put = try await daemon.put(address + "?wait=applied&timeout=3s")
            #expect(put.status == 201)
            #expect(put.json["applied"] == false)
            #expect(put.json["reasons"]?.elements?.last?.text?.contains("because") == true)
        }
        try await Daemon.run { daemon in
            let put = try await daemon.put(address + "?wait=applied&timeout=50ms")
            #expect(put.json["applied"] == false)
            #expect(
                put.json["reasons"]?.elements?.contains { $0.text?.contains("AddressMergeController") == true } == true)
            let mode = try await daemon.put(
                "/v1/resources/management/ManagementSpec/host?wait=applied", #"{"mode":"observe"}"#)
            #expect(mode.json["applied"] == true)
            #expect(try await daemon.put(address + "?wait=forever").status == 400)
        }
    }

    @Test func `of what no controller brings into the kernel the merge is waited for, and what follows from it`()
        async throws
    {
        let path = "/v1/resources/network-config/StaticHost/printer"
        try await Daemon.run { daemon in
            let merged = ResourceKey("network", "StaticHost", "printer")
            let work = Task {
                for await _ in daemon.store.feed.wakeUps() {
                    let head = daemon.store.revision
                    let asked = try daemon.store.get(ResourceKey("network-config", "StaticHost", "api/printer"))
                    try await daemon.control("StaticHostMergeController") { transaction throws(StoreError) in
                        if let asked {
                            try transaction.modify(Resource(Metadata(merged), spec: asked.spec)) {
                                _ throws(StoreError) in
                            }
                        } else if try transaction.get(merged) != nil {
                            try transaction.destroy(merged)
                        }
                    }
                    for stage in StaticHost.stages + EtcFileSpec.stages + ["EtcFileController"] {
                        daemon.store.cursors.advance(stage, to: head)
                    }
                }
            }
            defer { work.cancel() }
            let put = try await daemon.put(path + "?wait=applied&timeout=20s", #"{"addresses":["192.0.2.9"]}"#)
            #expect(put.status == 201 && put.json["applied"] == true)
            #expect(put.json["reasons"] == [])
            let table = try await daemon.get("/v1/resources/network-config/StaticHost?output=table").text
            #expect(table.contains("192.0.2.9") && !table.contains("STATE"))
            let delete = try await daemon.ask("DELETE", path + "?wait=applied&timeout=20s")
            #expect(delete.json["applied"] == true)
        }
    }

    @Test func `what comes to nothing when it is merged is told so`() async throws {
        try await Daemon.run { daemon in
            let work = Task {
                for await _ in daemon.store.feed.wakeUps() {
                    let head = daemon.store.revision
                    let later = ["ResolverStatusController", "EtcFileController"] + EtcFileSpec.stages
                    for stage in ResolverSpec.stages + later { daemon.store.cursors.advance(stage, to: head) }
                }
            }
            defer { work.cancel() }
            let put = try await daemon.put(
                "/v1/resources/network-config/ResolverSpec/resolvers?wait=applied&timeout=20s",
                #"{"searchDomains":["example.com"]}"#)
            #expect(put.status == 201 && put.json["applied"] == false)
            #expect(put.json["reasons"] == ["ResolverSpec/resolvers: its layers come to nothing"])
        }
    }
}
