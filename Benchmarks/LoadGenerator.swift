import Foundation
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Keeps 64 connections busy for a while: each sends its next request when the answer to the last is there.
struct LoadGenerator {
    static let connections = 64
    private let endpoint: Endpoint
    private let request: @Sendable (Int) -> HTTPRequest

    /// - Parameters:
    ///   - endpoint: Whom to ask.
    ///   - request: The request with a number; no two have the same number.
    init(_ endpoint: Endpoint, _ request: @escaping @Sendable (Int) -> HTTPRequest) {
        self.endpoint = endpoint
        self.request = request
    }

    /// What the connections share.
    final class Run: Sendable {
        let request: @Sendable (Int) -> HTTPRequest
        let answers = Atomic<Int>(0)
        let isOver = Atomic<Bool>(false)
        let fault = Mutex<HTTPAnswer?>(nil)
        /// How long each answer took, in seconds, where somebody wants to know.
        let times = Mutex<[Double]?>(nil)

        init(_ request: @escaping @Sendable (Int) -> HTTPRequest) { self.request = request }
    }

    /// Answers a second.
    ///
    /// - Parameters:
    ///   - seconds: How long is measured.
    ///   - warmUp: How long it runs before that, in seconds.
    /// - Returns: Answers of success a second.
    /// - Throws: `answer` when a server refuses something.
    func rate(seconds: Double, warmUp: Double = 0.5) throws -> Double {
        try rate(Run(request), seconds: seconds, warmUp: warmUp)
    }

    /// The same, and how long each answer took, in seconds.
    func rateAndTimes(seconds: Double, warmUp: Double = 0.5) throws -> (rate: Double, times: Samples) {
        let run = Run(request)
        run.times.withLock { $0 = [] }
        let rate = try rate(run, seconds: seconds, warmUp: warmUp)
        return (rate, Samples(run.times.withLock { $0 } ?? []))
    }

    private func rate(_ run: Run, seconds: Double, warmUp: Double) throws -> Double {
        var channels: [any Channel] = []
        for number in 0..<Self.connections {
            channels.append(try endpoint.connect(Connection.loops) { LoadHandler(run, number) }.wait())
        }
        usleep(UInt32(warmUp * 1_000_000))
        let start = ContinuousClock.now
        let before = run.answers.load(ordering: .relaxed)
        run.times.withLock { if $0 != nil { $0 = [] } }
        usleep(UInt32(seconds * 1_000_000))
        let count = run.answers.load(ordering: .relaxed) - before
        let time = Stopwatch.seconds(since: start)
        run.isOver.store(true, ordering: .relaxed)
        for channel in channels { try channel.closeFuture.wait() }
        _ = try run.fault.withLock { $0 }?.checked()
        return Double(count) / time
    }
}

private final class LoadHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let run: LoadGenerator.Run
    private var number: Int
    private var reader = AnswerReader()
    private var sent = ContinuousClock.now

    init(_ run: LoadGenerator.Run, _ number: Int) {
        self.run = run
        self.number = number
    }

    func channelActive(context: ChannelHandlerContext) { send(context) }

    private func send(_ context: ChannelHandlerContext) {
        sent = .now
        context.writeAndFlush(wrapOutboundOut(run.request(number).bytes), promise: nil)
        number += LoadGenerator.connections
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reader.add(unwrapInboundIn(data))
        while let answer = reader.next() {
            guard (200...299).contains(answer.status) else {
                run.fault.withLock { $0 = answer }
                return context.close(promise: nil)
            }
            run.answers.add(1, ordering: .relaxed)
            let time = Stopwatch.seconds(since: sent)
            run.times.withLock { $0?.append(time) }
            if run.isOver.load(ordering: .relaxed) { return context.close(promise: nil) }
            send(context)
        }
    }
}
