import NIOCore

/// The times of a connection, on its event loop.
///
/// One timer serves all of them, and it is only moved when something must happen sooner than it was set to; so a request
/// that comes whole and is answered at once costs no timer.
final class ConnectionClock {
    /// Which time is over.
    enum Reason {
        /// A request began and isn't complete.
        case request
        /// There was no request for long.
        case idle
        /// The client doesn't take what was written, or doesn't close.
        case written
    }

    private var loop: (any EventLoop)?
    private var limits = Limits()
    private var expire: ((Reason) -> Void)?
    private var timer: Scheduled<Void>?
    private var timerDeadline = NIODeadline.distantFuture
    private var deadline: (time: NIODeadline, reason: Reason)?
    /// Whether bytes came that aren't a request yet.
    private var isPartial = false
    private var isBody = false
    private var isIdle = true

    func start(_ loop: any EventLoop, _ limits: Limits, _ expire: @escaping (Reason) -> Void) {
        self.loop = loop
        self.limits = limits
        self.expire = expire
        idle()
    }

    func stop() {
        timer?.cancel()
        timer = nil
        expire = nil
    }

    /// Bytes came from the socket, before anybody looked at them.
    func bytesArrived() { isPartial = isIdle }

    /// A header is complete.
    func headDone() {
        isPartial = false
        isIdle = false
        isBody = true
        deadline = nil
    }

    /// A request is complete.
    func requestDone() {
        (isBody, isPartial, isIdle) = (false, false, false)
        deadline = nil
    }

    /// Everything that could be read was looked at: what is still incomplete gets a time.
    func readComplete() {
        if isPartial, deadline?.reason != .request {
            set(.now() + limits.headerTime, .request)
        } else if isBody, deadline == nil {
            set(.now() + limits.bodyTime, .request)
        }
    }

    /// Nothing is under way.
    func idle() {
        isIdle = true
        set(.now() + limits.idleTime, .idle)
    }

    /// An answer is larger than the socket takes at once.
    func flushing() { set(.now() + limits.writeTime, .written) }

    /// The connection is being closed.
    func lingering() {
        (isBody, isPartial, isIdle) = (false, false, false)
        set(.now() + limits.lingerTime, .written)
    }

    private func set(_ time: NIODeadline, _ reason: Reason) {
        deadline = (time, reason)
        if timer == nil || time < timerDeadline { schedule(time) }
    }

    private func schedule(_ time: NIODeadline) {
        guard let loop else { return }
        timer?.cancel()
        timerDeadline = time
        let bound = NIOLoopBound(self, eventLoop: loop)
        timer = loop.scheduleTask(deadline: time) { bound.value.fire() }
    }

    private func fire() {
        timer = nil
        guard let deadline else { return }
        if deadline.time > .now() {
            schedule(deadline.time)
        } else {
            self.deadline = nil
            expire?(deadline.reason)
        }
    }
}

/// Notices bytes before the HTTP parser has made anything of them.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let clock: ConnectionClock

    init(_ clock: ConnectionClock) { self.clock = clock }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        clock.bytesArrived()
        context.fireChannelRead(data)
    }
}
