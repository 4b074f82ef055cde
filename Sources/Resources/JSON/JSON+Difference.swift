extension JSON {
    /// The operations that make another value of this one (RFC 6902): members one by one, anything else as a whole.
    public func patch(to later: JSON) -> [JSON] { patch(to: later, at: .root) }

    private func patch(to later: JSON, at place: JSONPointer) -> [JSON] {
        if self == later { return [] }
        func operation(_ name: String, _ place: JSONPointer, _ value: JSON? = nil) -> JSON {
            var operation: JSON = ["op": .string(name), "path": .string(place.description)]
            operation["value"] = value
            return operation
        }
        guard case .object(let old) = self, case .object(let new) = later else {
            return [operation("replace", place, later)]
        }
        return Set(old.keys).union(new.keys).sorted().flatMap { name -> [JSON] in
            let place = place.appending(name)
            return switch (old[name], new[name]) {
            case (let before?, let after?): before.patch(to: after, at: place)
            case (nil, let after): [operation("add", place, after)]
            case (_, nil): [operation("remove", place)]
            }
        }
    }

    /// The merge patch that makes another object of this one (RFC 7396); a member that becomes `null` goes.
    public func mergePatch(to later: JSON) -> JSON {
        guard case .object(let old) = self, case .object(let new) = later else { return later }
        var patch: [String: JSON] = [:]
        for (name, value) in new where old[name] != value {
            patch[name] = old[name].map { $0.mergePatch(to: value) } ?? value
        }
        for name in old.keys where new[name] == nil { patch[name] = .null }
        return .object(patch)
    }

    /// Every value in it that is no object with members, by its place.
    public var leaves: [JSONPointer: JSON] {
        var leaves: [JSONPointer: JSON] = [:]
        collect(.root, &leaves)
        return leaves
    }

    private func collect(_ place: JSONPointer, _ leaves: inout [JSONPointer: JSON]) {
        guard case .object(let members) = self, !members.isEmpty else {
            leaves[place] = self
            return
        }
        for (name, value) in members { value.collect(place.appending(name), &leaves) }
    }
}
