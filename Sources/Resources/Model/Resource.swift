/// A resource as it is stored: metadata, and the spec as canonical JSON text.
///
/// The text goes to clients and controllers as it is; only who needs a field decodes it.
public struct Resource: Hashable, Sendable {
    /// What the resource says of itself.
    public var metadata: Metadata
    /// The spec: canonical JSON of an object.
    public var spec: String

    /// A resource from its parts.
    public init(_ metadata: Metadata, spec: String) {
        self.metadata = metadata
        self.spec = spec
    }

    /// The JSON text `{"metadata":…,"spec":…}` in UTF-8, without a line end.
    public var document: [UInt8] {
        var writer = JSONWriter()
        writer.bytes.reserveCapacity(spec.utf8.count + 320)
        writer.bytes += #"{"metadata":"#.utf8
        writeMetadata(to: &writer)
        writer.bytes += #","spec":"#.utf8
        writer.bytes += spec.utf8
        writer.bytes.append(UInt8(ascii: "}"))
        return writer.bytes
    }

    /// The JSON text `{"metadata":…}` in UTF-8, without a line end.
    public var metadataDocument: [UInt8] {
        var writer = JSONWriter()
        writer.bytes += #"{"metadata":"#.utf8
        writeMetadata(to: &writer)
        writer.bytes.append(UInt8(ascii: "}"))
        return writer.bytes
    }

    private func writeMetadata(to writer: inout JSONWriter) {
        func member(_ name: String, _ value: String, isText: Bool = true) {
            writer.bytes += name.utf8
            if isText { writer.write(value) } else { writer.bytes += value.utf8 }
        }
        member(#"{"namespace":"#, metadata.key.namespace)
        member(#","type":"#, metadata.key.type)
        member(#","id":"#, metadata.key.id)
        member(#","version":"#, String(metadata.version), isText: false)
        member(#","revision":"#, String(metadata.revision), isText: false)
        member(#","phase":"#, metadata.phase.rawValue)
        if !metadata.owner.isEmpty { member(#","owner":"#, metadata.owner) }
        member(#","created":"#, metadata.created)
        member(#","updated":"#, metadata.updated)
        if !metadata.labels.isEmpty { member(#","labels":"#, Self.text(metadata.labels), isText: false) }
        if !metadata.annotations.isEmpty { member(#","annotations":"#, Self.text(metadata.annotations), isText: false) }
        if !metadata.finalizers.isEmpty {
            member(#","finalizers":"#, JSON.array(metadata.finalizers.map { .string($0) }).canonical, isText: false)
        }
        writer.bytes.append(UInt8(ascii: "}"))
    }

    private static func text(_ map: [String: String]) -> String {
        JSON.object(map.mapValues { .string($0) }).canonical
    }
}
