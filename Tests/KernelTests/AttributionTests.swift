import Glibc
import NetworkTypes
import Testing

@testable import Kernel

/// Bytes of a message as the kernel sent it (Linux 6.18), in hexadecimal.
private func bytes(_ text: String) -> [UInt8] {
    let digits = Array(text.utf8).map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

@Suite struct `News of processes` {
    private static let head = "4c00000003000000"
    private static let exec =
        head + "0100000000000000010000000100000001000000000000002800000002000000010000009c059dfa23360000"
        + "985e0000985e0000" + String(repeating: "0", count: 32)
    private static let acknowledgement =
        head + "000000000000000001000000010000000000000001000000280000000000000000000000d06997f923360000"
        + String(repeating: "0", count: 48)
    private static let fork =
        head + "0100000000000000010000000100000001000000000000002800000001000000000000006e00a0f923360000"
        + "695e0000695e0000985e0000985e0000" + String(repeating: "0", count: 16)

    @Test(arguments: [
        (exec, ProcessEvent.started(0x5E98)), (acknowledgement, .acknowledged(0)), (fork, nil),
        (String(exec.prefix(100)), nil), ("", nil),
    ])
    func `are read as the kernel sends them`(_ text: String, _ event: ProcessEvent?) {
        let message = bytes(text)
        #expect(ProcessEvent(message.span.bytes) == event)
    }

    @Test func `are asked for in the kernel's words`() {
        #expect(
            ProcessConnector.request
                == bytes("28000000030000000000000000000000" + "0100000001000000000000000000000004000000" + "01000000"))
    }

    @Test func `are read at a bounded rate`() {
        let start = ContinuousClock.now
        var meter = StartMeter(limit: 3, at: start)
        #expect(meter.rest(at: start) == .zero)
        meter.count(2)
        #expect(meter.rest(at: start) == .zero)
        meter.count(5)
        #expect(meter.rest(at: start + .milliseconds(400)) == .milliseconds(600))
        #expect(meter.rest(at: start + .seconds(1)) == .zero)
    }
}

@Suite struct `Changes of others` {
    private let changes = ForeignChanges()
    private let object = ChangedObject.rule(.inet4, priority: 100)

    private func change(by portID: UInt32, at instant: ContinuousClock.Instant = .now) -> ForeignChange {
        ForeignChange(
            time: 0, instant: instant, sender: ChangeSender(portID: portID, process: nil, source: .nothing))
    }

    @Test func `are told once, the last of each object`() {
        let (first, second) = (change(by: 7), change(by: 8))
        changes.note(first, of: object)
        changes.note(second, of: object)
        #expect(changes.take(.rule(.inet6, priority: 100)) == nil)
        #expect(changes.take(object) == second)
        #expect(changes.take(object) == nil)
    }

    @Test func `from before a look explain nothing, nor do old ones`() {
        let now = ContinuousClock.now
        changes.note(change(by: 7, at: now), of: object)
        #expect(changes.take(object, after: now + .milliseconds(1)) == nil)
        changes.note(change(by: 7, at: now - Limit.foreignChangeAge - .seconds(1)), of: object)
        #expect(changes.take(object) == nil)
    }

    @Test func `that the kernel tells of twice are the sender's`() {
        let now = ContinuousClock.now
        let first = change(by: 7, at: now)
        changes.note(first, of: object)
        changes.note(change(by: 0, at: now + .milliseconds(10)), of: object)
        #expect(changes.take(object) == first)
        changes.note(first, of: object)
        let later = change(by: 0, at: now + Limit.foreignEcho)
        changes.note(later, of: object)
        #expect(changes.take(object) == later)
    }

    @Test func `are kept of so many objects`() {
        var table = GenerationTable<Int, Int>(limit: 100)
        for number in 0..<10_000 {
            table[number] = number
            #expect(table.count <= 200)
        }
        #expect(table[9_999] == 9_999 && table[9_900] == 9_900 && table[0] == nil)
        table[9_999] = nil
        #expect(table[9_999] == nil)
    }
}
