extension String {
    /// What stands between the slashes (RFC 3986 §3.3), empty segments too.
    ///
    /// Split by bytes: with Characters it takes several times as long, and a slash before a combining mark would be none.
    ///
    /// - Parameter count: The most segments; the last one keeps its slashes.
    /// - Returns: At least one segment.
    public func segments(atMost count: Int = .max) -> [String] {
        utf8.split(separator: UInt8(ascii: "/"), maxSplits: count - 1, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
    }
}
