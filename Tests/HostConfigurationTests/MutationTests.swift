import HostConfiguration
import Resources
import TestSupport
import Testing

/// Texts that nobody would write.
@Suite struct `Damaged machine configurations` {
    private let text = """
        version: v1alpha1
        machine:
          token: &t plain text
            goes on
          network:
            interfaces:
              - interface: eth0
                addresses: [192.0.2.1/24]
                vip: {ip: 192.0.2.9, hcloud: {apiToken: "quoted \\u00e9"}}
        cluster:
          secret: |-
              block

              text
          token: *t
          ca: {key: 'it''s', crt: a}
        ---
        apiVersion: v1alpha1
        kind: WireguardConfig
        name: wg0
        privateKey: >
            folded
            text
        # comment
        ...
        %YAML 1.1
        ---
        {"apiVersion": "v1alpha1", "kind": "LinkConfig", "name": "eth1", "key":"x"}
        """

    private func damaged(_ generator: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let start = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, start + Int.random(in: 0...12, using: &generator))
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &generator))
            case 2:
                let signs = Array("\n \t:-[]{}'\"|>&*!%?#,\r\u{85}é---".utf8)
                bytes.insert(signs[Int.random(in: 0..<signs.count, using: &generator)], at: start)
            default: bytes[start] = UInt8.random(in: 0...255, using: &generator)
            }
            if bytes.isEmpty { bytes = [0x20] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `five thousand of them are read or refused, and never tell a secret`() async throws {
        var generator = SeededGenerator(seed: 3)
        var readable = 0
        for round in 0..<5000 {
            // Others want their turn: there are as few threads as cores.
            if round % 16 == 0 { await Task.yield() }
            let text = damaged(&generator)
            _ = try? MachineConfiguration(text: text)
            guard let read = try? ConfigurationText(text) else { continue }
            readable += 1
            let redacted = read.redacted()
            let shown = try #require(try? ConfigurationText(redacted), "\(text)")
            #expect(shown.secrets.allSatisfy { $0.value == $0.shown || $0.value == Secret.redaction }, "\(text)")
            var kept: [String: String] = [:]
            let replaced = read.replacingSecrets { _, _, source in
                kept["placeholder \(kept.count)"] = source
                return "placeholder \(kept.count - 1)"
            }
            let restored = try ConfigurationText.restoringSecrets(in: replaced) { kept[$0] }
            #expect(restored == text)
        }
        #expect(readable > 1000)
    }

    @Test func `patches made of them are merged or refused`() async throws {
        var generator = SeededGenerator(seed: 4)
        let base = try MachineConfiguration(text: "version: v1alpha1\nmachine: {network: {hostname: a}}\n")
        var merged = 0
        for round in 0..<1000 {
            // Others want their turn: there are as few threads as cores.
            if round % 16 == 0 { await Task.yield() }
            guard let patch = try? ConfigurationPatch(text: damaged(&generator)) else { continue }
            if (try? base.patched(with: patch)) != nil { merged += 1 }
        }
        #expect(merged < 1000)
    }
}
