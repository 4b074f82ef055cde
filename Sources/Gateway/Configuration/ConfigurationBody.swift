import HostConfiguration
import NIOCore
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
            return try MachineConfiguration(ConfigurationText(text).fillingSecrets(from: stored?.content))
        } catch {
            throw Problem(error)
        }
    }

    /// What is stored, read and checked.
    static func configuration(_ stored: StoredConfiguration) throws(Problem) -> MachineConfiguration {
        do throws(ConfigurationFaults) { return try MachineConfiguration(stored.content) } catch {
            throw Problem(error)
        }
    }

    /// The patch of a PATCH: strategic, in YAML or JSON, or RFC 6902.
    static func patch(_ request: APIRequest) throws(Problem) -> ConfigurationPatch {
        let type = request.header("content-type").map { MediaType($0) } ?? MediaType("")
        let known = [
            "application/yaml", "application/strategic-merge-patch+yaml", "application/strategic-merge-patch+json",
            "application/json-patch+json",
        ]
        guard type.isYAML || known.contains(type.name) else {
            throw RequestBody.unsupported(type, known).with(header: "accept-patch", known.joined(separator: ", "))
        }
        let text = try utf8(request)
        let patch: ConfigurationPatch
        do throws(ConfigurationFaults) { patch = try ConfigurationPatch(text: text) } catch { throw Problem(error) }
        if patch.isOperations != (type.name == "application/json-patch+json"), !type.isYAML {
            let expected =
                patch.isOperations ? "documents, not a list" : "a list of operations (RFC 6902), not documents"
            throw Problem(.badRequest, .malformedPatch, "\(type.name) is for \(expected)")
        }
        return patch
    }

    /// What a patch makes of what is stored.
    static func configuration(
        _ patch: ConfigurationPatch, on stored: StoredConfiguration
    ) throws(Problem) -> MachineConfiguration {
        do throws(ConfigurationFaults) {
            return try MachineConfiguration(stored.content).patched(with: patch)
        } catch {
            throw Problem(error)
        }
    }
}
