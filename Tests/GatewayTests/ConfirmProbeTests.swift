import Resources
import Store
import Synchronization
import Testing

/// Reaches what a test says.
private final class FakeProber: Prober {
    private let passes: Mutex<Int>
    /// Reaches everything so many times, and nothing afterwards.
    init(passes: Int = .max) { self.passes = Mutex(passes) }
    func failures(of probes: [ConfirmProbe]) async -> [ConfirmProbe: String] {
        let isUp = passes.withLock { passes in
            passes -= 1
            return passes >= 0
        }
        return isUp ? [:] : Dictionary(probes.map { ($0, "no answer in time") }) { $1 }
    }
}

@Suite struct `Probes of a window` {
    /// A change of which nothing has to come into the kernel.
    private let host = "/v1/resources/management/ManagementSpec/host"

    @Test func `confirm it by themselves when they pass, and name what was reached`() async throws {
        try await Daemon.run(prober: FakeProber()) { daemon in
            let query = "?confirm=60s&probe=gateway&probe=tcp:192.0.2.1:22&autoConfirm"
            let opened = try await daemon.put(host + query, #"{"defaults":"talos"}"#)
            let window = try await daemon.ended(opened.json["confirmation"]?["id"]?.text ?? "")
            #expect(window["state"] == "confirmed", "\(window.canonical)")
            #expect(window["reason"] == "reached as before: gateway, tcp:192.0.2.1:22")
            #expect(try await daemon.get(host).json["spec"]?["defaults"] == "talos")
        }
    }

    @Test func `put it back when what was reached before isn't any more`() async throws {
        try await Daemon.run(prober: FakeProber(passes: 1)) { daemon in
            let id = try #require(
                try await daemon.put(host + "?confirm=60s", #"{"mode":"enforce"}"#).json["confirmation"]?["id"]?.text)
            // The holder's next change has the probe; what isn't reached after it is put back with all of the window.
            let joined = try await daemon.put(host + "?confirm=4s&probe=gateway", #"{"defaults":"talos"}"#)
            #expect(joined.json["confirmation"]?["probes"]?.elements?.first?["required"] == true, "\(joined.text)")
            let window = try await daemon.ended(id)
            #expect(window["state"] == "reverted", "\(window.canonical)")
            #expect(window["reason"] == "not reached any more: gateway: no answer in time")
            #expect(try await daemon.get(host).status == 404)
        }
    }

    @Test func `that didn't pass before needn't pass after, and confirm nothing`() async throws {
        try await Daemon.run(prober: FakeProber(passes: 0)) { daemon in
            let query = "?confirm=2s&probe=gateway&autoConfirm"
            let opened = try await daemon.put(host + query, #"{"defaults":"talos"}"#)
            let probe = opened.json["confirmation"]?["probes"]?.elements?.first
            #expect(probe == ["probe": "gateway", "required": false, "error": "no answer in time"], "\(opened.text)")
            let window = try await daemon.ended(opened.json["confirmation"]?["id"]?.text ?? "")
            #expect(window["state"] == "reverted")
            #expect(window["reason"] == "it wasn't confirmed within 2s", "at its deadline, as if there were no probe")
        }
    }
}
