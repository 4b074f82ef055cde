import Testing

@testable import Kernel

@Suite struct `A service of the host` {
    private let folder: Folder
    private let host: LocalHost
    private static let change = HostChange.writeFile(
        .resolvedDropIn, text: "[Resolve]\nDNS=192.0.2.1\n", mode: 0o644, keepsOriginal: false)

    init() throws {
        folder = try Folder()
        host = try LocalHost(folder.root)
        try folder.makeFolder(for: "run/dbus/system_bus_socket")
    }

    private func bus(_ answer: FakeBus.Answer) throws -> FakeBus {
        try FakeBus(path: folder.root.path("run/dbus/system_bus_socket"), answer)
    }

    @Test func `is told over the bus to read its files again, and isn't started for that`() async throws {
        let bus = try bus(.done)
        #expect(await host.perform(Self.change) == nil)
        #expect(folder.text(HostFile.resolvedDropIn.path) == "[Resolve]\nDNS=192.0.2.1\n")
        for word in ["org.freedesktop.systemd1", "ReloadOrTryRestartUnit", "systemd-resolved.service", "replace"] {
            #expect(bus.texts.contains(word), "\(bus.texts)")
        }
    }

    @Test func `may be told often: systemd's count of its restarts is set back first`() async throws {
        let bus = try bus(.done)
        #expect(await host.perform(Self.change) == nil)
        let calls = bus.texts.filter { ["ResetFailedUnit", "ReloadOrTryRestartUnit"].contains($0) }
        #expect(calls == ["ResetFailedUnit", "ReloadOrTryRestartUnit"])
    }

    @Test func `that the bus doesn't know is told by the bus' own word, and its file goes again`() async throws {
        let bus = try bus(.error("org.freedesktop.systemd1.NoSuchUnit"))
        #expect(await host.perform(Self.change)?.message.contains("NoSuchUnit") == true)
        #expect(folder.text(HostFile.resolvedDropIn.path) == nil)
        withExtendedLifetime(bus) {}
    }

    @Test(arguments: [FakeBus.Answer.silence, .nonsense])
    func `isn't taken for told when the bus hangs up or talks nonsense`(_ answer: FakeBus.Answer) async throws {
        let bus = try bus(answer)
        #expect(await host.perform(Self.change) != nil)
        #expect(folder.text(HostFile.resolvedDropIn.path) == nil)
        withExtendedLifetime(bus) {}
    }

    @Test func `random answers never lead beyond their end`() {
        var generator = SystemRandomNumberGenerator()
        let header: [UInt8] = [UInt8(ascii: "l"), 2, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 24, 0, 0, 0]
        for _ in 0..<5_000 {
            let noise = (0..<Int.random(in: 0...48, using: &generator)).map { _ in
                UInt8.random(in: 0...16, using: &generator)
            }
            // Whether it can be read or not: it ends.
            _ = try? BusMessage(header + noise)
        }
    }
}
