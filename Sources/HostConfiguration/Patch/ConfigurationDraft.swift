import Resources

/// The documents of a configuration while they are changed, with words in the place of their secrets.
struct ConfigurationDraft {
    private struct Entry {
        let identity: DocumentIdentity
        var json: JSON
        var order = MemberOrder()
        /// Where it stands in the text, as long as it is as there.
        var segment: YAMLSegment?
    }

    private let bytes: [UInt8]
    private let mask: SecretMask
    private var entries: [Entry] = []

    init(_ content: ConfigurationText) {
        bytes = Array(content.text.utf8)
        mask = SecretMask(content)
        for document in content.documents {
            let json = mask.masked(document)
            var entry = Entry(identity: DocumentIdentity(json), json: json, segment: document.segment)
            entry.order.add(document.node)
            entries.append(entry)
        }
    }

    /// Merges a document of a patch in: into the one of the same kind and name, or as a new one.
    mutating func merge(_ document: ConfigurationText.Document, index: Int) throws(ConfigurationFaults) {
        let change = document.node.json
        let identity = DocumentIdentity(change)
        let place = entries.firstIndex { $0.identity == identity }
        if let directive = change[StrategicMerge.directive] {
            guard directive == .string("delete") else {
                throw fault(identity, document, Fault(JSONPointer(tokens: ["$patch"]), "'delete' is expected"))
            }
            // There may be no such document, so that one patch serves for many hosts.
            if let place { entries.remove(at: place) }
            return
        }
        var merge = StrategicMerge(identity.kind)
        let old = place.map { entries[$0] } ?? Entry(identity: identity, json: .object([:]))
        let new = merge.merged(old.json, change)
        if let first = merge.faults.first { throw fault(identity, document, first) }
        if place != nil, try !isChange(old, new) { return }
        var entry = old
        entry.json = new
        entry.order.add(document.node)
        entry.segment = nil
        if identity.kind == LegacyDocument.label, new["version"] == nil {
            entry.json["version"] = .string(DocumentIdentity.version)
        }
        if let place { entries[place] = entry } else { entries.append(entry) }
    }

    private func fault(
        _ identity: DocumentIdentity, _ document: ConfigurationText.Document, _ fault: Fault
    ) -> ConfigurationFaults {
        ConfigurationFaults([
            ConfigurationFault(
                PatchPlaces.label(identity.label), line: document.node.line(of: fault.pointer), fault.pointer,
                fault.detail)
        ])
    }

    /// Applies a JSON patch, for which it must be clear which document is meant.
    mutating func apply(_ patch: JSONPatch) throws(ConfigurationFaults) {
        guard entries.count == 1 else {
            let detail = "a JSON patch is for a configuration of one document; this one has \(entries.count)"
            throw ConfigurationFaults([ConfigurationFault("the patch", line: nil, .root, detail)])
        }
        let new: JSON
        do {
            new = try patch.applied(to: entries[0].json, hiding: mask.hides)
        } catch {
            throw ConfigurationFaults([ConfigurationPatch.fault(error, line: nil)])
        }
        guard try isChange(entries[0], new) else { return }
        entries[0].json = new
        entries[0].segment = nil
    }

    /// Whether a document becomes another one; a secret that is written out as it is stored makes none.
    private func isChange(_ old: Entry, _ new: JSON) throws(ConfigurationFaults) -> Bool {
        let (before, after) = (try unmasked(old.json, old.identity), try unmasked(new, old.identity))
        return before != after
    }

    private func unmasked(_ json: JSON, _ identity: DocumentIdentity) throws(ConfigurationFaults) -> JSON {
        var faults: [Fault] = []
        let result = mask.unmasked(json, &faults)
        guard faults.isEmpty else {
            throw ConfigurationFaults(
                faults.map { ConfigurationFault(identity.label, line: nil, $0.pointer, $0.detail) })
        }
        return result
    }

    /// The whole text.
    func text() throws(ConfigurationFaults) -> String {
        var result: [UInt8] = []
        for entry in entries {
            if let last = result.last, last != 0x0A { result.append(0x0A) }
            if let segment = entry.segment {
                if !result.isEmpty {
                    // Directives are only read after an end of what is before them.
                    if segment.hasDirectives { result += "...\n".utf8 }
                    if !segment.hasMarker { result += "---\n".utf8 }
                }
                result += bytes[segment.range]
            } else {
                if !result.isEmpty { result += "---\n".utf8 }
                let json = try unmasked(entry.json, entry.identity)
                do {
                    result += try YAMLWriter.text(json, entry.order).utf8
                } catch {
                    throw ConfigurationFaults([
                        ConfigurationFault(entry.identity.label, line: nil, .root, error.detail)
                    ])
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
