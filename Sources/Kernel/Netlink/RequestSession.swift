import CMnl

/// Requests and their answers over one channel: dumps, and batches of requests.
///
/// Not `Sendable`: it belongs to the actor that owns the channel.
final class RequestSession {
    private let channel: any NetlinkChannel
    private var sequence: UInt32 = 0
    private var writer = MessageWriter()

    init(_ channel: any NetlinkChannel) { self.channel = channel }

    /// Asks for objects, again when they changed meanwhile.
    ///
    /// - Throws: `interrupted` after `Limit.dumpAttempts` tries.
    func dump<Element>(
        _ request: DumpRequest, decode: (borrowing RawSpan, Range<Int>) throws(KernelError) -> Element?
    ) throws(KernelError) -> [Element] {
        for _ in 0..<Limit.dumpAttempts {
            writer.removeAll()
            sequence &+= 1
            request.write(to: &writer, sequence: sequence)
            try channel.send(writer.bytes)
            if let elements = try collect(request, decode: decode) { return elements }
            channel.drain()
        }
        throw .interrupted
    }

    /// Reads a dump to its end: `nil` when it was disturbed and has to be asked for again.
    private func collect<Element>(
        _ request: DumpRequest, decode: (borrowing RawSpan, Range<Int>) throws(KernelError) -> Element?
    ) throws(KernelError) -> [Element]? {
        var buffer = [UInt8](repeating: 0, count: Limit.datagram)
        var elements: [Element] = []
        var isDisturbed = false
        while true {
            let count: Int
            switch try channel.receive(into: &buffer) {
            case .datagram(let length): count = length
            case .overflow: return nil
            case .nothing: throw .unavailable(operation: request.operation, errno: Self.timedOut)
            }
            let bytes = buffer.span.bytes
            var messages = MessageCursor(count: count)
            while let message = try messages.next(in: bytes) {
                guard message.sequence == sequence else {
                    isDisturbed = true
                    continue
                }
                if message.flags & NLM_F_DUMP_INTR != 0 { isDisturbed = true }
                switch message.type {
                case Int(NLMSG_DONE):
                    if let refusal = try message.dumpRefusal(in: bytes) { throw .refused(refusal) }
                    return isDisturbed ? nil : elements
                case Int(NLMSG_ERROR):
                    if let refusal = try message.refusal(in: bytes) { throw .refused(refusal) }
                    if request.flags == NLM_F_ACK { return isDisturbed ? nil : elements }
                case request.replyType:
                    if let element = try decode(bytes, message.payload) { elements.append(element) }
                default: continue
                }
            }
        }
    }

    /// Sends the requests in order, many at a time, and says for each what the kernel said: `nil` is done.
    func submit(_ requests: ArraySlice<some WritableRequest>) throws(KernelError) -> [KernelRefusal?] {
        var outcomes = [KernelRefusal?](repeating: nil, count: requests.count)
        var next = 0
        while next < requests.count {
            let batch = fill(requests, from: &next, outcomes: &outcomes)
            guard !batch.isEmpty else { continue }
            try channel.send(writer.bytes)
            try settle(batch, outcomes: &outcomes)
        }
        return outcomes
    }

    /// Fills the writer; the places in `outcomes` of what it holds, the first of them under `sequence + 1`.
    private func fill(
        _ requests: ArraySlice<some WritableRequest>, from next: inout Int, outcomes: inout [KernelRefusal?]
    ) -> [Int] {
        let mostBytes = min(channel.sendLimit, Limit.batchBytes)
        let mostMessages = min(channel.acknowledgementLimit, Limit.batchMessages)
        var batch: [Int] = []
        var last = 0
        writer.removeAll()
        while next < requests.count, batch.count < mostMessages {
            let start = writer.bytes.count
            let number = sequence &+ UInt32(batch.count) &+ 1
            if let refusal = requests[requests.startIndex + next].write(to: &writer, sequence: number) {
                writer.truncate(to: start)
                outcomes[next] = refusal
            } else if writer.bytes.count > mostBytes, !batch.isEmpty {
                writer.truncate(to: start)
                break
            } else {
                batch.append(next)
                last = start
            }
            next += 1
        }
        if !batch.isEmpty { writer.askForAcknowledgement(ofMessageAt: last) }
        return batch
    }

    /// Reads the answers to a batch up to the acknowledgement of its last message.
    ///
    /// The kernel works through a batch in order and always answers a message that it refuses, so whatever has no answer
    /// before the last one's is done (`netlink_rcv_skb()`, `net/netlink/af_netlink.c`). Answers that it can't queue
    /// show as an overflow. An acknowledgement for each message takes half as long again.
    private func settle(_ batch: [Int], outcomes: inout [KernelRefusal?]) throws(KernelError) {
        let first = sequence &+ 1
        sequence &+= UInt32(batch.count)
        var buffer = [UInt8](repeating: 0, count: Limit.datagram)
        while true {
            let count: Int
            switch try channel.receive(into: &buffer) {
            case .datagram(let length): count = length
            case .overflow:
                // Which of them were done isn't known now: whoever asked has to look.
                channel.drain()
                throw .unavailable(operation: "acknowledgement", errno: Self.overflown)
            case .nothing: throw .unavailable(operation: "acknowledgement", errno: Self.timedOut)
            }
            let bytes = buffer.span.bytes
            var messages = MessageCursor(count: count)
            while let message = try messages.next(in: bytes) {
                let place = Int(message.sequence &- first)
                guard message.type == Int(NLMSG_ERROR), place < batch.count else { continue }
                outcomes[batch[place]] = try message.refusal(in: bytes)
                if place == batch.count - 1 { return }
            }
        }
    }
}
