import Resources

/// A part of an import: a document perhaps, and what can't be said in one.
struct ImportSection {
    /// What stands above the document, in a line each.
    var title: [String] = []
    /// The document; `nil` where there is none.
    var document: JSON?
    /// What is said of the document, and of what is left out.
    var remarks: [String] = []

    /// A document of a kind, with its name where it has one.
    static func document(_ kind: String, name: String? = nil, _ members: [String: JSON]) -> JSON {
        var json = JSON.object(members)
        json["apiVersion"] = .string(DocumentIdentity.version)
        json["kind"] = .string(kind)
        json["name"] = name.map { .string($0) }
        return json
    }

    private static let order = MemberOrder(everywhere: [
        "apiVersion", "kind", "name", "hardwareAddr", "links", "stp", "vlan", "peer", "parent", "vlanID", "vlanMode",
        "up", "address", "destination", "gateway", "source", "metric", "table", "flags", "scope", "mtu", "multicast",
        "addresses", "routes", "src", "dst", "iifName",
        "oifName", "fwMark", "fwMask", "action",
    ])

    /// The document with its marker and its comments, or the comments alone.
    func text() throws(YAMLError) -> String {
        var lines = title
        if !remarks.isEmpty { lines += (document == nil ? [] : ["not said below:"]) + remarks.map { "  \($0)" } }
        let comments = lines.map(Self.comment).joined()
        guard let document else { return comments }
        return "---\n" + comments + (try YAMLWriter.text(document, Self.order))
    }

    /// A line that nobody reads as YAML, whatever others put into names.
    static func comment(_ line: String) -> String {
        // YAML 1.1 ends lines at the last three, too (§5.4).
        let breaks: Set<UInt32> = [0x7F, 0x85, 0x2028, 0x2029]
        let safe = line.unicodeScalars.map { $0.value < 0x20 || breaks.contains($0.value) ? "?" : String($0) }.joined()
        return safe.isEmpty ? "#\n" : "# \(safe)\n"
    }
}
