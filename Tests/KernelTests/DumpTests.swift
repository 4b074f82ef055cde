import NetworkTypes
import Synchronization
import Testing

@testable import Kernel

/// Answers every dump from a script: one list of datagrams for each send.
private final class ScriptedChannel: NetlinkChannel {
    let sendLimit = 4_096
    let acknowledgementLimit = 16
    private let state: Mutex<(answers: [[Answer]], waiting: [Answer], sends: Int)>

    enum Answer: Sendable {
        case bytes(@Sendable (UInt32) -> [UInt8])
        case overflow
    }

    init(_ answers: [[Answer]]) { state = Mutex((answers, [], 0)) }

    var sends: Int { state.withLock(\.sends) }

    func send(_ bytes: [UInt8]) throws(KernelError) {
        state.withLock { state in
            state.sends += 1
            state.waiting = state.answers.isEmpty ? [] : state.answers.removeFirst()
        }
    }

    func receive(into buffer: inout [UInt8]) throws(KernelError) -> Received {
        let (next, sequence) = state.withLock { state in
            (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), UInt32(state.sends))
        }
        switch next {
        case .bytes(let make):
            let bytes = make(sequence)
            buffer.replaceSubrange(0..<bytes.count, with: bytes)
            return .datagram(count: bytes.count)
        case .overflow: return .overflow
        case nil: return .nothing
        }
    }

    func drain() { state.withLock { $0.waiting = [] } }
}

/// A message with a payload of four zero bytes.
private func message(type: Int, flags: Int32 = 0, sequence: UInt32, payload: Int32 = 0) -> [UInt8] {
    var writer = MessageWriter()
    writer.begin(type: type, flags: flags, sequence: sequence)
    writer.append(payload)
    writer.finish()
    return writer.bytes
}

@Suite struct Dumps {
    /// `NLMSG_ERROR`, `NLMSG_DONE` and `NLM_F_DUMP_INTR` (`linux/netlink.h`), said again: tests don't import CMnl.
    private static let (error, done, interrupted) = (2, 3, Int32(0x10))
    private static let ends = ScriptedChannel.Answer.bytes { message(type: done, sequence: $0) }

    @Test func `a dump that was disturbed is asked for again`() async throws {
        let channel = ScriptedChannel([
            [.bytes { message(type: Self.done, flags: Self.interrupted, sequence: $0) }],
            [.bytes { message(type: Self.done, sequence: $0 &+ 7) }, Self.ends],
            [.overflow],
            [Self.ends],
        ])
        #expect(try await RouteNetlink(channel: channel).links().isEmpty)
        #expect(channel.sends == 4)
    }

    @Test func `a dump that is always disturbed ends in interrupted`() async throws {
        let channel = ScriptedChannel(
            Array(repeating: [.bytes { message(type: Self.done, flags: Self.interrupted, sequence: $0) }], count: 100))
        await #expect(throws: KernelError.interrupted) { try await RouteNetlink(channel: channel).links() }
        #expect(channel.sends == Limit.dumpAttempts)
    }

    @Test func `a dump that ends in an error is refused`() async throws {
        let channel = ScriptedChannel([[.bytes { message(type: Self.done, sequence: $0, payload: -95) }]])
        await #expect(throws: KernelError.refused(KernelRefusal(errno: 95))) {
            try await RouteNetlink(channel: channel).routes()
        }
    }

    @Test func `silence is an error`() async throws {
        await #expect(throws: KernelError.self) { try await RouteNetlink(channel: ScriptedChannel([])).links() }
    }

    @Test func `an answer without its number is malformed`() async throws {
        let channel = ScriptedChannel([
            [.bytes { Array(message(type: Self.error, sequence: $0).prefix(16)).withLength(16) }]
        ])
        await #expect(throws: KernelError.self) { try await RouteNetlink(channel: channel).links() }
    }
}

extension [UInt8] {
    /// The same message with another `nlmsg_len`.
    fileprivate func withLength(_ length: UInt32) -> [UInt8] {
        var copy = self
        Swift.withUnsafeBytes(of: length) { copy.replaceSubrange(0..<4, with: $0) }
        return copy
    }
}
