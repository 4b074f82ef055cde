import FlowSupport
import Foundation
import Resources
import TestSupport
import Testing

extension Flows {
    @Suite struct ConfigCommands {
        private static let link = """
            # The first uplink.
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            mtu: 1400
            addresses:
              - address: 192.0.2.10/24

            """

        private static let tunnel = """
            ---
            apiVersion: v1alpha1
            kind: WireguardConfig
            name: wg0
            privateKey: "\(key)"

            """
        private static let key = "YGZxnPzXbZ7Qn6Cc1mCzCWVYe2uJ8VYxOoK8k3yN3Vk="

        private static let dhcp = "---\napiVersion: v1alpha1\nkind: DHCPv4Config\nname: eth0\n"

        private static func mtu(_ flow: Flow, _ mtu: Int) async throws -> Bool {
            try await flow.host.ip("link show eth0").contains("mtu \(mtu) ")
        }

        @Test func `a file with kinds is the configuration: applied, shown, explained and removed`() async throws {
            try await Flow.run { flow in
                let dry = try await flow.cli("apply", "-f", "-", "--dry-run", input: Self.link)
                #expect(dry.status == 0, "\(dry.errors)")
                #expect(dry.output.contains("machine configuration would be created"), "\(dry.output)")
                #expect(dry.output.contains("create  AddressSpec/configuration/eth0/192.0.2.10/24"), "\(dry.output)")
                #expect(dry.output.contains("plan: "), "\(dry.output)")
                #expect(try await flow.cli("config", "get").status == 4)

                let done = try await flow.cli("apply", "-f", "-", "--wait", "-m", "uplink", input: Self.link)
                #expect(done.status == 0, "\(done.errors)")
                #expect(done.output.contains("machine configuration created (revision "), "\(done.output)")
                #expect(done.output.contains("carried out: LinkConfig/eth0"), "\(done.output)")
                #expect(done.output.hasSuffix("applied\n"), "\(done.output)")
                #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
                #expect(try await Self.mtu(flow, 1400))
                #expect(try await flow.cli("config", "get").output == Self.link)
                let same = try await flow.cli("apply", "-f", "-", input: Self.link)
                #expect(same.output.hasPrefix("machine configuration unchanged"), "\(same.output)")

                let wide = try await flow.cli("get", "addressspecs", "-o", "wide")
                #expect(wide.output.contains("LAYER"), "\(wide.output)")
                #expect(wide.output.contains("configuration"), "\(wide.output)")
                try await Self.expectExplained(flow)

                // What follows from a host name, files among it, goes with it.
                let name = "apiVersion: v1alpha1\nkind: HostnameConfig\nauto: off\nhostname: node-1\n"
                _ = try await flow.host.run(["mkdir", "-p", flow.folder + "/root/etc"])
                let named = try await flow.cli("apply", "-f", "-", "--merge", "--wait", input: name)
                #expect(named.status == 0, "\(named.errors)")
                try await flow.client.status("EtcFileSpec/hosts") { $0["state"] == "applied" }
                let gone = try await flow.cli("config", "delete", "--dry-run")
                #expect(gone.output.contains("delete  AddressSpec/configuration/eth0/192.0.2.10/24"), "\(gone.output)")
                let deleted = try await flow.cli("config", "delete", "--wait", "-m", "moved")
                #expect(deleted.status == 0, "\(deleted.errors)")
                #expect(try await !flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
                let none = try await flow.cli("config", "get")
                #expect(none.status == 4)
                #expect(none.errors.contains("netstrata apply -f FILE stores one"), "\(none.errors)")
            }
        }

