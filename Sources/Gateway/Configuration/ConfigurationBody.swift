import HostConfiguration
import NIOHTTP1
import Resources

/// What a request to `/v1/config` carries.
enum ConfigurationBody {
    private static let textTypes = ["application/yaml", "application/json"]

    /// The text of a PUT.
    static func text(_ request: APIRequest) throws(Problem) -> String {
        if let type = request.header("content-type").map({ MediaType($0) }) {
            guard type.isYAML || type.isJSON || type.name == "text/plain" else {
                throw RequestBody.unsupported(type, textTypes)
            }
        }
        return try utf8(request)
    }

    private static func utf8(_ request: APIRequest) throws(Problem) -> String {
        let bytes = request.body.readableBytesView
        guard bytes.count <= DocumentText.limit else {
            throw Problem(
                .payloadTooLarge, .bodyTooLarge, "a configuration has at most \(DocumentText.limit) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.badRequest, .malformedBody, "the body isn't UTF-8")
        }
        return text
    }

    /// A configuration in which `REDACTED` stands for the secrets that are stored.
    static func configuration(
        _ text: String, after stored: StoredConfiguration?
    ) throws(Problem) -> MachineConfiguration {
        do throws(ConfigurationFaults) {
            let previous = try stored.map { stored throws(ConfigurationFaults) in try ConfigurationText(stored.text) }
            return try MachineConfiguration(text: ConfigurationText(text).fillingSecrets(from: previous))
        } catch {
            throw Problem(error)
        }
    }

    /// A configuration that needs no other.
    static func parse(_ text: String) throws(Problem) -> MachineConfiguration {
        do throws(ConfigurationFaults) { return try MachineConfiguration(text: text) } catch { throw Problem(error) }
    }

    /// The patch of a PATCH: strategic, in YAML or JSON, or RFC 6902.
    static func patch(_ request: APIRequest) throws(Problem) -> ConfigurationPatch {
        let type = request.header("content-type").map { MediaType($0) } ?? MediaType("")
        if type.isYAML || type.name.hasPrefix("application/strategic-merge-patch+") {
            return .strategic(try utf8(request))
        }
        let known = [
            "application/yaml", "application/strategic-merge-patch+yaml", "application/strategic-merge-patch+json",
            "application/json-patch+json",
        ]
        guard type.name == "application/json-patch+json",
            case .operations(let patch) = try Patch(operations: RequestBody.json(request.body), at: .root)
        else {
            throw RequestBody.unsupported(type, known).with(header: "accept-patch", known.joined(separator: ", "))
        }
        return .json(patch)
    }

    /// What a patch makes of what is stored.
    static func configuration(
        _ patch: ConfigurationPatch, on stored: StoredConfiguration
    ) throws(Problem) -> MachineConfiguration {
        do throws(ConfigurationFaults) {
            return try MachineConfiguration(text: stored.text).patched(with: patch)
        } catch {
            throw Problem(error)
        }
    }
}
