import Resources

/// Links as a tree: each below what it lies on, with its addresses.
///
/// A bond lies on its ports, a VLAN on its parent, a VXLAN on the link that it names. What lies on several stands below the first, and is only named below the
/// others.
struct LinkTree {
    private let links: [String: JSON]
    private let addresses: [String: [String]]
    private let upper: [String: [String]]
    private let roots: [String]

    /// - Parameters:
    ///   - links: Documents of LinkStatus.
    ///   - addresses: Documents of AddressStatus.
    init(links: [JSON], addresses: [JSON]) {
        let named = links.map { (name: $0["metadata"]?["id"]?.text ?? "", spec: $0["spec"] ?? .null) }
            .sorted { ($0.spec["index"]?.integer ?? 0) < ($1.spec["index"]?.integer ?? 0) }
        self.links = Dictionary(named.map { ($0.name, $0.spec) }) { first, _ in first }
        self.addresses = Dictionary(grouping: addresses) { $0["spec"]?["linkName"]?.text ?? "" }
            .mapValues { $0.compactMap { $0["spec"]?["address"]?.text } }
        var upper: [String: [String]] = [:]
        var resting: Set<String> = []
        for (name, spec) in named {
            if let master = spec["masterName"]?.text {
                upper[name, default: []].append(master)
                resting.insert(master)
            }
            if let parent = spec["parentName"]?.text ?? Self.carrier(spec) {
                upper[parent, default: []].append(name)
                resting.insert(name)
            }
        }
        self.upper = upper
        roots = named.map(\.name).filter { !resting.contains($0) }
    }

    /// A row for each link and address.
    var table: TextTable {
        var table = TextTable(["LINK", "KIND", "STATE", "MTU", "HWADDR"])
        var shown: Set<String> = []
        for root in roots { add(root, Stem(), &shown, &table) }
        return table
    }

    private func add(_ name: String, _ stem: Stem, _ shown: inout Set<String>, _ table: inout TextTable) {
        let spec = links[name] ?? .null
        guard shown.insert(name).inserted else {
            table.rows.append([stem.text + name, "above", "", "", ""])
            return
        }
        table.rows.append([
            stem.text + name, Self.kind(spec), spec["operationalState"]?.text ?? "",
            spec["mtu"]?.integer.map(String.init) ?? "", spec["hardwareAddr"]?.text ?? "",
        ])
        let upper = upper[name] ?? []
        let addresses = addresses[name] ?? []
        for (place, address) in addresses.enumerated() {
            let stem = stem.child(isLast: upper.isEmpty && place == addresses.count - 1)
            table.rows.append([stem.text + address, "", "", "", ""])
        }
        for (place, link) in upper.enumerated() {
            add(link, stem.child(isLast: place == upper.count - 1), &shown, &table)
        }
    }

    /// The link that a tunnel says it goes through.
    private static func carrier(_ spec: JSON) -> String? {
        ["vxlan", "gre", "ipTunnel"].lazy.compactMap { spec[$0]?["linkName"]?.text }.first
    }

    /// What a link is, in a word or two.
    private static func kind(_ spec: JSON) -> String {
        guard let kind = spec["kind"]?.text, !kind.isEmpty else {
            return spec["type"]?.text == "ether" ? "physical" : spec["type"]?.text ?? ""
        }
        let detail = spec["vlan"]?["vlanID"]?.integer.map(String.init) ?? spec["bondMaster"]?["mode"]?.text
        return detail.map { "\(kind) \($0)" } ?? kind
    }
}
