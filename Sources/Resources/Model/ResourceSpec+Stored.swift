extension ResourceSpec {
    /// The spec in a stored text.
    ///
    /// - Parameters:
    ///   - text: As it is stored; the sqlite3 shell may have written anything.
    ///   - faults: What is wrong is added here.
    /// - Returns: `nil` when it can't be read.
    public static func read(_ text: String, _ faults: inout [Fault]) -> Self? {
        if let spec: Self = LargeSpecs.find(text) { return spec }
        do throws(JSONSyntaxError) {
            return decode(try JSON(parsing: text), at: .root, &faults)
        } catch {
            faults.append(Fault(.root, error.message))
            return nil
        }
    }

    /// The spec in a stored text; what can't be read doesn't count.
    public static func read(_ text: String) -> Self? {
        var faults: [Fault] = []
        return read(text, &faults)
    }
}
