import Audit
import Foundation
import NIOHTTP1
import Resources
import Store
import Synchronization

/// Writes the writes that were refused into the audit log.
///
/// Whoever sends thousands of them mustn't fill the disk: beyond a few a second they are counted, and the next row tells how many.
final class Refusals: Sendable {
    /// The statuses that tell of a refusal rather than of a slip.
    static let statuses: Set<UInt> = [401, 403, 409, 412, 422]
    /// How many rows there may be at once.
    static let burst = 20.0
    /// How many more there may be each second.
    static let rate = 2.0
    /// The most characters of a path that a row has.
    private static let targetLimit = 512

    private struct Bucket {
        var rows = Refusals.burst
        var time = ContinuousClock.now
        var passedOver: Int64 = 0
    }

    private let store: ResourceStore
    private let bucket = Mutex(Bucket())

    init(_ store: ResourceStore) { self.store = store }

    /// Notes a refusal, if it is one.
    ///
    /// - Parameters:
    ///   - problem: The answer.
    ///   - exchange: The request.
    ///   - actor: Who asked, as far as is known.
    func note(_ problem: Problem, _ exchange: Exchange, _ actor: String) {
        guard exchange.method != .GET, exchange.method != .HEAD, Self.statuses.contains(problem.status.code),
            !exchange.target.contains("dryRun=true"), let passedOver = take()
        else { return }
        var detail: [String: JSON] = [
            "actor": .string(actor), "method": .string(exchange.method.rawValue),
            "reason": .string(problem.reason.rawValue), "requestId": .string(exchange.id),
            "status": .integer(Int64(problem.status.code)),
            "target": .string(String(exchange.target.prefix(Self.targetLimit))),
        ]
        if passedOver > 0 { detail["passedOver"] = .integer(passedOver) }
        store.write(ChangeContext(actor: actor, origin: .api)) { [detail] transaction throws(StoreError) in
            transaction.recordAudit(.refused, detail)
        } finish: { _ in
        }
    }

    /// Takes a row's place.
    ///
    /// - Returns: How many refusals got none since the last; `nil` if there is none for this one.
    private func take() -> Int64? {
        bucket.withLock { bucket in
            let now = ContinuousClock.now
            bucket.rows = min(Self.burst, bucket.rows + (now - bucket.time) / .seconds(1) * Self.rate)
            bucket.time = now
            guard bucket.rows >= 1 else {
                bucket.passedOver += 1
                return nil
            }
            bucket.rows -= 1
            defer { bucket.passedOver = 0 }
            return bucket.passedOver
        }
    }
}
