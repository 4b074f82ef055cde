/// A resource type as a value, for code that handles all of them alike.
public struct ResourceType: Sendable {
    /// The name, singular, in camel case.
    public let name: String
    /// The plural in lower case.
    public let plural: String
    /// Every further name that it answers to, in lower case.
    public let aliases: [String]
    /// What it is for.
    public let summary: String
    /// Where its resources lie, and who writes them.
    public let placement: Placement
    /// What a table shows.
    public let columns: [Column]
    /// A valid resource.
    public let example: Example
    /// The controllers that bring a change into the kernel, in order.
    public let stages: [String]
    /// What else follows from it.
    public let consequences: [Consequence]
    /// The resource in `network` that says what became of a merged spec with an id.
    public let report: @Sendable (String) -> (type: String, id: String)
    /// How an id looks.
    public let idForm: String
    /// Where its specs hold secrets that are stored as references.
    public let secretPaths: [[String]]
    /// The JSON Schema of the spec.
    public let schema: JSON

    private let decode: @Sendable (String, JSON, ConfigurationLayer, inout [Fault]) -> String?
    private let change: @Sendable (String, ConfigurationLayer, JSONPatch) -> String?
    private let spell: @Sendable (String) -> String?

    /// The type of a spec.
    public init<Spec: ResourceSpec>(_ spec: Spec.Type) {
        name = spec.typeName
        plural = spec.plural
        aliases = Self.allAliases(name: name, plural: plural, explicit: spec.aliases)
        summary = spec.summary
        placement = spec.placement
        columns = spec.columns
        example = spec.example
        stages = spec.stages
        consequences = spec.consequences
        report = { spec.report(on: $0) }
        idForm = spec.idForm
        secretPaths = spec.secretPaths
        schema = spec.schema
        decode = { id, json, layer, faults in Self.validate(spec, id: id, json, layer: layer, &faults) }
        change = { Self.change(spec, $0, layer: $1, $2) }
        spell = { Self.canonicalID(spec, $0) }
    }

    /// The explicit ones, the singular, and the acronym of the capitals, singular and plural (COSI's `Fill()`).
    private static func allAliases(name: String, plural: String, explicit: [String]) -> [String] {
        let acronym = String(name.filter(\.isUppercase)).lowercased()
        let candidates = explicit + [name.lowercased(), acronym, acronym.hasSuffix("s") ? acronym : acronym + "s"]
        var seen: Set<String> = [plural]
        return candidates.filter { seen.insert($0).inserted }
    }

    /// Checks a spec that somebody wrote, completes it from its id, and gives its canonical text.
    ///
    /// - Parameters:
    ///   - spec: The body's spec.
    ///   - id: The id as stored; for layered types it begins with the layer.
    ///   - pointer: Where the spec stands in the input.
    /// - Returns: The canonical text to be stored.
    /// - Throws: Every fault, with its pointer.
    public func canonicalSpec(_ spec: JSON, id: String, at pointer: JSONPointer) throws(Faults) -> String {
        var faults: [Fault] = []
        let (layer, finalID) = split(id)
        let text = decode(finalID, spec, layer, &faults)
        guard let text, faults.isEmpty else { throw Faults(faults.map { $0.below(pointer) }) }
        return text
    }

    private func split(_ id: String) -> (ConfigurationLayer, String) {
        guard placement == .layered, let split = LayeredID(id) else { return (.api, id) }
        return (split.layer, split.id)
    }

    /// The text of a large spec after a patch that changes an item of a list in it, such as a peer among a thousand.
    ///
    /// - Parameters:
    ///   - text: The spec as it is stored.
    ///   - id: The id as stored.
    ///   - patch: A patch of `{"spec":…}`.
    /// - Returns: What `canonicalSpec` gives of the patched spec; `nil` when it has to be asked, as where something is at fault.
    public func changingItem(of text: String, id: String, by patch: JSONPatch) -> String? {
        change(text, split(id).0, patch)
    }

    /// Forgets a spec that was made ready to be stored, because it holds secrets.
    public func forgetLargeSpec() { LargeSpecs.forget(name) }

    /// The one spelling of an id under which its resource can be stored.
    ///
    /// - Parameter id: An id as somebody wrote it; for layered types it may begin with the layer.
    /// - Returns: The id itself if it is spelled so already; `nil` when it can't be understood.
    public func canonicalID(_ id: String) -> String? {
        guard placement == .layered, let split = LayeredID(id) else { return spell(id) }
        return spell(split.id).map { LayeredID(split.layer, $0).description }
    }

    private static func canonicalID<Spec: ResourceSpec>(_: Spec.Type, _ id: String) -> String? {
        guard let said = Spec.members(fromID: id) else { return nil }
        guard !said.isEmpty else { return id }
        var spec = Spec()
        var faults: [Fault] = []
        // Only what the id says is read: whether a spec can be made of it is another question.
        for field in Spec.fields { if let member = said[field.name] { field.write(&spec, member, .root, &faults) } }
        return faults.isEmpty ? spec.normalized().id : nil
    }

