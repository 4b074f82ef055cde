import Glibc

/// Asks systemd over D-Bus to have a service read its files again (org.freedesktop.systemd1(5)).
///
/// Just as much of the D-Bus specification as one call needs.
struct ServiceBus {
    private let socket: String

    /// The system bus below a root.
    init(_ root: HostRoot) { socket = root.path("run/dbus/system_bus_socket") }

    /// Reloads a unit if it can, restarts it if it runs, and else leaves it.
    ///
    /// - Throws: `refused`, where nobody is there to be asked, or says no.
    func reload(_ unit: String) throws(KernelError) {
        let connection: BusConnection
        do throws(KernelError) {
            connection = try BusConnection(UnixStream(path: socket, patience: Limit.replySeconds))
        } catch {
            let refusal = KernelRefusal(error)
            throw .refused(
                KernelRefusal(
                    errno: refusal.errno, message: "\(unit) can't be told to read its files: \(refusal.message)"))
        }
        try connection.authenticate()
        _ = try connection.call(
            BusCall("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", []))
        do throws(KernelError) {
            // systemd counts restarts, also those that were asked for: after a few in a row it leaves the unit down
            // (StartLimitBurst, systemd.unit(5)). This sets its count back. A unit that isn't loaded is told of below.
            try connection.call(.manager("ResetFailedUnit", [unit]))
        } catch .refused {}
        try connection.call(.manager("ReloadOrTryRestartUnit", [unit, "replace"]))
    }
}

/// A method call whose arguments are all strings.
struct BusCall {
    let destination: String
    let path: String
    let interface: String
    let member: String
    let arguments: [String]

    init(_ destination: String, _ path: String, _ interface: String, _ member: String, _ arguments: [String]) {
        self.destination = destination
        self.path = path
        self.interface = interface
        self.member = member
        self.arguments = arguments
    }

    /// A call to systemd itself.
    static func manager(_ member: String, _ arguments: [String]) -> BusCall {
        BusCall(
            "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", member,
            arguments)
    }
}

/// A connection to a message bus, for a thread that may block.
private final class BusConnection {
    private let stream: UnixStream
    private var waiting: [UInt8] = []
    private var serial: UInt32 = 0

    /// The most messages that are passed over while an answer is waited for.
    private static let patience = 64

    init(_ stream: UnixStream) { self.stream = stream }

    /// Says who we are, which the bus asks the kernel about (D-Bus specification, "EXTERNAL").
    func authenticate() throws(KernelError) {
        let user = String(geteuid()).utf8.map { String($0, radix: 16) }.joined()
        try stream.send(Array("\0AUTH EXTERNAL \(user)\r\n".utf8))
        let answer = try line()
        guard answer.hasPrefix("OK ") else {
            throw .refused(KernelRefusal(errno: EACCES, message: "the bus doesn't let us in: \(answer)"))
        }
        try stream.send(Array("BEGIN\r\n".utf8))
    }

    /// Calls a method, and waits for its answer.
    ///
    /// - Throws: `refused`; the bus' own name of the error stands in the message.
    func call(_ call: BusCall) throws(KernelError) {
        serial += 1
        try stream.send(BusMessage.bytes(of: call, serial: serial))
        for _ in 0..<Self.patience {
            let answer = try message()
            guard answer.answersTo == serial else { continue }
            guard let error = answer.error else { return }
            throw .refused(KernelRefusal(errno: EREMOTEIO, message: "\(call.member): \(error)"))
        }
        throw .refused(KernelRefusal(errno: ETIMEDOUT, message: "\(call.member): the bus doesn't answer"))
    }

    private func line() throws(KernelError) -> String {
        while true {
            if let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
                defer { waiting.removeFirst(end + 1) }
                return String(decoding: waiting[..<end].filter { $0 >= 0x20 }, as: UTF8.self)
            }
            try receive()
        }
    }

    private func message() throws(KernelError) -> BusMessage {
        while true {
            if let length = try BusMessage.length(of: waiting), waiting.count >= length {
                defer { waiting.removeFirst(length) }
                return try BusMessage(Array(waiting.prefix(length)))
            }
            try receive()
        }
    }

    private func receive() throws(KernelError) {
        guard waiting.count <= Limit.busMessage else { throw .malformed("the bus sends more than a message may have") }
        let part = try stream.receive(atMost: 4096)
        guard !part.isEmpty else { throw .refused(operation: "receive", errno: ECONNRESET) }
        waiting += part
    }
}
