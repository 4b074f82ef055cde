import HostConfiguration
import NIOCore
import NIOHTTP1
import Resources

/// A request's body as a value.
enum RequestBody {
    /// Reads JSON or YAML, by the content type.
    static func value(_ request: APIRequest, _ limits: Limits) throws(Problem) -> JSON {
        let type = request.header("content-type").map { MediaType($0) }
        guard let type else { return try json(request.body) }
        if type.isJSON { return try json(request.body) }
        if type.isYAML { return try yaml(request.body, limits) }
        throw unsupported(type, ["application/json", "application/yaml"])
    }

    /// Reads a patch, by the content type.
    static func patch(_ request: APIRequest) throws(Problem) -> Patch {
        let type = request.header("content-type").map { MediaType($0) } ?? MediaType("")
        switch type.name {
        case "application/merge-patch+json": return .merge(try json(request.body))
        case "application/json-patch+json": return try Patch(operations: json(request.body), at: .root)
        default:
            let known = ["application/merge-patch+json", "application/json-patch+json"]
            throw unsupported(type, known).with(header: "accept-patch", known.joined(separator: ", "))
        }
    }

    /// That a content type isn't among those that can be read.
    static func unsupported(_ type: MediaType, _ known: [String]) -> Problem {
        // curl -d says that its data is a form, and curl --json that it is no patch.
        let isCurl = ["application/x-www-form-urlencoded", "application/json"].contains(type.name)
        let hint = isCurl ? "; add -H 'Content-Type: \(known[0])'" : ""
        let given = type.name.isEmpty ? "nothing" : "'\(type.name.prefix(128))'"
        return Problem(
            .unsupportedMediaType, .unsupportedMediaType,
            "Content-Type: \(known.joined(separator: " or ")) is expected, not \(given)\(hint)")
    }

    /// The one document of a body in YAML.
    private static func yaml(_ body: ByteBuffer, _ limits: Limits) throws(Problem) -> JSON {
        guard body.readableBytes <= limits.yamlBody else {
            throw Problem(.payloadTooLarge, .bodyTooLarge, "a YAML body has at most \(limits.yamlBody) bytes")
        }
        guard let text = String(validating: body.readableBytesView, as: UTF8.self) else {
            throw Problem(.badRequest, .malformedBody, "the body isn't UTF-8")
        }
        let documents: [JSON]
        do throws(YAMLError) {
            documents = try YAMLStream.documents(text, values: limits.yamlNodes)
        } catch {
            let place = error.line.map { "line \($0): " } ?? ""
            var problem = Problem(.badRequest, .malformedBody, place + error.detail)
            problem.members["line"] = error.line.map { .integer(Int64($0)) }
            problem.members["column"] = error.column.map { .integer(Int64($0)) }
            throw problem
        }
        guard let document = documents.first, documents.count == 1 else {
            let found = documents.isEmpty ? "none" : "\(documents.count)"
            throw Problem(.badRequest, .malformedBody, "the body is one YAML document, and there are \(found)")
        }
        return document
    }

    static func json(_ body: ByteBuffer) throws(Problem) -> JSON {
        do throws(JSONSyntaxError) {
            return try JSON(parsing: body.readableBytesView)
        } catch {
            let hint = body.readableBytes == 0 ? "; the body is empty, {} is the least" : ""
            throw Problem(
                .badRequest, .malformedBody,
                "this isn't JSON at line \(error.line), column \(error.column): \(error.message)\(hint)"
            ).with("line", .integer(Int64(error.line))).with("column", .integer(Int64(error.column)))
        }
    }
}
