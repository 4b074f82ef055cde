/// Who changes something, through what, and why: one row of `txn`, shared by all changes of a transaction.
public struct ChangeContext: Hashable, Sendable {
    /// Who: `uid:1000(alice)`, a token's name, or a controller's name.
    public var actor: String
    /// Through what: api, controller, boot, rollback, confirmation, kernel.
    public var origin: Origin
    /// Why, in the words of the one who did it.
    public var message: String
    /// The request that carried it.
    public var requestID: String
    /// The revision that led to it.
    public var cause: Int64?

    /// Through what a change came.
    public enum Origin: String, Hashable, Sendable, CaseIterable {
        /// Somebody's request.
        case api
        /// A controller that follows from other resources or from the kernel.
        case controller
        /// The daemon's start.
        case boot
        /// Somebody's request to put back what was.
        case rollback
        /// The end of a confirm window: what it held is put back, or kept because its probes passed.
        case confirmation
        /// What somebody did to the kernel and became the intent.
        case kernel
        /// A statement that some other process ran on the database.
        case sqlite
    }

    /// A context from its parts.
    public init(
        actor: String, origin: Origin, message: String = "", requestID: String = "", cause: Int64? = nil
    ) {
        self.actor = actor
        self.origin = origin
        self.message = message
        self.requestID = requestID
        self.cause = cause
    }
}
