import NetworkTypes
import Resources

/// A link as one document after the other adds to it.
struct LinkDraft {
    private(set) var spec = LinkSpec()
    /// Who spoke of it, and what it was then.
    private var steps: [(source: DocumentSource, spec: LinkSpec)] = []

    init(_ name: InterfaceName) { spec.name = name }

    /// Changes what is said of the link; whoever speaks of it means it to be up, unless somebody says otherwise.
    mutating func change(_ source: DocumentSource, _ body: (inout LinkSpec) -> Void) {
        if spec.up == nil { spec.up = true }
        if spec.logical == nil { spec.logical = false }
        body(&spec)
        if steps.last?.source == source { steps.removeLast() }
        steps.append((source, spec))
    }

    /// Who speaks of it; where several do, each with the members of which it has the last word.
    var origins: [SpecOrigin] {
        var sources: [DocumentSource] = []
        for step in steps where !sources.contains(step.source) { sources.append(step.source) }
        guard sources.count > 1 else { return sources.map { SpecOrigin($0) } }
        var owners: [String: DocumentSource] = [:]
        var before = LinkSpec()
        before.name = spec.name
        var known = before.json
        for step in steps {
            let json = step.spec.json
            for (name, value) in json.members ?? [:] where known[name] != value { owners[name] = step.source }
            known = json
        }
        return sources.map { source in
            SpecOrigin(source, members: owners.filter { $0.value == source }.keys.sorted())
        }
    }
}
