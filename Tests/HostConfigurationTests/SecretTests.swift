import HostConfiguration
import Resources
import Testing

@Suite struct `Secrets of a machine configuration` {
    private let text = """
        version: v1alpha1
        machine:
          token: plain # comment
          ca:
            crt: aaa
            key: |
              first

              second
            # not part of it
          other: 'it''s fine'
          env: {"token": "double \\" quoted", "password":'single '' quoted', key: in flow, publicKey: shown}
          files:
            - secret: >-
                folded
                lines

                here
              path: /x
            - token: plain text
                over lines
              next: 1
            - token: &shared !!str aliased
            - {password: *shared}
            - token: ""
            - token:
            - tokens: [no]
              key: [one, two]
            - proxy: http://user:pass@proxy.example.net:3128/
            - apiUrl: https://example.net/join?jointoken=abc&user=x
            - clé: é
              tokén: x
              token: ünïcode
        ---
        apiVersion: v1alpha1
        kind: BondConfig
        name: bond0
        adUserPortKey: 3
        """

    @Test func `they are shown redacted, and all else byte for byte`() throws {
        let redacted = """
            version: v1alpha1
            machine:
              token: REDACTED # comment
              ca:
                crt: aaa
                key: REDACTED
                # not part of it
              other: 'it''s fine'
              env: {"token": "REDACTED", "password":'REDACTED', key: REDACTED, publicKey: shown}
              files:
                - secret: REDACTED
                  path: /x
                - token: REDACTED
                  next: 1
                - token: &shared !!str REDACTED
                - {password: *shared}
                - token: ""
                - token:
                - tokens: [no]
                  key: [REDACTED, REDACTED]
                - proxy: http://REDACTED@proxy.example.net:3128/
                - apiUrl: https://example.net/join?jointoken=REDACTED&user=x
                - clé: é
                  tokén: x
                  token: REDACTED
            ---
            apiVersion: v1alpha1
            kind: BondConfig
            name: bond0
            adUserPortKey: 3
            """
        #expect(try ConfigurationText(text).redacted() == redacted)
        let windows = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let expected = redacted.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        #expect(try ConfigurationText(windows).redacted() == expected)
    }

    @Test func `they have pointers, values and places`() throws {
        let read = try ConfigurationText(text)
        let bytes = Array(text.utf8)
        let key = try #require(read.secrets.first { $0.pointer == JSONPointer("/machine/ca/key") })
        #expect(key.value == "first\n\nsecond\n")
        #expect(String(decoding: bytes[key.range], as: UTF8.self) == "|\n      first\n\n      second")
        let folded = try #require(read.secrets.first { $0.pointer == JSONPointer("/machine/files/0/secret") })
        #expect(folded.value == "folded lines\nhere")
        #expect(Set(read.secrets.map(\.documentIndex)) == [0])
    }

