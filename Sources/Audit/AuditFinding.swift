public import Resources

/// Something that isn't as the log says.
public struct AuditFinding: Hashable, Sendable {
    /// How it is bad.
    public enum Kind: String, Hashable, Sendable {
        /// It was changed after it was written.
        case altered
        /// It was there and is gone.
        case missing
        /// It is there and the program never wrote it.
        case inserted
        /// It stands in another's place.
        case reordered
        /// The end of the log is gone.
        case truncated
        /// The log goes on otherwise than it did when somebody noted its head.
        case forked
        /// A signature isn't its key's, or says something else than the log.
        case wrongSignature
    }

    /// What is bad.
    public enum Place: Hashable, Sendable {
        /// A row of the audit log.
        case row(Int64)
        /// A row of history.
        case revision(Int64)
        /// A transaction's row.
        case transaction(Int64)
        /// A resource as it is now.
        case resource(ResourceKey)
        /// A secret.
        case secret(SecretReference)
    }

    /// How it is bad.
    public var kind: Kind
    /// What is bad.
    public var place: Place
    /// In what way, in words.
    public var detail: String
    /// The last revision that it is about, if it is about several.
    public var through: Int64?

    /// A finding from its parts.
    public init(_ kind: Kind, _ place: Place, _ detail: String, through: Int64? = nil) {
        self.kind = kind
        self.place = place
        self.detail = detail
        self.through = through
    }

    /// Whether it is about a revision.
    public func covers(_ revision: Int64) -> Bool {
        guard case .revision(let first) = place else { return false }
        return first <= revision && revision <= through ?? first
    }

    /// The finding as answers show it.
    public var json: JSON {
        var members: [String: JSON] = ["kind": .string(kind.rawValue), "detail": .string(detail)]
        switch place {
        case .row(let number): members["row"] = .integer(number)
        case .revision(let number):
            members["revision"] = .integer(number)
            members["through"] = through.map { .integer($0) }
        case .transaction(let number): members["transaction"] = .integer(number)
        case .resource(let key): members["resource"] = .string(key.description)
        case .secret(let reference): members["secret"] = .string(reference.description)
        }
        return .object(members)
    }
}
