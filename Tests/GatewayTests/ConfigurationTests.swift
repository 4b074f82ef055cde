import NIOHTTP1
import Resources
import Store
import Testing

@Suite struct `The machine configuration` {
    private static let path = "/v1/config"
    private static let yaml = ["content-type": "application/yaml"]
    private static let text = """
        # the uplink
        apiVersion: v1alpha1
        kind: LinkConfig
        name: eth0   # first port
        addresses:
          - address: 192.0.2.10/24
        ---
        apiVersion: v1alpha1
        kind: HostnameConfig
        hostname: node-1

        """
    private static let tunnel = """
        apiVersion: v1alpha1
        kind: WireguardConfig
        name: wg0
        privateKey: "IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY="   # ours
        peers:
          - publicKey: bGsc2rOpl6JHd/Pm4fYrIkEABL0ZxW7IlaSyh77IMhw=
            presharedKey: IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY=

        """
    private static let key = "IG9MqCII7z54"

    private func put(
        _ daemon: Daemon, _ text: String, _ query: String = "", _ headers: [String: String] = [:]
    ) async throws -> Reply {
        try await daemon.ask("PUT", Self.path + query, Self.yaml.merging(headers) { $1 }, text)
    }

    @Test func `comes back byte for byte, and the same again makes no revision`() async throws {
        try await Daemon.run { daemon in
            #expect(try await daemon.get(Self.path).status == 404)
            let first = try await put(daemon, Self.text)
            #expect(first.status == 201)
            #expect(first.json["documents"]?.elements?[0]["document"] == "LinkConfig/eth0")
            #expect(
                first.json["documents"]?.elements?[1] == ["document": "HostnameConfig", "line": 8, "state": "accepted"])
            let got = try await daemon.get(Self.path)
            #expect(got.text == Self.text)
            #expect(got.headers["content-type"] == "application/yaml")
            #expect(got.headers["etag"] == first.headers["etag"])
            let revision = daemon.store.revision
            let again = try await put(daemon, Self.text)
            #expect(again.status == 200)
            #expect(daemon.store.revision == revision)
            let tag = try #require(first.headers["etag"])
            #expect(try await daemon.ask("GET", Self.path, ["if-none-match": tag]).status == 304)
            #expect(try await put(daemon, "# nothing\n").status == 422)
            let other = Self.text.replacing("node-1", with: "node-2")
            #expect(try await put(daemon, other, "", ["if-match": tag]).status == 200)
            #expect(try await put(daemon, Self.text, "", ["if-match": tag]).status == 412)
            #expect(try await daemon.get(Self.path + "?revision=1").text == Self.text)
            #expect(try await daemon.get(Self.path + "?output=json").json["text"] == .string(other))
            #expect(try await daemon.ask("DELETE", Self.path).status == 200)
            #expect(try await daemon.get(Self.path).status == 404)
        }
    }

    @Test func `never shows a secret, and keeps the one for which REDACTED stands`() async throws {
        try await Daemon.run { daemon in
            #expect(try await put(daemon, Self.tunnel).status == 201)
            let shown = try await daemon.get(Self.path).text
            #expect(shown == Self.tunnel.replacing("IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY=", with: "REDACTED"))
            let revision = daemon.store.revision
            #expect(try await put(daemon, shown, "?allowUnsupported").status == 200)
            #expect(daemon.store.revision == revision)
            let changed = shown.replacing("wg0", with: "wg1")
            let refused = try await put(daemon, changed, "?allowUnsupported")
            #expect(refused.status == 422)
            #expect(refused.json["errors"]?.elements?[0]["line"] == 4)
            let peers = """
                apiVersion: v1alpha1
                kind: WireguardConfig
                name: wg2
                privateKey: IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY=
                peers:
                  - publicKey: bGsc2rOpl6JHd/Pm4fYrIkEABL0ZxW7IlaSyh77IMhw=
                    presharedKey: AAAMqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY=
                  - publicKey: RXdQkMTD1Jcxd/Wizr9k8syw8ANs57l5jTormDVHAVs=
                    presharedKey: BBBMqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY=

                """
            #expect(try await put(daemon, peers, "?allowUnsupported").status == 200)
            func references() throws -> [String] {
                let text = try #require(try daemon.store.get(ResourceKey("config", "MachineConfig", "v1alpha1"))).spec
                return text.matches(of: /secret:[0-9a-f]{32}/).map { String($0.output) }
            }
            let all = try references()
            #expect(all.count == 3)
            let lines = try await daemon.get(Self.path).text.split(separator: "\n", omittingEmptySubsequences: false)
            let shorter = (lines[..<5] + lines[7...]).joined(separator: "\n")
            #expect(try await put(daemon, shorter, "?allowUnsupported").status == 200)
            #expect(try references() == [all[0], all[2]], "the second peer keeps its own")
            #expect(try await put(daemon, Self.tunnel, "?allowUnsupported").status == 200)
            let longer = shown + "listenPort: 51820\n"
            #expect(try await put(daemon, longer, "?allowUnsupported").status == 200)
            for path in [
                "/v1/resources/config/MachineConfig/v1alpha1", "/v1/history", "/v1/resources/config/MachineConfig",
                "/v1/config?output=json", "/v1/config?revision=1",
            ] {
                let answer = try await daemon.get(path)
                #expect(answer.status == 200)
                #expect(!answer.text.contains(Self.key), "\(path)")
            }
            let dry = try await put(daemon, Self.tunnel, "?allowUnsupported&dryRun=true")
            #expect(dry.status == 200)
            #expect(!dry.text.contains(Self.key))
        }
    }

    @Test func `says everything that is wrong, with document, line and place`() async throws {
        try await Daemon.run { daemon in
            let text = Self.text.replacing("192.0.2.10/24", with: "192.0.2.10/240").replacing(
                "hostname: node-1", with: "hostnam: a")
            let refused = try await put(daemon, text)
            #expect(refused.status == 422)
            let errors = try #require(refused.json["errors"]?.elements)
            #expect(errors.map { $0["document"] } == ["LinkConfig/eth0", "HostnameConfig"])
            #expect(errors[0]["line"] == 6)
            #expect(errors[0]["pointer"] == "/addresses/0/address")
            #expect(errors[1]["line"] == 10)
            #expect(daemon.store.revision == 0)
            #expect(try await put(daemon, "a: [").status == 422)
            #expect(try await put(daemon, String(repeating: "#", count: 1 << 21)).status == 413)
            let form = try await daemon.ask(
                "PUT", Self.path, ["content-type": "application/x-www-form-urlencoded"], "a")
            #expect(form.status == 415)
            #expect(form.json["detail"]?.text?.contains("-H 'Content-Type: application/yaml'") == true)
        }
    }

    @Test func `is patched, and what a patch doesn't touch keeps its bytes`() async throws {
        try await Daemon.run { daemon in
            func patch(_ text: String, _ type: String = "application/yaml") async throws -> Reply {
                try await daemon.ask("PATCH", Self.path, ["content-type": type], text)
            }
            #expect(try await patch("kind: LinkConfig\nname: eth0\nmtu: 9000").status == 404)
            #expect(try await put(daemon, Self.text).status == 201)
            let name = "apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: node-2\n"
            #expect(try await patch(name).status == 200)
            let after = try await daemon.get(Self.path).text
            #expect(after.hasPrefix(try #require(Self.text.split(separator: "---").first)))
            #expect(after.contains("node-2") && !after.contains("node-1"))
            #expect(try await patch("apiVersion: v1alpha1\nkind: HostnameConfig\n$patch: delete\n").status == 200)
            #expect(try await !daemon.get(Self.path).text.contains("HostnameConfig"))
            let operations = #"[{"op":"add","path":"/mtu","value":9000}]"#
            #expect(try await patch(operations, "application/json-patch+json").status == 200)
            #expect(try await daemon.get(Self.path).text.contains("mtu: 9000"))
            #expect(try await put(daemon, Self.text).status == 200)
            #expect(try await patch(operations, "application/json-patch+json").status == 422)
            #expect(try await patch("{}", "application/merge-patch+json").status == 415)
        }
    }

    @Test func `tells nobody a secret that a patch or an alias takes elsewhere`() async throws {
        try await Daemon.run { daemon in
            let text = "version: v1alpha1\nmachine: {token: hidden, network: {hostname: a}}\n"
            #expect(try await put(daemon, text).status == 201)
            for query in ["?dryRun=true", ""] {
                for operation in ["copy", "move"] {
                    let patch = #"[{"op":"\#(operation)","from":"/machine/token","path":"/machine/network/hostname"}]"#
                    let type = ["content-type": "application/json-patch+json"]
                    let refused = try await daemon.ask("PATCH", Self.path + query, type, patch)
                    #expect(refused.status == 422)
                    #expect(!refused.text.contains("hidden"))
                }
                let alias = "version: v1alpha1\nmachine: {token: &t REDACTED, network: {hostname: *t}}\n"
                let refused = try await put(daemon, alias, query)
                #expect(refused.status == 422)
                #expect(!refused.text.contains("hidden"))
            }
            let stored = try #require(try daemon.store.get(ResourceKey("config", "MachineConfig", "v1alpha1"))).spec
            let reference = try #require(stored.firstMatch(of: /secret:[0-9a-f]{32}/)).output
            let reveals =
                "version: v1alpha1\nmachine: {token: REDACTED, network: {}, install: {disk: '\(reference)'}}\n"
            #expect(try await put(daemon, reveals).status == 200)
            #expect(try await daemon.get(Self.path).text == reveals)
        }
    }

    @Test func `of a dry run is asked about and not kept`() async throws {
        try await Daemon.run { daemon in
            let dry = try await put(daemon, Self.text, "?dryRun=true")
            #expect(dry.status == 200)
            #expect(dry.json["changes"] == [])
            #expect(dry.json["plan"]?.elements?.count == 1)
            #expect(dry.json["metadata"]?["version"] == 1 && dry.json["metadata"]?["revision"] == nil, "\(dry.text)")
            #expect(daemon.planner.asked.first?.keys.map(\.description) == ["config/MachineConfig/v1alpha1"])
            #expect(daemon.store.revision == 0)
        }
    }

    @Test func `a patch is of the kind that its media type says`() async throws {
        try await Daemon.run { daemon in
            #expect(try await put(daemon, Self.text).status == 201)
            let document = #"{"apiVersion":"v1alpha1","kind":"LinkConfig","name":"eth0","mtu":1380}"#
            for (type, body) in [("json-patch+json", document), ("strategic-merge-patch+json", "[]")] {
                let reply = try await daemon.ask("PATCH", Self.path, ["content-type": "application/\(type)"], body)
                #expect(reply.status == 400, "\(reply.text)")
                #expect(reply.text.contains("application/\(type) is for "), "\(reply.text)")
            }
        }
    }

    @Test func `isn't written as a resource`() async throws {
        try await Daemon.run { daemon in
            let refused = try await daemon.put("/v1/resources/config/MachineConfig/v1alpha1", #"{"text":""}"#)
            #expect(refused.status == 409)
            #expect(refused.json["writeTo"] == "/v1/config")
        }
    }

    @Test func `can be changed by many at once, and each change counts`() async throws {
        try await Daemon.run { daemon in
            #expect(try await put(daemon, Self.text).status == 201)
            await withTaskGroup(of: Int?.self) { group in
                for index in 0..<4 {
                    group.addTask {
                        let host =
                            "apiVersion: v1alpha1\nkind: StaticHostConfig\nname: 192.0.2.\(index)\nhostnames: [h\(index)]\n"
                        return try? await daemon.ask("PATCH", Self.path, Self.yaml, host).status
                    }
                }
                for await status in group { #expect(status == 200) }
            }
            let text = try await daemon.get(Self.path).text
            for index in 0..<4 { #expect(text.contains("h\(index)")) }
        }
    }
}

@Suite struct `An explanation` {
    @Test func `names each layer, its document and who wrote it`() async throws {
        try await Daemon.run { daemon in
            let id = "eth0/192.0.2.10/24"
            #expect(try await daemon.put(address, "{}").status == 201)
            try await daemon.control("AddressConfigController") { transaction throws(StoreError) in
                let key = ResourceKey("network-config", "AddressSpec", "configuration/" + id)
                try transaction.create(
                    Resource(Metadata(key, owner: "AddressConfigController"), spec: #"{"layer":"configuration"}"#))
            }
            try await daemon.control("AddressConfigController") { transaction throws(StoreError) in
                let key = ResourceKey("network-config", "AddressSpec", "configuration/eth1/192.0.2.10/24")
                try transaction.create(Resource(Metadata(key), spec: #"{"layer":"configuration"}"#))
            }
            let elsewhere = try await daemon.get("/v1/resources/network-config/AddressSpec/eth1/192.0.2.10/24")
            #expect(elsewhere.status == 404)
            #expect(elsewhere.text.contains("layers have configuration/eth1/192.0.2.10/24"), "\(elsewhere.text)")
            let answer = try await daemon.get("/v1/explain/addressspecs/\(id)")
            #expect(answer.status == 200)
            let layers = try #require(answer.json["layers"]?.elements)
            #expect(layers.map { $0["layer"] } == ["api", "configuration"])
            #expect(layers[0]["documents"] == [])
            #expect(layers[1]["documents"] == [["document": "LinkConfig/eth0", "line": 7, "pointer": "/mtu"]])
            #expect(layers[0]["actor"]?.text?.hasPrefix("uid:") == true)
            #expect(try await daemon.get("/v1/explain/addressspecs/eth0/192.0.2.11/24").status == 404)
            #expect(try await daemon.get("/v1/explain/addresses/\(id)").status == 400)
        }
    }
}
