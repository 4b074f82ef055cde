import NetworkTypes

/// The id of a route: `[<table>/][<link>/]<family>/<gateway>/<destination>/<metric>`.
///
/// The table stands there only where it isn't main, the link only for IPv6; gateway and destination may be empty.
enum RouteID {
    static let form =
        "[<table>/][<link>/]<family>/<gateway>/<destination>/<metric>, such as inet4/192.0.2.1//1024 (a default route)"

    static func text(
        table: RoutingTable, link: InterfaceName?, family: AddressFamily, gateway: IPAddress?, destination: IPPrefix?,
        priority: UInt32
    ) -> String {
        var parts: [String] = []
        if table != .main { parts.append(table.description) }
        if family == .inet6, let link { parts.append(link.description) }
        parts += [family.description, gateway?.description ?? "", destination?.description ?? "", String(priority)]
        return parts.joined(separator: "/")
    }

    static func members(_ id: String) -> [String: JSON]? {
        let parts = id.segments()
        guard let position = parts.prefix(3).firstIndex(where: { AddressFamily($0) != nil }) else { return nil }
        let tail = Array(parts[(position + 1)...])
        guard tail.count == 3 || tail.count == 4, let priority = UInt32(digits: tail[tail.count - 1]) else {
            return nil
        }
        var members: [String: JSON] = [
            "family": .string(parts[position]), "priority": .integer(Int64(priority)),
            "gateway": .string(tail[0]), "dst": .string(tail[1..<(tail.count - 1)].joined(separator: "/")),
        ]
        guard readPrefix(Array(parts[..<position]), family: parts[position], &members) else { return nil }
        guard tail[0].isEmpty || IPAddress(tail[0]) != nil else { return nil }
        if let destination = members["dst"]?.text, !destination.isEmpty, IPPrefix(destination) == nil { return nil }
        return members
    }

    /// What stands before the family: a table, a link, or both; a number alone is a table.
    private static func readPrefix(_ words: [String], family: String, _ members: inout [String: JSON]) -> Bool {
        var rest = words[...]
        if let first = rest.first, RoutingTable(first) != nil {
            members["table"] = .string(first)
            rest = rest.dropFirst()
        }
        guard let link = rest.first else { return true }
        guard rest.count == 1, family == "inet6", InterfaceName(link) != nil else { return false }
        members["outLinkName"] = .string(link)
        return true
    }
}

extension UInt32 {
    /// Reads decimal digits only: a number in an id has no sign.
    init?(digits text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        self.init(text)
    }
}
