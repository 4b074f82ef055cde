public import Resources

/// Reads YAML for whoever needs its values alone, by the same rules as a configuration.
public enum YAMLStream {
    /// The documents of a text, those left out in which nothing stands.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - count: How many values it may have after aliases were followed: aliases of aliases could be any number.
    /// - Returns: A value for each document.
    /// - Throws: The first thing that isn't YAML, or is too much.
    public static func documents(_ text: String, values count: Int) throws(YAMLError) -> [JSON] {
        let bytes = Array(text.utf8)
        var reader = YAMLReader(remaining: count)
        var documents: [JSON] = []
        for segment in YAMLSegment.all(in: bytes, lineStarts: YAMLSegment.lineStarts(bytes)) where !segment.isBlank {
            let part = String(decoding: bytes[segment.range], as: UTF8.self)
            if let node = try reader.read(part, linesBefore: segment.line - 1) { documents.append(node.json) }
        }
        return documents
    }
}
