import Resources

/// Words that stand for the secrets of a configuration while it is changed by somebody who must not learn them.
///
/// No one can write such a word or compare with it, so a change can move it and no more; where it stands afterwards tells where
/// the secret would go.
struct SecretMask {
    private struct Hidden {
        let value: JSON
        let pointer: JSONPointer
        let places: Set<SecretPlace>
    }

    private let prefix: String
    private var hidden: [Hidden] = []
    private var numbers: [YAMLNode.Position: Int] = [:]

    /// A mask for all secrets of a text.
    init(_ content: ConfigurationText) {
        prefix = "a secret, \(UInt64.random(in: 0...UInt64.max)).\(UInt64.random(in: 0...UInt64.max)) "
        for (number, secret) in content.secrets.enumerated() { numbers[secret.position] = number }
        let masked = content.documents.map(masked)
        for secret in content.secrets {
            let document = content.documents[secret.documentIndex].node
            hidden.append(
                Hidden(
                    value: document.json.value(at: secret.pointer) ?? .string(secret.value), pointer: secret.pointer,
                    places: secret.places(in: masked[secret.documentIndex], isFollowed: true)))
        }
    }

    /// A document with its secrets hidden.
    func masked(_ document: ConfigurationText.Document) -> JSON {
        document.node.json { node in numbers[node.position].map { .string(prefix + String($0)) } }
    }

    /// Whether a value is a hidden secret, or holds one.
    func hides(_ value: JSON) -> Bool {
        switch value {
        case .object(let members): members.values.contains(where: hides)
        case .array(let elements): elements.contains(where: hides)
        default: secret(value) != nil
        }
    }

    private func secret(_ value: JSON) -> Hidden? {
        guard let text = value.text, text.hasPrefix(prefix), let number = Int(text.dropFirst(prefix.count)),
            hidden.indices.contains(number)
        else { return nil }
        return hidden[number]
    }

    /// A document with its secrets in their places again; `faults` says which one would stand elsewhere.
    func unmasked(_ document: JSON, _ faults: inout [Fault]) -> JSON {
        var path: [String] = []
        return unmasked(document, &path, document, &faults)
    }

    private func unmasked(
        _ value: JSON, _ path: inout [String], _ document: JSON, _ faults: inout [Fault]
    ) -> JSON {
        switch value {
        case .object(let members):
            var result: [String: JSON] = [:]
            for (name, member) in members {
                path.append(name)
                result[name] = unmasked(member, &path, document, &faults)
                path.removeLast()
            }
            return .object(result)
        case .array(let elements):
            var result: [JSON] = []
            for (index, element) in elements.enumerated() {
                path.append(String(index))
                result.append(unmasked(element, &path, document, &faults))
                path.removeLast()
            }
            return .array(result)
        default:
            guard let secret = secret(value) else { return value }
            let pointer = JSONPointer(tokens: path)
            if !secret.places.contains(SecretPlace(pointer, in: document, isFollowed: true)) {
                let detail =
                    "the secret that is stored at '\(secret.pointer)' would stand here, and secrets stay where they are: "
                    + "write out what is meant"
                faults.append(Fault(pointer, detail))
            }
            return secret.value
        }
    }
}
