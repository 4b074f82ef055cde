package import Resources

extension Host {
    /// Whether a link has an address, such as `192.0.2.10/24`.
    package func hasAddress(_ address: String, on link: String) async throws -> Bool {
        try await json("address show dev \(link)").contains { link in
            (link["addr_info"]?.elements ?? []).contains { entry in
                "\(entry["local"]?.text ?? "")/\(entry["prefixlen"]?.integer ?? -1)" == address
            }
        }
    }
}

extension JSON {
    /// An object without some of its members.
    package func without(_ names: [String]) -> JSON {
        var json = self
        for name in names { json[name] = nil }
        return json
    }
}

extension Host {
    /// What `ip -j` shows for several questions, as far as specs can ask for it: without the kernel's own IPv6 addresses
    /// and routes, numbers of links, and states that pass.
    package func look(_ questions: String...) async throws -> [String] {
        var lines: [String] = []
        for words in questions {
            for object in try await json(words) { lines += Self.lines(object) }
        }
        return lines.sorted()
    }

    /// Waits until `ip` shows what it showed before.
    ///
    /// - Throws: What differs when it doesn't within ten seconds.
    package func eventually(shows before: [String], _ question: () async throws -> [String]) async throws {
        do {
            try await eventually("all is as it was") { try await question() == before }
        } catch {
            let now = try await question()
            let (missing, added) = (Set(before).subtracting(now), Set(now).subtracting(before))
            throw FlowError("\(error)\n  missing: \(missing)\n  new: \(added)")
        }
    }

    private static func lines(_ object: JSON) -> [String] {
        if object["ifname"] != nil {
            let entries = (object["addr_info"]?.elements ?? []).filter {
                $0["scope"] != "link" || $0["family"] != "inet6"
            }
            let name = object["ifname"]?.text ?? ""
            return [link(object).canonical]
                + entries.map { name + $0.without(["tentative", "dadfailed", "protocol"]).canonical }
        }
        let isOwn = object["dst"]?.text.map { $0.hasPrefix("fe80:") || $0.hasPrefix("ff00:") } ?? false
        return isOwn ? [] : [object.without(["flags", "metrics_age"]).canonical]
    }

    private static func link(_ object: JSON) -> JSON {
        var shown: JSON = [:]
        for member in ["ifname", "mtu", "master", "ifalias"] { shown[member] = object[member] }
        // The kernel draws the others' by lot.
        if object["ifname"] == "eth0" { shown["address"] = object["address"] }
        shown["isUp"] = .bool(object["flags"]?.elements?.contains("UP") ?? false)
        shown["kind"] = object[path: "linkinfo", "info_kind"]
        shown["stp"] = object[path: "linkinfo", "info_data", "stp_state"]
        return shown
    }
}