    private static func validate<Spec: ResourceSpec>(
        _: Spec.Type, id: String, _ json: JSON, layer: ConfigurationLayer, _ faults: inout [Fault]
    ) -> String? {
        guard let said = Spec.members(fromID: id) else {
            faults.append(Fault(.root, "'\(id)' isn't an id of \(Spec.typeName); it has the form \(Spec.idForm)"))
            return nil
        }
        guard let given = json.members else {
            faults.append(Fault(.root, "the spec is an object, not \(json.article)"))
            return nil
        }
        guard var spec = Spec.decode(.object(said.completed(by: given)), at: .root, &faults) else {
            if let fault = misspelling(Spec.self, id) { faults.insert(fault, at: 0) }
            return nil
        }
        if given["layer"] != nil, spec.layer != layer {
            faults.append(Fault(JSONPointer(tokens: ["layer"]), "the id says \(layer.rawValue)"))
        }
        spec.layer = layer
        if layer == .api { faults += spec.refusals() }
        spec = spec.normalized()
        // Where the id says no member, as with a status' name, the spec can't contradict it.
        if !said.isEmpty, spec.id != id {
            faults +=
                misspelling(Spec.self, id).map { [$0] }
                ?? disagreements(Spec.self, id: id, said, given, made: spec.id)
        }
        guard faults.isEmpty else { return nil }
        let text = spec.canonical
        LargeSpecs.keep(spec, as: text)
        return text
    }

    private static func change<Spec: ResourceSpec>(
        _: Spec.Type, _ text: String, layer: ConfigurationLayer, _ patch: JSONPatch
    ) -> String? {
        guard let path = patch.onlyPath, path.first == "spec", let known: Spec = LargeSpecs.find(text) else {
            return nil
        }
        var spec = known
        let change = spec.changeItem(at: path.dropFirst()) { item, rest in
            try? patch.narrowed(to: rest).applied(to: item)
        }
        guard let change, let place = text.place(ofValueAt: path.dropFirst().prefix(change.depth)),
            spec.layer == layer, spec.id == known.id, spec.normalized() == spec,
            layer != .api || spec.refusals().isEmpty
        else { return nil }
        let changed = text.replacing(bytes: place, with: change.text)
        LargeSpecs.keep(spec, as: changed)
        return changed
    }

    /// What is wrong with an id that is understood but isn't spelled as its resource is stored.
    private static func misspelling<Spec: ResourceSpec>(_: Spec.Type, _ id: String) -> Fault? {
        guard let canonical = canonicalID(Spec.self, id), canonical != id else { return nil }
        return Fault(.root, "the id '\(id)' has to be spelled '\(canonical)'")
    }

    private static func disagreements<Spec: ResourceSpec>(
        _: Spec.Type, id: String, _ said: [String: JSON], _ given: [String: JSON], made: String
    ) -> [Fault] {
        let complete = said.keys.filter { given[$0] != nil }.sorted()
        let wrong = complete.filter { name in
            var trial = given
            trial[name] = said[name]
            var ignored: [Fault] = []
            let repaired = Spec.decode(.object(said.completed(by: trial)), at: .root, &ignored)?.normalized()
            return repaired?.id != made
        }
        guard !wrong.isEmpty else { return [Fault(.root, "the spec makes the id '\(made)', but the id is '\(id)'")] }
        return wrong.map { name in
            Fault(
                JSONPointer(tokens: [name]),
                "this contradicts the id '\(id)', which says \((said[name] ?? .null).article); leave it out or change one of them"
            )
        }
    }
}

extension [String: JSON] {
    /// What an id says with what a body says besides, which wins; objects are completed member by member.
    fileprivate func completed(by given: [String: JSON]) -> [String: JSON] {
        merging(given) { said, given in
            guard let said = said.members, let given = given.members else { return given }
            return .object(said.completed(by: given))
        }
    }
}

/// Everything that is wrong with an input.
public struct Faults: Error, Hashable, Sendable {
    /// At least one.
    public let all: [Fault]

    /// Several faults.
    public init(_ all: [Fault]) { self.all = all }
}

/// An id in `network-config`: the layer, a slash, and the id that the merged resource gets.
public struct LayeredID: Hashable, Sendable, CustomStringConvertible {
    /// Where the intent comes from.
    public let layer: ConfigurationLayer
    /// The id of the merged resource.
    public let id: String

    /// A layered id from its parts.
    public init(_ layer: ConfigurationLayer, _ id: String) {
        self.layer = layer
        self.id = id
    }

    /// Reads `<layer>/<id>`; `nil` when the first word is no layer.
    public init?(_ text: String) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        guard let layer = ConfigurationLayer(rawValue: String(text[..<slash])) else { return nil }
        self.init(layer, String(text[text.utf8.index(after: slash)...]))
    }

    /// `<layer>/<id>`.
    public var description: String { "\(layer.rawValue)/\(id)" }

    /// The rows of all layers that would go into a merged resource, the lowest layer first.
    public static func rows(_ type: String, _ id: String) -> [ResourceKey] {
        ConfigurationLayer.allCases.map { ResourceKey(Namespace.config, type, LayeredID($0, id).description) }
    }
}