    @Test func `others can stand in their place, and they come back as they were`() throws {
        let read = try ConfigurationText(text)
        var kept: [String: String] = [:]
        let replaced = read.replacingSecrets { pointer, index, source in
            let name = "secret \(kept.count) of \(index): \(pointer)"
            kept[name] = source
            return name
        }
        #expect(kept.count == read.secrets.count)
        for secret in ["first", "folded", "pass@", "abc&", "ünïcode", "aliased"] { #expect(!replaced.contains(secret)) }
        let again = try ConfigurationText(replaced)
        let names = Set(again.secrets.map(\.value))
        #expect(names.isSubset(of: Set(kept.keys)))
        #expect(try ConfigurationText.restoringSecrets(in: replaced) { kept[$0] } == text)
    }

    @Test(arguments: [
        ("env: {API_TOKEN: a1, PATH: /bin}", "env: {API_TOKEN: REDACTED, PATH: /bin}"),
        ("env: [API_TOKEN=a1, PATH=/bin]", "env: [API_TOKEN=REDACTED, PATH=/bin]"),
        (
            "e: [TS_AUTHKEY=a1, 'export MY_CREDENTIALS=a1', --join-token=a1]",
            "e: [TS_AUTHKEY=REDACTED, 'export MY_CREDENTIALS=REDACTED', --join-token=REDACTED]"
        ),
        (
            "env: {TS_AUTHKEY: a1, PGPASSFILE: a1, HOME: /}",
            "env: {TS_AUTHKEY: REDACTED, PGPASSFILE: REDACTED, HOME: /}"
        ),
        ("f: |\n  A=1\n  DB_PASS=a1\n  B=2\ng: 1", "f: \"A=1\\nDB_PASS=REDACTED\"\ng: 1"),
        ("auth: {username: a, other: {b: c}}", "auth: {username: REDACTED, other: {b: REDACTED}}"),
        ("f: |\n  -----BEGIN PRIVATE KEY-----\n  a1\ng: 1", "f: REDACTED\ng: 1"),
        ("f: >2\n   a1\n  b\ng: 1", "f: >2\n   a1\n  b\ng: 1"),
        ("key: >2\n   a1\n  b\ng: 1", "key: REDACTED\ng: 1"),
        ("key: |2-\n    a1\n   b\n\n  c\n# d\ng: 1", "key: REDACTED\n# d\ng: 1"),
        ("a:\n- key: |\n    x\n  b: 1\n- |\n  y", "a:\n- key: REDACTED\n  b: 1\n- |\n  y"),
        ("key: |\n\ng: 1", "key: |\n\ng: 1"),
        ("key:\n|\n  a1\ng: 1", "key:\n|-\n  REDACTED\ng: 1"),
        ("...\n# a\n---\nkey: a1\n...", "...\n# a\n---\nkey: REDACTED\n..."),
        ("key: 12", "key: REDACTED"),
        ("u: &u http://a:b@c/\nkey: *u", "u: &u REDACTED\nkey: *u"),
    ])
    func `they are found by the names of members and variables, and by how they look`(
        _ text: String, _ redacted: String
    ) throws {
        #expect(try ConfigurationText(text).redacted() == redacted)
    }

    private func filled(_ text: String, from stored: String) throws -> String {
        try ConfigurationText(text).fillingSecrets(from: ConfigurationText(stored)).text
    }

    @Test(arguments: [
        "machine: {token: &t REDACTED, network: {hostname: *t}}",
        "machine: &m {token: REDACTED}\ncluster: *m",
        "machine: {token: &t REDACTED, network: {hostname: a}, env: {API_TOKEN: *t}}",
        "machine: {network: {token: REDACTED}}",
        "machine: {token: REDACTED}\nname: other\nkind: WireguardConfig",
    ])
    func `an alias or another place doesn't get one for which REDACTED stands`(_ text: String) {
        let error = #expect(throws: ConfigurationFaults.self) {
            try filled(text, from: "machine: {token: a1, env: {API_TOKEN: b2}}")
        }
        #expect(error?.description.contains("write it out") == true)
    }

    @Test func `an alias that is stored keeps what it has`() throws {
        let stored = "machine: {token: &t a1, network: {hostname: *t}}"
        #expect(try filled(stored.replacing("a1", with: "REDACTED"), from: stored) == stored)
    }

    @Test func `REDACTED becomes the whole secret, whatever surrounds it`() throws {
        let plain = "machine:\n  token: a1,b2} c\n"
        let read = try ConfigurationText(filled("machine: {token: REDACTED}", from: plain))
        #expect(read.secrets.map(\.value) == ["a1,b2} c"])
        #expect(read.redacted() == #"machine: {token: "REDACTED"}"#)
        let block = "machine:\n  token: |\n    a1\n    b2\n"
        let folded = try ConfigurationText(filled("machine: {token: REDACTED}", from: block))
        #expect(folded.secrets.map(\.value) == ["a1\nb2\n"])
        let looks = "f: |\n  -----BEGIN PRIVATE KEY-----\n  a1\n"
        #expect(try filled("f: REDACTED\n", from: looks) == looks)
    }

    @Test func `a reference that somebody writes out leads to nothing`() throws {
        let restored = try RestoredText("a: secret:1\ntoken: secret:1\nb: &b secret:1\n") {
            $0 == "secret:1" ? "hidden" : nil
        }
        #expect(restored.content.text == "a: secret:1\ntoken: hidden\nb: &b secret:1\n")
    }

    @Test func `none is its own reference, so that none gets into a spec`() throws {
        let key = "YGZxnPzXbZ7Qn6Cc1mCzCWVYe2uJ8VYxOoK8k3yN3Vk="
        func text(_ key: String) -> String { "kind: WireguardConfig\nname: wg0\nprivateKey: \(key)\n" }
        let restored = try RestoredText(text("'stored:1'")) { $0 == "stored:1" ? key : nil }
        #expect(restored.content.text == text(key))
        #expect(restored.references == [key: "stored:1"])
        #expect(try RestoredText(text(key)) { _ in nil }.references == [key: "REDACTED"])
    }

    @Test func `a fault doesn't tell them`() {
        let text = """
            apiVersion: v1alpha1
            kind: WireguardConfig
            name: wg0
            privateKey: mysecretkey
            peers:
              - publicKey: x
                presharedKey: anothersecret
            ---
            apiVersion: v1alpha1
            kind: HTTPProbeConfig
            name: p
            url: ftp://user:hidden@example.net
            """
        let error = #expect(throws: ConfigurationFaults.self) { try MachineConfiguration(text: text) }
        let words = error?.description ?? ""
        #expect(error?.all.count == 4)
        for secret in ["mysecretkey", "anothersecret", "hidden"] { #expect(!words.contains(secret)) }
    }
}
