import NetworkTypes
import Resources

/// A selector of a bond, a bridge or a VRF, and what it finds.
struct PortChoice {
    /// The link to which what is found belongs.
    let master: InterfaceName
    /// The document.
    let document: DocumentSource
    /// The selector's place in its list.
    let index: Int
    let selector: PortSelector
    /// The links that are so, sorted by name.
    let found: [InterfaceName]
    /// Those of them that belong elsewhere, and the documents that say so.
    let taken: [InterfaceName: String]
    /// Links that would be found if they were hardware.
    let virtual: [InterfaceName]

    /// Where the selector stands.
    var source: DocumentSource { document.at("linkSelectors", index) }

    /// The links that belong to the master because of it.
    var ports: [InterfaceName] {
        let free = found.filter { taken[$0] == nil }
        return selector.which == .one && free.count > 1 ? [] : free
    }
}

extension LayerSources {
    /// The selectors of bonds, bridges and VRFs, in the order of the text.
    ///
    /// A link that a document names as a port isn't taken by a selector of another, and of two selectors the first has it.
    var portChoices: [PortChoice] {
        let documents = (configuration?.documents ?? []).compactMap { document in
            (document.network as? any PortDocument).map { ($0, document.source) }
        }
        guard documents.contains(where: { !$0.0.linkSelectors.isEmpty }) else { return [] }
        var owners = namedPorts(documents)
        var choices: [PortChoice] = []
        for (document, source) in documents {
            guard let master = InterfaceName(document.name) else { continue }
            for (index, selector) in document.linkSelectors.enumerated() {
                guard let expression = try? LinkExpression(selector.match) else { continue }
                let matching = links.filter { $0.key != master && expression.matches($0.value) }
                let found = matching.filter { $0.value.mayBeSelected(by: expression) }.keys.sorted()
                let choice = PortChoice(
                    master: master, document: source, index: index, selector: selector, found: found,
                    taken: owners.filter { found.contains($0.key) && $0.value != source.label },
                    virtual: matching.keys.filter { !found.contains($0) }.sorted())
                for port in choice.ports where owners[port] == nil { owners[port] = source.label }
                choices.append(choice)
            }
        }
        return choices
    }

    /// The links that documents name as ports, and the documents.
    private func namedPorts(_ documents: [(any PortDocument, DocumentSource)]) -> [InterfaceName: String] {
        var owners: [InterfaceName: String] = [:]
        for device in legacyDevices {
            let ports = (device.device.bond?.interfaces ?? []) + (device.device.bridge?.interfaces ?? [])
            for port in ports.compactMap(link) { owners[port] = device.source.label }
            if device.device.bridgePort != nil { owners[device.name] = device.source.label }
        }
        for (document, source) in documents {
            for port in document.links.compactMap(link) { owners[port] = source.label }
        }
        return owners
    }
}

extension PortChoice {
    /// What it finds, for people to see.
    var selection: LinkSelection {
        let (state, reason) = outcome
        return LinkSelection(
            source: source.at("match"), selector: selector.match, links: found, state: state, reason: reason)
    }

    private var outcome: (LinkSelectorStatus.State, String) {
        guard !found.isEmpty else {
            return (.none, "no link is so\(virtual.hintAtKinds); \(master) is without such a port")
        }
        let losses = taken.sorted { $0.key < $1.key }.map { "\($0.key) belongs to \($0.value)" }
        let free = found.filter { taken[$0] == nil }
        guard !free.isEmpty else { return (.overruled, losses.joined(separator: ", ")) }
        if selector.which == .one, free.count > 1 {
            let reason = "\(free.count) links are so, \(free.words), and one alone is meant; \(master) has none of them"
            return (.several, ([reason] + losses).joined(separator: ", "))
        }
        return (.found, losses.joined(separator: ", "))
    }
}
