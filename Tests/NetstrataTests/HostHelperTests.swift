import Foundation
import Kernel
import Logging
import Resources
import Testing

@testable import Netstrata

/// Among many tests that run at once, a task may wait long for its turn.
private enum Patience {
    static let ofTests = 120
}

/// Somebody who sends a helper any lines, on a thread of its own.
private actor Stranger {
    private let executor: BlockingExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init() throws { executor = try BlockingExecutor() }

    /// What the helper says to the lines, on one connection.
    func ask(_ socket: String, _ lines: [[UInt8]]) throws -> [KernelRefusal?] {
        let connection = try LineConnection(path: socket, patience: Patience.ofTests)
        return try lines.map { line in
            try connection.send(line)
            let answer = try #require(try connection.receive())
            return try #require(HostMessage.refusal(answer))
        }
    }
}

@Suite struct `The helper for the host` {
    /// Runs a body with a root, and somebody who asks a helper for it over a real socket.
    private static func run(
        _ body: @Sendable (_ root: HostRoot, _ socket: String, _ asker: HelperHost) async throws -> Void
    ) async throws {
        let folder = "/tmp/nsh-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (root, socket) = (HostRoot(folder), folder + "/helper.sock")
        let helper = try HostHelper(
            listener: try LineListener(path: socket), host: try LocalHost(root), user: geteuid(),
            logger: Logger(label: "test"))
        // It ends when nobody has asked for a while, which no test waits for.
        Task { try await helper.run() }
        try await body(root, socket, try HelperHost(socket: socket, patience: Patience.ofTests))
    }

    private static let changes: [HostChange] = [
        .writeFile(.hosts, text: "\"a\"\n\u{1F600}\u{1}", mode: 0o640, keepsOriginal: true), .restoreFile(.hostname),
        .removeFile(.chronySources), .setHostname("node-1"), .setDomainname(""),
    ]

    @Test func `understands every change that there is`() throws {
        let parameter = try #require(KernelParameter("net.ipv4.conf.eth0/100.rp_filter"))
        let settings: [HostChange] = [
            .setParameter(parameter, "1", ignoresErrors: false), .restoreParameter(parameter, "0"),
            .restoreParameter(parameter, nil),
        ]
        for change in Self.changes + settings {
            let understood = try HostMessage.change(HostMessage.request(change))
            #expect(understood == change)
        }
        for refusal in [nil, KernelRefusal(errno: 13, message: "no \"way\"\n")] {
            #expect(HostMessage.refusal(HostMessage.answer(refusal)) == .some(refusal))
        }
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"op":"run"}"#, #"{"op":"writeFile","file":"hosts"}"#,
        #"{"op":"writeFile","file":"/etc/shadow","text":"","mode":420,"keepsOriginal":false}"#,
        #"{"op":"writeFile","file":"hosts","text":"","mode":2541,"keepsOriginal":false}"#,
        #"{"op":"restoreFile","file":"../etc/shadow"}"#, #"{"op":"setHostname","name":"a/b"}"#,
        #"{"op":"setParameter","parameter":"net/../../etc/passwd","value":"1"}"#,
        #"{"op":"setParameter","parameter":"kernel.core_pattern"}"#, #"{"op":"restoreParameter","parameter":"vm.x"}"#,
    ])
    func `does nothing else`(_ line: String) {
        #expect(throws: HostMessageFault.self) { try HostMessage.change(Array(line.utf8)) }
    }

    @Test func `carries out what it is asked, and tells what it couldn't`() async throws {
        try await Self.run { root, _, asker in
            let write = HostChange.writeFile(.hosts, text: "127.0.0.1 localhost\n", mode: 0o644, keepsOriginal: true)
            #expect(await asker.perform(write) == nil)
            let text = try String(contentsOfFile: root.path("etc/hosts"), encoding: .utf8)
            #expect(text == "127.0.0.1 localhost\n")
            let refusal = await asker.perform(.restoreFile(.hosts))
            #expect(refusal?.name == "ENOENT")
            #expect(refusal?.message.contains("etc/hosts.netstrata-original") == true)
        }
    }

    @Test func `answers nonsense with a refusal, and goes on`() async throws {
        try await Self.run { _, socket, asker in
            let answers = try await Stranger().ask(
                socket, [Array(#"{"op":"run"}"#.utf8), HostMessage.request(.setHostname("node-1"))])
            #expect(answers.map { $0?.name } == ["EINVAL", nil])
            #expect(await asker.perform(.setHostname("node-2")) == nil)
        }
    }

    @Test func `ends when nobody asks`() async throws {
        let path = "/tmp/nsh-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        defer { unlink(path) }
        let helper = try HostHelper(
            listener: try LineListener(path: path), host: try LocalHost(HostRoot("/tmp/none")), user: geteuid(),
            patience: 1, logger: Logger(label: "test"))
        try await helper.run()
    }

    @Test func `listens to root and to the daemon's user alone`() {
        #expect([0, 4711].allSatisfy { HostHelper.isAllowed($0, daemon: 4711) })
        #expect(![1, 4712, .max].contains { HostHelper.isAllowed($0, daemon: 4711) })
        #expect(!HostHelper.isAllowed(nil, daemon: 4711), "the kernel didn't say who it is")
    }

    @Test func `that isn't there is told of, with what to look at`() async throws {
        let refusal = try await HelperHost(socket: "/tmp/no-such-helper.sock").perform(.setHostname("a"))
        #expect(refusal?.name == "ENOENT")
        #expect(refusal?.message.contains("netstrata-host.socket") == true)
    }
}
