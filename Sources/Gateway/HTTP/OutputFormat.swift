import NIOHTTP1

/// In what form an answer is wanted.
enum OutputFormat: String, Sendable {
    case json
    case yaml
    case table
    case wide

    /// By `?output=`, else by `Accept`.
    init(_ request: APIRequest) throws(Problem) {
        if let output = request.query["output"] {
            guard let format = OutputFormat(rawValue: output) else {
                throw Problem(
                    .badRequest, .badParameter,
                    "output: json, yaml, table or wide is expected, not '\(output.prefix(64))'")
            }
            self = format
            return
        }
        self = Self.accepted(request.header("accept"))
    }

    /// For answers that have no table: who asks for one by `?output=` is told, who only accepts text gets JSON.
    static func document(_ request: APIRequest) throws(Problem) -> OutputFormat {
        _ = try request.query.choice("output", ["json", "yaml"])
        let format = try OutputFormat(request)
        return format == .yaml ? .yaml : .json
    }

    private static func accepted(_ accept: String?) -> OutputFormat {
        // The order of the header decides; q-values don't, since nobody weighs a table against YAML.
        guard let accept, accept != "*/*" else { return .json }
        for part in accept.split(separator: ",") {
            switch MediaType(part).name {
            case "application/json", "*/*": return .json
            case "application/yaml", "application/x-yaml", "text/yaml": return .yaml
            case "text/plain": return .table
            default: continue
            }
        }
        return .json
    }

    /// The media type of the answer.
    var contentType: String {
        switch self {
        case .json: "application/json"
        case .yaml: "application/yaml"
        case .table, .wide: "text/plain; charset=utf-8"
        }
    }
}

/// The name of a media type, without its parameters.
struct MediaType: Hashable, Sendable {
    let name: String

    /// Reads the value of a header line, or one part of it.
    init(_ text: some StringProtocol) {
        // Mostly it is in its plainest form.
        if text.utf8.allSatisfy({ (97...122).contains($0) || "/-+".utf8.contains($0) }) {
            name = String(text)
            return
        }
        let bare = text.prefix { $0 != ";" }
        name = bare.lowercased().filter { $0 != " " && $0 != "\t" }
    }

    /// Whether it is JSON or a format built on it, but no patch.
    var isJSON: Bool { name == "application/json" || (name.hasSuffix("+json") && !name.contains("patch")) }
    var isYAML: Bool { ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"].contains(name) }
}
