import Resources

/// One thing that can be said of a link, and where `ip` shows it: what a whole life of a kind's attributes is made of.
struct LinkAttributeRow: Sendable {
    /// Where the spec has it, such as `bridgeMaster.stp.priority`.
    let path: String
    /// Two values of which neither is what the kernel gives a new link, or one that is not and one that is.
    let values: (first: JSON, second: JSON)
    /// Where `ip -d -j link show` has it.
    let shown: String
    /// What is shown there for the two values, and when nothing is said of it.
    let shows: (first: JSON, second: JSON, nothing: JSON)
    /// A command that gives it the second value.
    let harm: String

    init(
        _ path: String, _ first: JSON, _ second: JSON, _ shown: String, _ shows: (JSON, JSON, JSON), _ harm: String
    ) {
        (self.path, values, self.shown, self.shows, self.harm) = (path, (first, second), shown, shows, harm)
    }
}

extension [LinkAttributeRow] {
    /// A spec that gives each attribute its first value, and one of them the second.
    func spec(_ base: JSON, butSecond path: String? = nil) -> JSON {
        reduce(base) { spec, row in
            let value = row.path == path ? row.values.second : row.values.first
            return spec.merged(
                with: row.path.split(separator: ".").reversed().reduce(value) { .object([String($1): $0]) })
        }
    }

    /// What is shown of all, by the value that is chosen.
    private func shows(_ choose: (LinkAttributeRow) -> JSON) -> LinkSample.Values {
        Dictionary(map { ($0.shown, choose($0)) }) { $1 }
    }

    /// Where each is shown.
    var witnesses: [String: String] { Dictionary(map { ($0.path, $0.shown) }) { $1 } }

    /// What is shown while each has its first value.
    var shows: LinkSample.Values { shows(\.shows.first) }

    /// Each gets its second value and the one before its first again; in the end nothing is said of any.
    func changes(_ base: JSON) -> [LinkSample.Change] {
        map { row in
            LinkSample.Change(
                name: row.path, spec: spec(base, butSecond: row.path),
                shows: shows { $0.path == row.path ? $0.shows.second : $0.shows.first })
        } + [
            LinkSample.Change(name: "as in the beginning", spec: spec(base), shows: shows),
            LinkSample.Change(name: "all dropped", spec: base, shows: shows(\.shows.nothing)),
        ]
    }

    /// Each is changed by somebody else.
    var harms: [LinkSample.Harm] { map { LinkSample.Harm(name: $0.path, commands: [$0.harm]) } }
}
