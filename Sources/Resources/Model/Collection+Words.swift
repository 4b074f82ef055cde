extension Collection {
    /// The first few in words, and how many more there are: `a, b and 3 more`.
    ///
    /// - Parameters:
    ///   - limit: The most that are shown.
    ///   - separator: What stands between them.
    ///   - text: How one of them is called.
    /// - Returns: Nothing for none.
    public func words(atMost limit: Int, separator: String = ", ", _ text: (Element) -> String) -> String {
        let shown = prefix(limit).map(text).joined(separator: separator)
        return count > limit ? "\(shown) and \(count - limit) more" : shown
    }
}
