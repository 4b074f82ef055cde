extension JSON {
    /// The value after a merge patch (RFC 7396 §2): members are merged, `null` removes, anything else replaces.
    public func merged(with patch: JSON) -> JSON {
        guard case .object(let changes) = patch else { return patch }
        var members = self.members ?? [:]
        for (name, change) in changes {
            members[name] = change == .null ? nil : (members[name] ?? .null).merged(with: change)
        }
        return .object(members)
    }
}
