import FlowSupport
import Glibc
import Resources
import TestSupport
import Testing

extension Flows {
    @Suite struct Gap {
        @Test func `replacing a route never leaves a moment without it`() async throws {
            try await Flow.run(prepare: { _ in }) { flow in
                let far = try await FarHost(flow.host)
                let resource = "RouteSpec/inet4//198.51.100.0/24/100"
                func spec(_ round: Int) -> JSON {
                    ["nextHops": [["gateway": .string("10.0.0.\(1 + round % 2)"), "outLinkName": "eth0"]]]
                }
                try await flow.client.apply(resource, spec(0))
                let events = try await KernelEvents(flow.host)
                let traffic = Task { try await far.exchange(over: flow.host, to: "198.51.100.1") }
                for round in 1...40 {
                    try await flow.client.apply(resource, spec(round))
                    #expect(try await flow.host.ip("route show 198.51.100.0/24").contains("10.0.0.\(1 + round % 2)"))
                }
                far.finish()
                let (sent, answered) = try await traffic.value
                #expect(sent > 100)
                #expect(answered == sent)
                let changes = try events.all().filter { $0.kind == .deletedRoute }
                try await events.expectNone(changes)
                #expect(try await flow.client.status(resource)["repairs"] == nil)
            }
        }

        @Test func `an address in place of another of its subnet is there at once, and its loss nobody's doing`()
            async throws
        {
            try await Flow.run { flow in
                func resource(_ number: Int) -> String { "AddressSpec/eth0/192.0.2.\(number)/24" }
                try await flow.client.apply(resource(1))
                for round in 1...10 {
                    let reply = try await flow.client.transact(
                        [("put", resource(round + 1), [:]), ("delete", resource(round), [:])], "?wait=applied")
                    #expect(reply.status == 200, "\(reply.text)")
                    let addresses = try await flow.host.ip("-4 address show dev eth0")
                    #expect(addresses.contains("192.0.2.\(round + 1)/24"), "\(addresses)")
                    #expect(try await flow.client.status(resource(round + 1))["repairs"] == nil)
                }
            }
        }
    }
}

/// The host at the other end of eth0, which answers each datagram.
private final class FarHost: Sendable {
    private static let port: UInt16 = 4_000
    private let host: Host
    private let stop: (read: Pipe, write: Int32)

    init(_ near: Host) async throws {
        host = try await Host()
        let pipe = try Pipe()
        stop = (pipe, pipe.writeEnd)
        // `ip link … netns` takes a process, so one stays there for a moment.
        let (input, pid) = try await host.inside {
            let input = try Pipe()
            return (input, try Command.spawn(["cat"], [0: input.readEnd]))
        }
        try await near.ip("link add eth0 up type veth peer name eth0 netns \(pid)")
        var held = input
        held.closeWriteEnd()
        _ = try await Threads.run { Command.end(of: pid) }
        for words in [
            "link set eth0 up", "address add 10.0.0.1/24 dev eth0", "address add 10.0.0.2/24 dev eth0",
            "address add 198.51.100.1/32 dev lo",
        ] { try await host.ip(words) }
        try await near.ip("address add 10.0.0.9/24 dev eth0")
    }

    /// Ends the traffic.
    func finish() { close(stop.write) }

    /// Sends datagrams one after the other, each after the answer to the one before, until `finish`.
    func exchange(over near: Host, to address: String) async throws -> (sent: Int, answered: Int) {
        let server = try await host.inside { try Datagrams(boundTo: Self.port) }
        let client = try await near.inside { try Datagrams(boundTo: 0) }
        let echo = Task { try await Threads.run { server.echo() } }
        let stopped = stop.read.readEnd
        let counts = try await Threads.run {
            var (sent, answered) = (0, 0)
            while !Threads.isReadable(stopped, before: .now + .milliseconds(1)) {
                sent += 1
                if client.send("\(sent)", to: address, Self.port), client.receive() == "\(sent)" { answered += 1 }
            }
            return (sent, answered)
        }
        server.shutDown()
        _ = try await echo.value
        return counts
    }
}

/// A UDP socket.
private final class Datagrams: Sendable {
    private let descriptor: Int32

    init(boundTo port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.address("0.0.0.0", port)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, Self.size) }
        }
        guard descriptor >= 0, result == 0 else { throw FlowError("a UDP socket: errno \(errno)") }
    }

    deinit { close(descriptor) }

    private static let size = socklen_t(MemoryLayout<sockaddr_in>.size)

    private static func address(_ text: String, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, text, &address.sin_addr)
        return address
    }

    func send(_ text: String, to host: String, _ port: UInt16) -> Bool {
        var address = Self.address(host, port)
        let bytes = Array(text.utf8)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, 0, $0, Self.size) == bytes.count
            }
        }
    }

    /// The next datagram; empty when none comes in two seconds.
    func receive() -> String {
        guard Threads.isReadable(descriptor, before: .now + .seconds(2)) else { return "" }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Sends everything back to where it came from, until it is shut down.
    func echo() {
        var bytes = [UInt8](repeating: 0, count: 100)
        while true {
            var sender = sockaddr_in()
            var size = Self.size
            let count = withUnsafeMutablePointer(to: &sender) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(descriptor, &bytes, bytes.count, 0, $0, &size)
                }
            }
            guard count > 0 else { return }
            withUnsafePointer(to: &sender) {
                _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(descriptor, bytes, count, 0, $0, size)
                }
            }
        }
    }

    /// Ends `echo`.
    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
