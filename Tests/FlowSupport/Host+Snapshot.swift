import Resources

extension Host {
    /// All that `ip -j -d` shows of links, addresses, routes and rules, object by object in its order, but for
    /// what passes with time.
    ///
    /// - Parameter members: Further members that are left out.
    /// - Returns: A line for each object.
    /// - Throws: What `ip` says when it refuses.
    package func snapshot(without members: [String] = []) async throws -> [String] {
        let questions = [
            "-d link show", "-d address show", "-4 -d route show table all", "-6 -d route show table all",
            "-4 rule show",
            "-6 rule show",
        ]
        var lines: [String] = []
        for words in questions {
            for object in try await json(words) { lines.append(Self.resting(object, members).canonical) }
        }
        return lines
    }

    private static let passing = ["valid_life_time", "preferred_life_time", "expires"]

    private static func resting(_ value: JSON, _ members: [String]) -> JSON {
        if let elements = value.elements { return .array(elements.map { resting($0, members) }) }
        guard let object = value.members else { return value }
        return .object(
            object.filter { !$0.key.hasSuffix("_timer") && !passing.contains($0.key) && !members.contains($0.key) }
                .mapValues { resting($0, members) })
    }

    /// Makes a veth of which the other end is in another namespace, as a container has it in place of a physical link.
    package func wire(_ name: String, address: String, to other: Host) async throws {
        try await ip("link add \(name) address \(address) up type veth peer name \(name)p netns \(other.path)")
        try await other.ip("link set \(name)p up")
        try await eventually("\(name) has its carrier") { try await ip("link show \(name)").contains("state UP") }
    }
}
