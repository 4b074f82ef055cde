import NIOCore
import NIOHTTP1
import Synchronization

/// The places for connections on the unix socket: no user can take so many that others find none, and root always finds some.
final class ConnectionPlaces: Sendable {
    private struct Taken {
        var byUser: [UInt32: Int] = [:]
        var byOthersThanRoot = 0
    }

    private static let root: UInt32 = 0
    /// The kernel's "no user", for whom it doesn't know.
    private static let nobody = UInt32.max

    private let limits: Limits
    private let taken = Mutex(Taken())

    init(_ limits: Limits) { self.limits = limits }

    /// Takes a place until the connection closes.
    ///
    /// - Parameters:
    ///   - user: Who connects.
    ///   - closing: Is fulfilled when the connection closes.
    /// - Returns: Why there is none; `nil` when there was one.
    func take(for user: UInt32?, until closing: EventLoopFuture<Void>) -> Problem? {
        let user = user ?? Self.nobody
        let detail = taken.withLock { taken -> String? in
            let own = taken.byUser[user, default: 0]
            guard own < limits.connectionsPerUser else {
                return "a user has at most \(limits.connectionsPerUser) connections at a time"
            }
            guard user == Self.root || taken.byOthersThanRoot < limits.connections - limits.connectionsForRoot else {
                return "all connections but those kept for root are in use"
            }
            taken.byUser[user] = own + 1
            if user != Self.root { taken.byOthersThanRoot += 1 }
            return nil
        }
        if let detail {
            return Problem(.serviceUnavailable, .tooManyConnections, detail).with(header: "retry-after", "1")
        }
        closing.whenComplete { _ in self.giveBack(user) }
        return nil
    }

    private func giveBack(_ user: UInt32) {
        taken.withLock { taken in
            let own = taken.byUser[user, default: 0] - 1
            taken.byUser[user] = own > 0 ? own : nil
            if user != Self.root { taken.byOthersThanRoot -= 1 }
        }
    }
}
