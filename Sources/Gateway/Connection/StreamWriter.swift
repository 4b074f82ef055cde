import NIOCore
import NIOHTTP1
import Synchronization

/// Writes a body bit by bit, each when the one before was accepted.
final class StreamWriter: Sendable {
    /// Why nothing more can be written.
    enum Fault: Error {
        /// The client has gone, or was cut because it doesn't read.
        case closed
    }

    private let channel: any Channel
    private let limits: Limits
    private let cuts: CounterSeries
    private let cut = Atomic<Bool>(false)

    /// A writer on a connection; `cuts` counts the clients that were cut.
    init(_ channel: any Channel, _ limits: Limits, cuts: CounterSeries) {
        self.cuts = cuts
        self.channel = channel
        self.limits = limits
    }

    /// Whether the client was cut because it didn't read.
    var isCut: Bool { cut.load(ordering: .relaxed) }

    /// Writes, and returns when the kernel has taken the bytes.
    ///
    /// - Parameters:
    ///   - bytes: The next part of the body.
    ///   - farewell: What is written last when the client doesn't read; it arrives if the client goes on reading after all.
    /// - Throws: `closed`.
    func write(_ bytes: ByteBuffer, farewell: @escaping @Sendable () -> ByteBuffer) async throws(Fault) {
        guard !isCut, !Task.isCancelled else { throw .closed }
        let alarm = channel.eventLoop.scheduleTask(in: limits.writeTime) { [self] in
            cut.store(true, ordering: .relaxed)
            cuts.increment(by: 1)
            channel.write(HTTPServerResponsePart.body(.byteBuffer(farewell())), promise: nil)
            channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
            // A last chance to read it; then the write above fails, and with it whoever waits for it.
            channel.eventLoop.scheduleTask(in: limits.lingerTime) { [channel] in channel.close(promise: nil) }
        }
        defer { alarm.cancel() }
        do {
            try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(bytes)))
        } catch {
            throw .closed
        }
        if isCut { throw .closed }
    }
}

/// The streams that are open: their number is limited, and they end when the daemon stops.
final class StreamRegistry: Sendable {
    private struct State {
        var next = 0
        var ends: [Int: @Sendable () -> Void] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// How many are open.
    var count: Int { state.withLock { $0.ends.count } }

    /// A place for a stream; it is free again when nobody holds it any more.
    final class Place: Sendable {
        private let number: Int
        private let registry: StreamRegistry

        fileprivate init(_ number: Int, _ registry: StreamRegistry) {
            self.number = number
            self.registry = registry
        }

        deinit { registry.state.withLock { _ = $0.ends.removeValue(forKey: number) } }

        /// Runs the stream's work; it is cancelled when the daemon stops.
        func run(_ work: @escaping @Sendable () async -> Void) async {
            let task = Task { await work() }
            let isClosed = registry.state.withLock { state in
                state.ends[number] = { task.cancel() }
                return state.isClosed
            }
            if isClosed { task.cancel() }
            await withTaskCancellationHandler {
                await task.value
            } onCancel: {
                task.cancel()
            }
        }
    }

    /// Takes a place.
    func enter() throws(Problem) -> Place {
        let number: Int? = state.withLock { state in
            guard !state.isClosed, state.ends.count < limit else { return nil }
            state.next += 1
            state.ends[state.next] = {}
            return state.next
        }
        guard let number else {
            throw Problem(.serviceUnavailable, .tooManyStreams, "there are \(limit) watches already")
                .with(header: "retry-after", "5")
        }
        return Place(number, self)
    }

    /// Ends every stream, and lets no new one begin.
    func close() {
        let ends = state.withLock { state in
            state.isClosed = true
            return Array(state.ends.values)
        }
        for end in ends { end() }
    }
}
