/// Who somebody is, by whatever program and connection he comes: the actor without ` via curl[4711]`.
struct Principal: Hashable, Sendable, CustomStringConvertible {
    /// `uid:1000(alice)`, perhaps with the login user, or `token:ci`.
    let description: String

    /// The principal of an actor, or of what was kept of one.
    init(_ actor: String) {
        description = actor.firstRange(of: " via ").map { String(actor[..<$0.lowerBound]) } ?? actor
    }

    /// Whether it is the host's superuser, whoever logged in.
    var isRoot: Bool { description.hasPrefix("uid:0(") }
}
