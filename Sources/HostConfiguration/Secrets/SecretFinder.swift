import Resources

/// Finds scalars that are secret, and where they are written.
struct SecretFinder {
    private struct Candidate {
        let document: Int
        let tokens: [String]
        let node: YAMLNode
        let shown: String
    }

    private let bytes: [UInt8]
    private let lineStarts: [Int]

    init(_ bytes: [UInt8], _ lineStarts: [Int]) {
        self.bytes = bytes
        self.lineStarts = lineStarts
    }

    /// The secrets of all documents.
    func find(in documents: [ConfigurationText.Document]) throws(ConfigurationFaults) -> [Secret] {
        try find(in: documents) { isNamedSecret, value in
            isNamedSecret ? Secret.redaction : SecretNames.shown(value)
        }
    }

    /// The scalars for which `shown` gives what takes their place; it hears whether a member's name makes it secret.
    func find(
        in documents: [ConfigurationText.Document], shown: (Bool, String) -> String?
    ) throws(ConfigurationFaults) -> [Secret] {
        var candidates: [Candidate] = []
        for (index, document) in documents.enumerated() {
            var path: [String] = []
            collect(document.node, index, &path, isSecret: false, shown, &candidates)
        }
        // An alias leads to the scalar of its anchor, once for each time that it is used.
        // Where one of them makes all of it secret, no part is shown.
        func rank(_ candidate: Candidate) -> (Int, Int, Int) {
            (candidate.node.line, candidate.node.column, candidate.shown == Secret.redaction ? 0 : 1)
        }
        candidates.sort { rank($0) < rank($1) }
        var secrets: [Secret] = []
        var last: YAMLNode.Position?
        var place = Place(bytes, lineStarts)
        let uses =
            bytes.contains(UInt8(ascii: "*")) ? uses(of: Set(candidates.map(\.node.position)), in: documents) : [:]
        for candidate in candidates {
            let position = candidate.node.position
            let (line, column) = (position.line, position.column)
            if last == position { continue }
            last = position
            guard case .scalar(_, let text, let style) = candidate.node.content else { continue }
            let start = place.offset(line, column)
            guard let range = ScalarRange.find(bytes, from: start, style: style, text: text) else {
                let detail = "it can't be told where this secret ends; write it in double quotes"
                throw ConfigurationFaults([
                    ConfigurationFault(
                        "document \(candidate.document + 1)", line: line, JSONPointer(tokens: candidate.tokens), detail)
                ])
            }
            let pointer = JSONPointer(tokens: candidate.tokens)
            secrets.append(
                Secret(
                    documentIndex: candidate.document, pointer: pointer,
                    aliases: (uses[position] ?? []).filter { $0 != pointer }, position: position, range: range,
                    value: text, shown: candidate.shown))
        }
        return secrets
    }

    /// All members to which scalars lead, by where the scalars are written.
    private func uses(
        of positions: Set<YAMLNode.Position>, in documents: [ConfigurationText.Document]
    ) -> [YAMLNode.Position: [JSONPointer]] {
        var uses: [YAMLNode.Position: [JSONPointer]] = [:]
        func follow(_ node: YAMLNode, _ path: [String]) {
            switch node.content {
            case .scalar:
                if positions.contains(node.position) {
                    uses[node.position, default: []].append(JSONPointer(tokens: path))
                }
            case .list(let elements):
                for (index, element) in elements.enumerated() { follow(element, path + [String(index)]) }
            case .mapping(let members):
                for member in members { follow(member.value, path + [member.name]) }
            }
        }
        for document in documents { follow(document.node, []) }
        return uses
    }

    private func collect(
        _ node: YAMLNode, _ document: Int, _ path: inout [String], isSecret: Bool,
        _ shown: (Bool, String) -> String?, _ candidates: inout [Candidate]
    ) {
        switch node.content {
        case .scalar(.null, _, _): return
        case .scalar(_, let text, _):
            guard !text.isEmpty, let shown = shown(isSecret, text) else { return }
            candidates.append(Candidate(document: document, tokens: path, node: node, shown: shown))
        case .list(let elements):
            for (index, element) in elements.enumerated() {
                path.append(String(index))
                collect(element, document, &path, isSecret: isSecret, shown, &candidates)
                path.removeLast()
            }
        case .mapping(let members):
            for member in members {
                path.append(member.name)
                let isSecret = isSecret || SecretNames.isSecret(member.name)
                collect(member.value, document, &path, isSecret: isSecret, shown, &candidates)
                path.removeLast()
            }
        }
    }

    /// Goes through a text once: a text may be a single line of megabytes.
    private struct Place {
        private let bytes: [UInt8]
        private let lineStarts: [Int]
        private var line = 0
        private var column = 1
        private var index = 0

        init(_ bytes: [UInt8], _ lineStarts: [Int]) {
            self.bytes = bytes
            self.lineStarts = lineStarts
        }

        /// The offset of a line and a column from 1, which come in ascending order.
        mutating func offset(_ line: Int, _ column: Int) -> Int {
            if line != self.line {
                self.line = line
                self.column = 1
                index = lineStarts.indices.contains(line - 1) ? lineStarts[line - 1] : bytes.count
            }
            while self.column < column, index < bytes.count {
                index += 1
                while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
                self.column += 1
            }
            return index
        }
    }
}
