import HostConfiguration
import NetworkTypes
import Resources
import Testing

@Suite struct `Patching a machine configuration` {
    private let base = """
        # about this host
        apiVersion: v1alpha1
        kind: LinkConfig
        name: eth0 # the first
        up: true
        mtu: 1500
        addresses:
          - address: 192.0.2.1/24
        ---
        # names
        apiVersion: v1alpha1
        kind: HostnameConfig
        hostname:   a
        """

    private func patched(_ text: String, _ patch: String) throws -> MachineConfiguration {
        try MachineConfiguration(text: text).patched(with: ConfigurationPatch(text: patch))
    }

    private func fault(_ text: String, _ patch: String) -> String {
        do {
            _ = try patched(text, patch)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func `documents that aren't touched keep their bytes, and others their order`() throws {
        let patch = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            mtu: 9000
            addresses:
              - address: 2001:db8::1/64
            """
        let expected = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            up: true
            mtu: 9000
            addresses:
            - address: 192.0.2.1/24
            - address: "2001:db8::1/64"
            ---
            # names
            apiVersion: v1alpha1
            kind: HostnameConfig
            hostname:   a
            """
        #expect(try patched(base, patch).text == expected)
    }

    @Test func `a patch that changes nothing leaves the text as it is`() throws {
        let patch = "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\nmtu: 1500\n"
        #expect(try patched(base, patch).text == base)
    }

    @Test func `a document that isn't there is added, one that is deleted goes`() throws {
        let added = "apiVersion: v1alpha1\nkind: StaticHostConfig\nname: 192.0.2.9\nhostnames: [b]\n"
        let more = try patched(base, added)
        #expect(more.documents.map(\.label) == ["LinkConfig/eth0", "HostnameConfig", "StaticHostConfig/192.0.2.9"])
        #expect(more.text.hasPrefix(base + "\n---\n"))
        let gone = try more.patched(
            with: ConfigurationPatch(text: "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\n$patch: delete\n"))
        #expect(gone.documents.map(\.label) == ["HostnameConfig", "StaticHostConfig/192.0.2.9"])
        #expect(gone.text.hasPrefix("---\n# names\n"))
    }

    @Test func `false replaces, and empty texts and zeros don't`() throws {
        let patch = "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\nmtu: 0\nup: false\n"
        let link = try #require(try patched(base, patch).all(LinkConfig.self).first?.document.link)
        #expect((link.mtu, link.up) == (1500, false))
    }

    @Test func `items are deleted by what they have, and members by their names`() throws {
        let patch = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            mtu: {$patch: delete}
            addresses:
              - address: 192.0.2.1/24
                $patch: delete
              - address: 192.0.2.2/24
            """
        let link = try #require(try patched(base, patch).all(LinkConfig.self).first?.document.link)
        #expect(link.addresses.map { $0.address?.description } == ["192.0.2.2/24"])
        #expect(link.mtu == 0)
    }

    @Test(arguments: [
        ("multicast: {$patch: delete}", "line 4, at /multicast: there is nothing to delete"),
        ("addresses: [{address: 192.0.2.9/24, $patch: delete}]", "at /addresses/0: there is no such item to delete"),
        ("addresses: [{$patch: delete}]", "there is no such item to delete"),
        ("mtu: {$patch: replace}", "'delete' is expected"),
        ("mtu: many", "the patch of LinkConfig/eth0, line 4, at /mtu: a whole number"),
        ("routes: [{metric: 3}]", "the patch of LinkConfig/eth0, line 4, at /routes/0"),
        ("addresses:\n- address: 192.0.2.3/24\n- address: 224.0.0.1/4", "line 6, at /addresses/1/address: "),
        ("$patch: merge", "'delete' is expected"),
    ])
    func `what can't be done is told with its place`(_ member: String, _ words: String) {
        let found = fault(base, "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\n\(member)\n")
        #expect(found.contains(words), "\(found)")
    }

    @Test func `lists of links, VLANs and networks follow rules of their own`() throws {
        let old = """
            version: v1alpha1
            machine:
              network:
                interfaces:
                  - interface: eth0
                    vlans: [{vlanId: 1, mtu: 1400}]
                  - deviceSelector: {driver: virtio}
                    mtu: 1400
            cluster:
              network: {podSubnets: [10.0.0.0/8]}
            """
        let patch = """
            machine:
              network:
                interfaces:
                  - deviceSelector: {driver: virtio}
                    addresses: [192.0.2.1/24]
                  - interface: eth0
                    vlans: [{vlanId: 2}, {vlanId: 1, dhcp: true}]
            cluster:
              network: {podSubnets: [10.1.0.0/16]}
            """
        let legacy = try #require(try patched(old, patch).legacy)
        let devices = legacy.machine.network.interfaces
        #expect(devices.count == 2)
        #expect(devices.first?.vlans.map(\.vlanId) == [1, 2])
        #expect(devices.first?.vlans.first?.dhcp == true)
        #expect((devices.last?.mtu, devices.last?.addresses) == (1400, ["192.0.2.1/24"]))
        #expect(legacy.cluster.network.podSubnets.map(\.description) == ["10.1.0.0/16"])
    }

    @Test func `a JSON patch is for one document`() throws {
        let patch = "- {op: replace, path: /hostname, value: b}\n"
        let one = "apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: a\n"
        #expect(try patched(one, patch).all(HostnameConfig.self).first?.document.hostname == "b")
        #expect(fault(base, patch).contains("this one has 2"))
        #expect(fault(one, "- {op: replace, path: /nothing, value: b}\n").contains("there is nothing at '/nothing'"))
        #expect(fault(one, "- {op: whatever}\n").contains("the patch, line 1, at /0/op"))
        #expect(fault(one, "- {op: test, path: /hostname, value: c}\n").contains("isn't what is expected there"))
    }

    private let secretive = """
        version: v1alpha1
        machine:
          token: hidden-word
          ca: {crt: a, key: hidden-key}
          env: {https_proxy: "http://me:hidden-pass@proxy.example.net"}
          network: {hostname: a}
          files:
            - {path: /a, auth: {b: hidden-a}}
            - {path: /b, auth: {b: hidden-b}}
        """

    @Test(arguments: [
        "- {op: copy, from: /machine/token, path: /machine/network/hostname}",
        "- {op: move, from: /machine/token, path: /machine/network/hostname}",
        "- {op: move, from: /machine/token, path: /machine/secret}",
        "- {op: copy, from: /machine/ca, path: /machine/network/ca}",
        "- {op: copy, from: /machine/env/https_proxy, path: /machine/network/hostname}",
        "- {op: move, from: /machine/files/0/auth, path: /machine/files/1/other}",
        "- {op: copy, from: /machine/files/0/auth, path: /machine/files/1/auth}",
        "- {op: replace, path: /machine/files/0/path, value: /c}",
        "[{op: add, path: /kind, value: LinkConfig}, {op: add, path: /name, value: a}]",
        "- {op: copy, from: '', path: /cluster}",
    ])
    func `a secret goes nowhere else`(_ patch: String) {
        let found = fault(secretive, patch)
        #expect(found.contains("secrets stay where they are"), "\(found)")
        #expect(!found.contains("hidden"))
    }

    @Test(arguments: ["/machine/token", "/machine", "/machine/env/https_proxy", "/machine/files/1/auth"])
    func `a secret can't be tested, whatever is guessed`(_ path: String) {
        for guess in ["hidden-word", "other"] {
            let found = fault(secretive, "- {op: test, path: \(path), value: \(guess)}")
            #expect(found.contains("can't be tested"), "\(found)")
        }
        let copied = "[{op: copy, from: /machine/token, path: /x}, {op: test, path: /x, value: hidden-word}]"
        #expect(fault(secretive, copied).contains("can't be tested"))
        let guess = "machine: {files: [{auth: {b: hidden-a}, $patch: delete}]}"
        #expect(fault(secretive, guess).contains("there is no such item to delete"))
    }

    @Test func `secrets that stay in place don't keep a document from being changed`() throws {
        let old = try MachineConfiguration(text: secretive)
        let secrets = old.secrets.map(\.value).sorted()
        func after(_ patch: String) throws -> MachineConfiguration {
            try old.patched(with: ConfigurationPatch(text: patch))
        }
        let moved = try after("- {op: move, from: /machine/files/1, path: /machine/files/0}")
        #expect(moved.secrets.map(\.value).sorted() == secrets)
        #expect(moved.documents.first?.json["machine"]?["files"]?.elements?.first?["path"] == "/b")
        let merged = try after("machine: {token: REDACTED, network: {hostname: b}, files: [{path: /c}]}")
        #expect(merged.secrets.map(\.value).sorted() == secrets)
        #expect(try after("machine: {token: hidden-word}").text == secretive)
        let replaced = try after("- {op: replace, path: /machine/token, value: other}")
        #expect(replaced.secrets.contains { $0.value == "other" } && !replaced.text.contains("hidden-word"))
        #expect(try !after("- {op: remove, path: /machine/files/0}").text.contains("hidden-a"))
    }

    @Test func `what was written anew reads as it was`() throws {
        let odd = """
            version: v1alpha1
            cluster:
              inlineManifests:
                - name: a
                  contents: |
                    apiVersion: v1
                      indented: "x"
                - name: " leading"
                  contents: "tab\\there\\nand a line with a space \\nend"
                - name: "yes"
                  contents: "on"
                - name: "0644"
                  contents: "1.0"
                - name: "é\\u0001"
                  contents: ""
            """
        let before = try MachineConfiguration(text: odd)
        let after = try before.patched(with: ConfigurationPatch(text: "machine: {type: worker}\n"))
        #expect(after.documents.first?.json["cluster"] == before.documents.first?.json["cluster"])
        #expect(after.text.contains("contents: |\n"))
    }
}
