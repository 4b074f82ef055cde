import Resources

/// What a PUT says: a spec, and labels and annotations if the body has its full form.
struct ResourceBody: Sendable {
    var spec: JSON
    /// `nil` keeps what is stored.
    var labels: [String: String]?
    /// `nil` keeps what is stored.
    var annotations: [String: String]?
    /// Where the spec stands in the body.
    var place: JSONPointer

    /// Members of the metadata that are ours: accepted, so that what GET gave can be PUT back, and ignored.
    private static let ignored: Set<String> = [
        "version", "revision", "phase", "owner", "created", "updated", "finalizers", "pruned",
    ]

    /// Reads a body: the spec itself, or the full form, which has a member `spec` or `metadata`.
    ///
    /// - Parameters:
    ///   - body: The body.
    ///   - target: What the path names.
    ///   - place: Where the body stands in the input.
    ///   - extra: Members besides that belong to somebody else.
    ///   - faults: What is wrong is added here.
    init(
        _ body: JSON, _ target: Target, at place: JSONPointer, besides extra: Set<String> = [], _ faults: inout [Fault]
    ) {
        guard let members = body.members, members["spec"] != nil || members["metadata"] != nil || !extra.isEmpty else {
            spec = body
            self.place = place
            return
        }
        spec = members["spec"] ?? [:]
        self.place = place.appending("spec")
        for name in members.keys.sorted() where !["spec", "metadata"].contains(name) && !extra.contains(name) {
            faults.append(Fault(place.appending(name), "there is no member '\(name)' here; known are metadata, spec"))
        }
        guard let metadata = members["metadata"] else {
            if extra.isEmpty { (labels, annotations) = ([:], [:]) }
            return
        }
        read(metadata, target, at: place.appending("metadata"), &faults)
    }

    private mutating func read(_ metadata: JSON, _ target: Target, at place: JSONPointer, _ faults: inout [Fault]) {
        guard let members = metadata.members else {
            faults.append(Fault(place, "an object is expected"))
            return
        }
        labels = MetadataMap.read(
            members["labels"], at: place.appending("labels"), complaint: MetadataSyntax.complaint(aboutLabel:), &faults)
        annotations = MetadataMap.read(
            members["annotations"], at: place.appending("annotations"),
            complaint: MetadataSyntax.complaint(aboutAnnotation:), &faults)
        let identity = [
            "namespace": [target.key.namespace], "type": [target.key.type], "id": [target.key.id, target.mergedID],
        ]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if name == "labels" || name == "annotations" || Self.ignored.contains(name) { continue }
            guard let allowed = identity[name] else {
                let known = (["annotations", "id", "labels", "namespace", "type"] + Self.ignored).sorted()
                faults.append(
                    Fault(
                        place.appending(name),
                        "there is no member '\(name)' here; known are \(known.joined(separator: ", "))"))
                continue
            }
            guard value.text.map(allowed.contains) != true else { continue }
            faults.append(Fault(place.appending(name), "the path says '\(allowed[0])'"))
        }
    }
}

/// Labels or annotations in a body.
enum MetadataMap {
    /// Reads names and values; none for an absent or null member.
    ///
    /// - Parameters:
    ///   - json: The member.
    ///   - place: Where it stands in the input.
    ///   - complaint: What is wrong with a value, or `nil`.
    ///   - faults: What is wrong is added here.
    /// - Returns: What is right.
    static func read(
        _ json: JSON?, at place: JSONPointer, complaint: (JSON) -> String?, _ faults: inout [Fault]
    ) -> [String: String] {
        guard let json, json != .null else { return [:] }
        guard let members = json.members else {
            faults.append(Fault(place, "an object of texts is expected"))
            return [:]
        }
        if members.count > Limit.metadataCount {
            faults.append(Fault(place, "at most \(Limit.metadataCount) are allowed, not \(members.count)"))
        }
        var map: [String: String] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if let complaint = MetadataSyntax.complaint(aboutName: name) ?? complaint(value) {
                faults.append(Fault(place.appending(name), complaint))
            } else {
                map[name] = value.text
            }
        }
        return map
    }
}
