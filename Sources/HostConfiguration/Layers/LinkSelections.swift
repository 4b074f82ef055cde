public import NetworkTypes
public import Resources

/// A place of the configuration that says by a condition which links are meant, and what it finds.
public struct LinkSelection: Hashable, Sendable {
    /// Where the condition stands.
    public let source: DocumentSource
    /// The condition, as people read it.
    public let selector: String
    /// The links that are so, sorted by name.
    public let links: [InterfaceName]
    /// Whether they are as many as are needed.
    public let state: LinkSelectorStatus.State
    /// What isn't done, and why; empty where all is.
    public let reason: String

    /// The same as a warning about the configuration; `nil` where there is nothing to say.
    public func warning(in configuration: MachineConfiguration) -> ConfigurationFault? {
        guard !reason.isEmpty else { return nil }
        let detail = "\(reason); the selector is \(selector)"
        return ConfigurationFault(source.label, line: configuration.line(of: source), source.pointer, detail)
    }
}

extension LayerSources {
    /// Every selector of the configuration, in the order of the text within each kind of document.
    public var linkSelections: [LinkSelection] {
        legacySelections + aliasChoices.map(\.selection) + portChoices.map(\.selection)
    }

    private var legacySelections: [LinkSelection] {
        guard let configuration, let document = configuration.legacySource else { return [] }
        let devices = configuration.legacy?.machine.network.interfaces ?? []
        let list = document.at("machine", "network")
        return devices.enumerated().flatMap { index, device -> [LinkSelection] in
            guard device.ignore != true else { return [] }
            let source = list.at("interfaces", index)
            let own = device.deviceSelector.map { selector in
                LinkSelection(
                    source.at("deviceSelector"), selector, found(by: selector), "what is said of it waits for one")
            }
            let ports = (device.bond?.deviceSelectors ?? []).enumerated().map { index, selector in
                LinkSelection(
                    source.at("bond").at("deviceSelectors", index), selector,
                    self.ports(of: device.interface, by: selector),
                    "the bond \(device.interface) is without such a port")
            }
            return (own.map { [$0] } ?? []) + ports
        }
    }
}

extension LinkSelection {
    /// A selector of the legacy document, which means all links that it finds.
    fileprivate init(
        _ source: DocumentSource, _ selector: LegacyDeviceSelector, _ links: [InterfaceName], _ consequence: String
    ) {
        let members = (selector.json.members ?? [:]).sorted { $0.key < $1.key }
        self.init(
            source: source, selector: members.map { "\($0.key): \($0.value.written)" }.joined(separator: ", "),
            links: links, state: links.isEmpty ? .none : .found,
            reason: links.isEmpty ? "no link is so; \(consequence)" : "")
    }
}

extension AliasChoice {
    fileprivate var selection: LinkSelection {
        let (state, reason) = outcome
        return LinkSelection(
            source: source.at("selector", "match"), selector: document.selector.match, links: found, state: state,
            reason: reason)
    }

    private var outcome: (LinkSelectorStatus.State, String) {
        let name = document.name
        guard !found.isEmpty else {
            return (.none, "no link is so\(virtual.hintAtKinds); the alias \(name) waits for one")
        }
        if !document.isPattern, found.count > 1 {
            return (.several, "\(found.count) links are so, \(found.words); the alias \(name) is for one alone")
        }
        let losses = overrulers.sorted { $0.key < $1.key }.map { "\($1.label) gives \($0) another alias" }
        let isDone = aliases.keys.contains { overrulers[$0] == nil }
        guard isDone else {
            let words =
                losses.isEmpty ? "earlier documents give all of these links an alias" : losses.joined(separator: ", ")
            return (.overruled, words)
        }
        return (.found, losses.joined(separator: ", "))
    }
}

extension [InterfaceName] {
    /// Names for a sentence; of many the first.
    var words: String { words(atMost: 8, \.description) }

    /// Of links that are so and aren't hardware: why they don't count.
    var hintAtKinds: String {
        isEmpty
            ? "" : ", only \(words), and no hardware: virtual links count where the selector speaks of link.kind"
    }
}

extension JSON {
    /// A scalar without quotes.
    fileprivate var written: String { text ?? canonical }
}

/// What the selectors of the configuration find, for people to see.
public enum LinkSelectorRule: ConfigurationRule {
    /// Selectors.
    public typealias Spec = LinkSelectorStatus
    /// By its type.
    public static let controller = "LinkSelectorController"
    /// Selectors look at links.
    public static let inputs = [LinkStatus.typeName]
    /// Beside what else is observed.
    public static let namespace = Namespace.network
    /// All of them.
    public static let prefixes = [""]

    /// A row for each selector.
    public static func rows(_ sources: LayerSources) -> [String: LayerRow] {
        let rows = sources.linkSelections.map { selection in
            var status = LinkSelectorStatus()
            (status.document, status.pointer) = (selection.source.label, selection.source.pointer.description)
            status.line = sources.configuration?.line(of: selection.source).map { UInt32(clamping: $0) } ?? 0
            (status.selector, status.links) = (selection.selector, selection.links)
            (status.state, status.reason) = (selection.state, selection.reason)
            return (status.id, LayerRow(text: status.canonical, origins: [SpecOrigin(selection.source)]))
        }
        return Dictionary(rows) { $1 }
    }
}