        private static func expectExplained(_ flow: Flow) async throws {
            let explained = try await flow.cli("explain", "AddressSpec/eth0/192.0.2.10/24")
            #expect(explained.status == 0, "\(explained.errors)")
            for part in ["LinkConfig/eth0:7", "uplink", "configuration", "yes", "merged:", "state: applied"] {
                #expect(explained.output.contains(part), "\(part): \(explained.output)")
            }
            let direct = "type: LinkSpec\nid: eth0\nspec: {mtu: 1450}\n"
            #expect(try await flow.cli("apply", "-f", "-", "--wait", "-m", "by hand", input: direct).status == 0)
            let layers = try await flow.cli("explain", "LinkSpec", "eth0", "-o", "json")
            let rows = try JSON(parsing: layers.output)["layers"]?.elements ?? []
            #expect(rows.map { $0["layer"] } == ["api", "configuration"])
            #expect(rows.map { $0["decides"] } == [true, false])
            #expect(rows.first?["message"] == "by hand")
            #expect(try await flow.cli("explain", "LinkSpec/eth0", "-o", "yaml").output.contains("layers:"))
            #expect(try await flow.cli("explain", "LinkSpec").status == 2)
            #expect(try await flow.cli("explain", "LinkSpec/none9").status == 4)
            #expect(try await flow.cli("explain", "addresses/eth0/192.0.2.10/24").status == 2)
            #expect(try await flow.cli("delete", "LinkSpec/eth0", "--wait").status == 0)
        }

        @Test func `an editor changes it, is told what was wrong, and secrets stay`() async throws {
            try await Flow.run { flow in
                let whole = Self.link + Self.tunnel
                #expect(try await flow.cli("apply", "-f", "-", "--allow-unsupported", input: whole).status == 0)
                let shown = whole.replacing(Self.key, with: "REDACTED")
                #expect(try await flow.cli("config", "get").output == shown)

                // The first attempt is refused; the second finds the reason, with its line in the editor, and mends it.
                let script = flow.folder + "/editor"
                try Files.write(
                    """
                    #!/bin/sh
                    cp "$1" "\(flow.folder)/seen"
                    if grep -q 'It was refused' "$1"; then
                        sed -i 's/mtu: many/mtu: 1390/' "$1"
                    else
                        sed -i 's/mtu: 1400/mtu: many/' "$1"
                    fi
                    """, to: script, mode: 0o700)
                let edited = try await flow.cli(
                    "config", "edit", "-m", "smaller", "--allow-unsupported", environment: ["EDITOR": script])
                #expect(edited.status == 0, "\(edited.errors)")
                let seen = Files.text(flow.folder + "/seen").split(separator: "\n", omittingEmptySubsequences: false)
                let reason = try #require(seen.first { $0.contains("at /mtu") })
                let line = try #require(seen.firstIndex(of: "mtu: many"))
                #expect(reason.contains("LinkConfig/eth0, line \(line + 1), at /mtu"), "\(reason)")
                #expect(try await flow.cli("config", "get").output == shown.replacing("1400", with: "1390"))
                try await flow.host.eventually("the MTU is 1390") { try await Self.mtu(flow, 1390) }

                let same = try await flow.cli("config", "edit", environment: ["EDITOR": "true"])
                #expect(same.errors == "machine configuration: no change\n")
                // What somebody else changes meanwhile isn't overwritten.
                let rival = "\(Daemon.program) apply -f - --merge --allow-unsupported"
                let meanwhile = flow.folder + "/rival"
                try Files.write(
                    """
                    #!/bin/sh
                    printf 'apiVersion: v1alpha1\\nkind: LinkConfig\\nname: eth0\\nmtu: 1380\\n' | \(rival) || exit 9
                    sed -i 's/mtu: 1390/mtu: 1300/' "$1"
                    """, to: meanwhile, mode: 0o700)
                let late = try await flow.cli(
                    "config", "edit", "--allow-unsupported", environment: ["EDITOR": meanwhile])
                #expect(late.status == 5, "\(late.output)\(late.errors)")
                #expect(try await flow.cli("config", "get").output.contains("mtu: 1380"))
                // What was edited isn't lost.
                let path = try #require(late.errors.firstMatch(of: /the edited text is kept in (\S+)/)).output.1
                #expect(Files.text(String(path)).hasPrefix(Self.link.replacing("1400", with: "1300")))
                try FileManager.default.removeItem(atPath: String(path))
            }
        }

