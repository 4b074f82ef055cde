import FlowSupport
import Glibc
import Resources

/// Devices of the kernel's netdevsim on a host: links with a driver, a bus and hardware's settings (ethtool(8)).
///
/// They outlive their namespace, so they go with `remove`.
struct SimulatedHardware: Sendable {
    /// The number on the bus; the bus path is `netdevsim<number>`.
    let number: Int
    /// Its link.
    let link: String

    /// Plugs a device in.
    ///
    /// - Parameters:
    ///   - name: What its link is called.
    ///   - number: A number that no other test has.
    ///   - queues: How many pairs of queues it has.
    ///   - host: Where.
    /// - Throws: What the kernel says when it refuses.
    init(_ name: String, number: Int, queues: Int = 4, on host: Host) async throws {
        (self.number, link) = (number, name)
        // Whoever writes it gets the link into his namespace.
        try await host.inside { try Self.say("new_device", "\(number) 1 \(queues)") }
        let given = try await host.links().first { $0["parentdev"]?.text == "netdevsim\(number)" }?["ifname"]?.text
        guard let given else { throw FlowError("netdevsim\(number) has no link") }
        if given != name { try await host.ip("link set \(given) name \(name)") }
    }

    /// Pulls it out.
    func remove() throws { try Self.say("del_device", "\(number)") }

    /// What its driver was told (`netdevsim.patch`), by its own name for it.
    ///
    /// - Throws: Where its driver doesn't keep that.
    func told(_ name: String) throws -> String {
        let path = "/sys/kernel/debug/netdevsim/netdevsim\(number)/ports/0/ethtool/told/\(name)"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = descriptor < 0 ? -1 : read(descriptor, &bytes, bytes.count)
        guard count > 0 else { throw FlowError("\(path): errno \(errno)") }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Runs a test with a device, and pulls it out.
    static func with(
        _ name: String, number: Int, queues: Int = 4, on host: Host, _ body: (SimulatedHardware) async throws -> Void
    ) async throws {
        let device = try await SimulatedHardware(name, number: number, queues: queues, on: host)
        let result: Result<Void, any Error>
        do { result = .success(try await body(device)) } catch { result = .failure(error) }
        try device.remove()
        try result.get()
    }

    private static func say(_ file: String, _ words: String) throws {
        let descriptor = open("/sys/bus/netdevsim/\(file)", O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, write(descriptor, words, words.utf8.count) > 0 else {
            throw FlowError("netdevsim, \(file) '\(words)': errno \(errno)")
        }
    }
}
