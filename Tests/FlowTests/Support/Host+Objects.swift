import Resources

extension Host {
    /// Whether a link has an address, such as `192.0.2.10/24`.
    func hasAddress(_ address: String, on link: String) async throws -> Bool {
        try await json("address show dev \(link)").contains { link in
            (link["addr_info"]?.elements ?? []).contains { entry in
                "\(entry["local"]?.text ?? "")/\(entry["prefixlen"]?.integer ?? -1)" == address
            }
        }
    }
}

extension JSON {
    /// An object without some of its members.
    func without(_ names: [String]) -> JSON {
        var json = self
        for name in names { json[name] = nil }
        return json
    }
}

extension Host {
    /// What `ip -j` shows for several questions, without what nobody sets: numbers of links, and what the kernel does
    /// by itself for a while (IPv6's own addresses, their routes, states of links).
    func look(_ questions: String...) async throws -> [String] {
        var lines: [String] = []
        for words in questions {
            for object in try await json(words) { lines += Self.lines(object) }
        }
        return lines.sorted()
    }

    private static let passing = ["ifindex", "link_index", "operstate", "flags", "metrics_age", "dynamic", "index"]

    private static func lines(_ object: JSON) -> [String] {
        let isOwn = object["dst"]?.text.map { $0.hasPrefix("fe80:") || $0.hasPrefix("ff00:") } ?? false
        guard !isOwn else { return [] }
        var object = object
        let isUp = object["flags"]?.elements?.contains("UP")
        let entries = object["addr_info"]?.elements ?? []
        object = object.without(passing + ["addr_info"])
        object["isUp"] = isUp.map { .bool($0) }
        let kept = entries.filter { $0["scope"] != "link" || $0["family"] != "inet6" }
        return [object.canonical] + kept.map { $0.without(["tentative", "dadfailed"]).canonical }
    }
}