        @Test func `a difference shows what a file would change, also in layers and kernel`() async throws {
            try await Flow.run { flow in
                #expect(
                    try await flow.cli("apply", "-f", "-", "--allow-unsupported", input: Self.link + Self.tunnel).status
                        == 0)
                let first = try JSON(parsing: try await flow.cli("config", "get", "-o", "json").output)
                let revision = String(first["metadata"]?["revision"]?.integer ?? 0)
                let file = flow.folder + "/host.yaml"
                try Files.write((Self.link + Self.tunnel).replacing("1400", with: "1450"), to: file)
                let diff = try await flow.cli("config", "diff", file, "--plan")
                #expect(diff.status == 0, "\(diff.errors)")
                #expect(
                    diff.output.hasPrefix("--- revision \(revision)\n+++ \(file)\n@@ -2,7 +2,7 @@\n"), "\(diff.output)")
                #expect(diff.output.contains("\n-mtu: 1400\n+mtu: 1450\n"))
                #expect(diff.output.contains("update  LinkSpec/configuration/eth0  mtu 1400 → 1450"), "\(diff.output)")
                #expect(diff.output.contains("plan: 1 operation in the kernel"), "\(diff.output)")
                #expect(!diff.output.contains(Self.key))
                #expect(!diff.output.contains("wg0  wireguard"), "\(diff.output)")
                #expect(try await flow.cli("config", "diff", file, "--exit-code").status == 1)
                // The apply above didn't wait for the kernel.
                try await flow.host.eventually("the MTU is the stored one") { try await Self.mtu(flow, 1400) }

