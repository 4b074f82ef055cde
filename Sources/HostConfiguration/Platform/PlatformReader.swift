import NetworkTypes
import Resources

/// Reads the lists of a platform's configuration, and collects what is wrong with them.
struct PlatformReader {
    /// What faults call the text.
    static let label = "platform configuration"

    private let node: YAMLNode
    private let members: [String: JSON]
    private var faults: [Fault] = []
    /// The lists that were read.
    private var known = ["metadata"]

    init(_ node: YAMLNode) {
        self.node = node
        members = node.json.members ?? [:]
    }

    /// The values with which Talos says nothing of a link.
    static let linkZeros: [String: JSON] = [
        "logical": false, "up": false, "mtu": 0, "type": "netrom", "multicast": .null,
    ]

    /// Reads a list of specs.
    ///
    /// - Parameters:
    ///   - name: The list's name.
    ///   - zeros: Members of a spec that are left out where they have this value.
    /// - Returns: The specs in the layer `platform`, each id once.
    mutating func specs<Spec: ResourceSpec>(_ name: String, zeros: [String: JSON] = [:]) -> [Spec] {
        var specs: [Spec] = []
        for (index, element) in list(name).enumerated() {
            let place = JSONPointer(tokens: [name, String(index)])
            var json = element
            if let said = json["layer"], said != .string(ConfigurationLayer.platform.rawValue) {
                faults.append(Fault(place.appending("layer"), "the layer is platform; leave it out"))
            }
            json = json.members.map { .object($0.filter { zeros[$0.key] != $0.value && $0.key != "layer" }) } ?? json
            guard var spec = Spec.decode(json, at: place, &faults) else { continue }
            spec.layer = .platform
            spec = spec.normalized()
            specs.removeAll { $0.id == spec.id }
            specs.append(spec)
        }
        return specs
    }

    /// Reads a list of plain values.
    mutating func values<Value: FieldValue>(_ name: String) -> [Value] {
        list(name).enumerated().compactMap { index, element in
            Value.decode(element, at: JSONPointer(tokens: [name, String(index)]), &faults)
        }
    }

    private mutating func list(_ name: String) -> [JSON] {
        known.append(name)
        guard let value = members[name], value != .null else { return [] }
        guard let elements = value.elements, elements.count <= Limit.listLength else {
            faults.append(Fault(JSONPointer(tokens: [name]), "a list of at most \(Limit.listLength) items is expected"))
            return []
        }
        return elements
    }

    /// Keys would be readable for everybody who may read specs.
    mutating func refuseSecrets(_ links: [LinkSpec]) {
        for link in links {
            guard let tunnel = link.wireguard else { continue }
            if tunnel.privateKey != nil || tunnel.peers.contains(where: { $0.presharedKey != nil }) {
                let detail = "link \(link.id): WireGuard's secret keys can't be kept yet"
                faults.append(Fault(JSONPointer(tokens: ["links"]), detail))
            }
        }
    }

    /// Ends the reading.
    ///
    /// - Throws: Every fault, in the order of the text.
    func finish() throws(ConfigurationFaults) {
        let strange = members.keys.filter { !known.contains($0) }.sorted().map { name in
            Fault(
                JSONPointer(tokens: [name]),
                "there is no member '\(name)' here; known are \(known.sorted().joined(separator: ", "))")
        }
        let all = (faults + strange).map { fault in
            ConfigurationFault(Self.label, line: node.line(of: fault.pointer), fault.pointer, fault.detail)
        }
        guard all.isEmpty else {
            throw ConfigurationFaults(
                all.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
                    .map(\.element))
        }
    }
}
