import Resources

extension ConfigurationText {
    /// The text in which each secret that is written as it would be shown stands for the one that another text has there.
    ///
    /// - Parameter previous: The other text; `nil` where there is none.
    /// - Returns: The text.
    /// - Throws: Where nothing is stored for what is shown.
    public func fillingSecrets(from previous: ConfigurationText?) throws(ConfigurationFaults) -> ConfigurationText {
        var faults: [ConfigurationFault] = []
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        for secret in secrets where secret.value == secret.shown {
            let document = documents[secret.documentIndex].node
            let identity = DocumentIdentity(document.json)
            let place = SecretPlace(secret, in: document.json)
            guard let source = previous?.source(at: place, shownAs: secret.shown, identity) else {
                let detail =
                    "'\(secret.shown)' stands for a secret that is stored, and none is stored here: write it out"
                faults.append(
                    ConfigurationFault(identity.label, line: document.line(of: secret.pointer), secret.pointer, detail))
                continue
            }
            result += bytes[index..<secret.range.lowerBound]
            result += source.utf8
            index = secret.range.upperBound
        }
        guard faults.isEmpty else { throw ConfigurationFaults(faults) }
        return index == 0 ? self : try ConfigurationText(String(decoding: result + bytes[index...], as: UTF8.self))
    }

    /// How this text writes the secret of a document that is at a place, and shown in the same way as another.
    ///
    /// Where two could be meant, none is: a secret must not go to somebody else.
    private func source(at place: SecretPlace, shownAs shown: String, _ identity: DocumentIdentity) -> String? {
        let found = secrets.filter { own in
            let document = documents[own.documentIndex].node.json
            return own.shown == shown && DocumentIdentity(document) == identity
                && SecretPlace(own, in: document) == place
        }
        guard let secret = found.first, found.allSatisfy({ $0.value == secret.value }) else { return nil }
        return String(decoding: Array(text.utf8)[secret.range], as: UTF8.self)
    }
}
