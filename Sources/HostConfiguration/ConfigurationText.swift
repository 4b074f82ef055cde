public import Resources

/// The text of a machine configuration, read as YAML, its secrets found, and nothing of it checked.
public struct ConfigurationText: Sendable {
    /// A document of the text.
    struct Document: Sendable {
        let node: YAMLNode
        let segment: YAMLSegment
    }

    /// The text, byte for byte.
    public let text: String
    /// The secrets in the order of the text, each scalar once.
    public let secrets: [Secret]
    let documents: [Document]

    /// Reads a text; faults are those of YAML, and those of its limits.
    public init(_ text: String) throws(ConfigurationFaults) {
        guard text.utf8.count <= ConfigurationLimit.textLength else {
            let detail = "a configuration has at most \(ConfigurationLimit.textLength) bytes"
            throw ConfigurationFaults([ConfigurationFault("the text", line: nil, .root, detail)])
        }
        self.text = text
        let bytes = Array(text.utf8)
        let lineStarts = YAMLSegment.lineStarts(bytes)
        let segments = YAMLSegment.all(in: bytes, lineStarts: lineStarts)
        var reader = YAMLReader()
        var faults: [ConfigurationFault] = []
        var documents: [Document] = []
        for segment in segments where !segment.isBlank {
            // Blank parts don't count, so a document's number is what a person would count.
            let name = "document \(documents.count + 1)"
            do {
                let part = String(decoding: bytes[segment.range], as: UTF8.self)
                guard let node = try reader.read(part, linesBefore: segment.line - 1) else { continue }
                documents.append(Document(node: node, segment: segment))
            } catch {
                faults.append(ConfigurationFault(name, line: error.line ?? segment.line, .root, error.detail))
            }
            if documents.count > ConfigurationLimit.documents || reader.remaining < 0 {
                let detail = "a configuration has at most \(ConfigurationLimit.documents) documents"
                if reader.remaining >= 0 {
                    faults.append(ConfigurationFault(name, line: segment.line, .root, detail))
                }
                break
            }
        }
        guard faults.isEmpty else { throw ConfigurationFaults(faults) }
        self.documents = documents
        secrets = try SecretFinder(bytes, lineStarts).find(in: documents)
    }

    /// The text with `REDACTED` in the place of secrets, otherwise byte for byte.
    public func redacted() -> String {
        let bytes = Array(text.utf8)
        return splicing(
            secrets.map { secret in
                // A part of what can stand without quotes can do so as well.
                let isPlain = bytes[secret.range].elementsEqual(secret.value.utf8) && secret.shown != Secret.redaction
                let shown = isPlain ? secret.shown : Self.written(secret.shown, inPlaceOf: secret.range, in: bytes)
                return (secret.range, shown)
            })
    }

    /// The text with something else in the place of each secret, otherwise byte for byte.
    ///
    /// `replacement` gets the member's pointer, the document's place from 0, and the secret as it is written. What it
    /// gives is written as one scalar that has this value; `restoringSecrets` undoes it.
    public func replacingSecrets(_ replacement: (JSONPointer, Int, String) -> String) -> String {
        let bytes = Array(text.utf8)
        return splicing(
            secrets.map { secret in
                let source = String(decoding: bytes[secret.range], as: UTF8.self)
                let value = replacement(secret.pointer, secret.documentIndex, source)
                return (secret.range, Self.written(value, inPlaceOf: secret.range, in: bytes))
            })
    }

    /// The text in which secrets stand again as they were written; throws when it isn't YAML.
    ///
    /// `source` gets the value of each scalar, and gives what `replacingSecrets` handed out when it made this value, or
    /// `nil` for a scalar that stays. Where what it gives wouldn't be a secret the scalar stays, too: somebody wrote that out.
    public static func restoringSecrets(
        in text: String, _ source: (String) -> String?
    ) throws(ConfigurationFaults) -> String {
        let read = try ConfigurationText(text)
        let bytes = Array(text.utf8)
        let finder = SecretFinder(bytes, YAMLSegment.lineStarts(bytes))
        let scalars = try finder.find(in: read.documents) { isNamedSecret, value in
            guard let source = source(value) else { return nil }
            return isNamedSecret || Secret.value(writtenAs: source).flatMap(SecretNames.shown) != nil ? source : nil
        }
        return read.splicing(scalars.map { ($0.range, $0.shown) })
    }

    /// A value as it can stand where a scalar stood; what was quoted stays quoted.
    private static func written(_ value: String, inPlaceOf range: Range<Int>, in bytes: [UInt8]) -> String {
        let (scalar, before) = (bytes[range], bytes[..<range.lowerBound])
        switch scalar.first {
        case UInt8(ascii: "'") where value.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "'") }):
            return "'\(value)'"
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return JSON.quoted(value)
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            // A block may begin further left than any other scalar.
            let startsLine = before.last { $0 != 0x20 }.map { $0 == 0x0A || $0 == 0x0D } ?? true
            let isPrintable = value.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && !value.hasPrefix(" ")
            guard startsLine, isPrintable, !value.isEmpty else { break }
            let line = scalar.split { $0 == 0x0A || $0 == 0x0D }.dropFirst().first { line in
                line.contains { $0 != 0x20 }
            }
            return "|-\n" + String(repeating: " ", count: line?.prefix { $0 == 0x20 }.count ?? 1) + value
        default: break
        }
        return YAMLWriter.isPlain(value) ? value : JSON.quoted(value)
    }

    /// The text with other texts in the place of some ranges, which come in order.
    func splicing(_ parts: [(Range<Int>, String)]) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        for (range, part) in parts {
            result += bytes[index..<range.lowerBound]
            result += part.utf8
            index = range.upperBound
        }
        result += bytes[index...]
        return String(decoding: result, as: UTF8.self)
    }
}
