import NIOHTTP1
import Resources

/// What a request says of confirming it.
enum ConfirmWish: Sendable {
    /// Nothing: what is set for the host counts.
    case unsaid
    /// That nobody need confirm it.
    case none
    /// Under which conditions it stays.
    case within(ConfirmTerms)

    /// What is to be tried before the change.
    var probes: [ConfirmProbe] {
        if case .within(let terms) = self { terms.probes } else { [] }
    }

    /// Reads `timeout=90s` of a query that says nothing else.
    init(timeout query: Query) throws(Problem) {
        self = try Self.within(query["timeout"] ?? "", query, "timeout")
    }

    /// Reads `confirm=90s`, `probe=…` and `autoConfirm` of a query.
    init(_ query: Query) throws(Problem) {
        guard let text = query["confirm"] else {
            try query.refuse("probe", "autoConfirm", without: "confirm")
            self = .unsaid
            return
        }
        guard text != "none" else {
            try query.refuse("probe", "autoConfirm", beside: "confirm=none")
            self = .none
            return
        }
        self = try Self.within(text, query, "confirm")
    }

    private static func within(_ text: String, _ query: Query, _ parameter: String) throws(Problem) -> ConfirmWish {
        let document: JSON = [
            "timeout": .string(GoDuration(parameter: text)?.description ?? text),
            "probes": .array(query.all("probe").map { .string($0) }),
            "autoConfirm": .bool(try query.flag("autoConfirm")),
        ]
        var faults: [Fault] = []
        guard let terms = ConfirmTerms.decode(document, at: .root, &faults) else {
            let names = ["timeout": parameter, "probes": "probe"]
            let first = faults.first ?? Fault(.root, "it can't be understood")
            let member = first.pointer.tokens.first ?? "timeout"
            throw Problem(.badRequest, .badParameter, "\(names[member] ?? member): \(first.detail)")
        }
        return .within(terms)
    }

    /// Reads the member `confirm` of a document: an object, or `none`.
    init(_ json: JSON, at place: JSONPointer, _ faults: inout [Fault]) {
        if json.text == "none" {
            self = .none
        } else if let terms = ConfirmTerms.decode(json, at: place, &faults) {
            self = .within(terms)
        } else {
            self = .unsaid
        }
    }
}