                #expect(try await flow.cli("apply", "-f", file, "--allow-unsupported").status == 0)
                let none = try await flow.cli("config", "diff", file, "--exit-code")
                #expect(none.status == 0)
                #expect(none.output == "")
                let rekeyed = (Self.link + Self.tunnel).replacing("1400", with: "1450")
                    .replacing(Self.key, with: "4PdYLfK2BvUYuZAyOTU0S6xTOSq6m0TR0Yq0b2WSzWQ=")
                try Files.write(rekeyed, to: file)
                let secret = try await flow.cli("config", "diff", file, "--exit-code")
                #expect(secret.status == 1, "\(secret.errors)")
                #expect(secret.output == "" && secret.errors == "only secrets differ; they aren't shown\n")
                let since = try await flow.cli("config", "diff", "--revision", revision)
                #expect(since.output.contains("\n-mtu: 1400\n+mtu: 1450\n"), "\(since.output)")
                let back = try await flow.cli("config", "diff", "-", "--revision", revision, input: Self.link)
                #expect(back.output.contains("-kind: WireguardConfig"), "\(back.output)")
                #expect(try await flow.cli("config", "get", "--revision", revision).output.contains("mtu: 1400"))
                #expect(try await flow.cli("config", "diff", "--revision", "1").status == 4)
            }
        }

        @Test func `a file is merged in, and what isn't touched stays byte for byte`() async throws {
            try await Flow.run { flow in
                let patch = "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\nmtu: 1420\n"
                #expect(try await flow.cli("apply", "-f", "-", "--merge", input: patch).status == 4)
                let other = "---\n# Kept as it is.\napiVersion: v1alpha1\nkind: BridgeConfig\nname:   br7\n"
                let whole = try await flow.cli("apply", "-f", "-", "--wait", input: Self.link + other)
                #expect(whole.status == 0, "\(whole.errors)")
                let merged = try await flow.cli("apply", "-f", "-", "--merge", "--wait", input: patch)
                #expect(merged.status == 0, "\(merged.errors)")
                #expect(try await Self.mtu(flow, 1420))
                let text = try await flow.cli("config", "get").output
                #expect(text.hasSuffix(other), "\(text)")
                #expect(text.contains("192.0.2.10/24"))

                let removal = "apiVersion: v1alpha1\nkind: BridgeConfig\nname: br7\n$patch: delete\n"
                let without = try await flow.cli("apply", "-f", "-", input: removal)
                #expect(without.status == 2)
                #expect(without.errors.contains("--merge"), "\(without.errors)")
                #expect(try await flow.cli("apply", "-f", "-", "--merge", "--wait", input: removal).status == 0)
                #expect(try await !flow.cli("config", "get").output.contains("br7"))
                #expect(try await !flow.host.ip("link show").contains("br7"))
                let operations = "- {op: replace, path: /mtu, value: 1410}\n"
                let listed = try await flow.cli("apply", "-f", "-", "--merge", "--wait", input: operations)
                #expect(listed.status == 0, "\(listed.errors)")
                #expect(try await Self.mtu(flow, 1410))
                let wrong = try await flow.cli(
                    "apply", "-f", "-", "--merge", input: patch.replacing("1420", with: "many"))
                #expect(wrong.status == 1)
                #expect(
                    wrong.errors.contains("standard input, line 4: the patch of LinkConfig/eth0, at /mtu: "),
                    "\(wrong.errors)")
            }
        }

        @Test func `what is faulty, mixed or not supported is refused in words that help`() async throws {
            try await Flow.run { flow in
                let (good, bad) = (flow.folder + "/good.yaml", flow.folder + "/bad.yaml")
                try Files.write(Self.link, to: good)
                try Files.write("apiVersion: v1alpha1\nkind: LinkConfig\nname: eth1\nmtu: many\nup: 3\n", to: bad)
                let faulty = try await flow.cli("apply", "-f", good, "-f", bad)
                #expect(faulty.status == 1)
                #expect(faulty.errors.contains("\(bad), line 4: LinkConfig/eth1, at /mtu: "), "\(faulty.errors)")
                #expect(faulty.errors.contains("\(bad), line 5: LinkConfig/eth1, at /up: "), "\(faulty.errors)")
                let invalid = try await flow.cli("config", "validate", good, bad, "--socket", "/nowhere")
                #expect(invalid.status == 2)
                #expect(invalid.errors.contains("\(bad), line 5: LinkConfig/eth1, at /up: "), "\(invalid.errors)")
                let valid = try await flow.cli("config", "validate", "-", input: Self.link + Self.dhcp)
                #expect(valid.status == 0, "\(valid.errors)")
                #expect(valid.output.contains("not supported, left out: DHCPv4Config/eth0"), "\(valid.output)")

                let mixed = try await flow.cli(
                    "apply", "-f", "-", input: Self.link + "---\ntype: LinkSpec\nid: eth0\n")
                #expect(mixed.status == 2)
                #expect(mixed.errors.contains("can't be applied together"), "\(mixed.errors)")
                let both = try await flow.cli("apply", "-f", "-", input: "kind: LinkSpec\ntype: LinkSpec\nid: eth0\n")
                #expect(both.status == 2)
                #expect(both.errors.contains("'type: LinkSpec' without a kind"), "\(both.errors)")
                let resource = try await flow.cli("apply", "-f", "-", "--merge", input: "type: LinkSpec\nid: eth0\n")
                #expect(resource.status == 2)
                #expect(try await flow.cli("config", "get").status == 4)

                let unsupported = try await flow.cli("apply", "-f", "-", input: Self.link + Self.dhcp)
                #expect(unsupported.status == 1)
                #expect(unsupported.errors.contains("DHCPv4Config/eth0"), "\(unsupported.errors)")
                #expect(unsupported.errors.contains("→ --allow-unsupported"), "\(unsupported.errors)")
                let allowed = try await flow.cli(
                    "apply", "-f", "-", "--allow-unsupported", "--wait", input: Self.link + Self.dhcp)
                #expect(allowed.status == 0, "\(allowed.errors)")
                #expect(allowed.output.contains("not supported, left out: DHCPv4Config/eth0"), "\(allowed.output)")
            }
        }
    }
}
