import Store

/// The promises of the database's triggers, checked by reading all of it.
public enum Invariants {
    /// The promises that don't hold in a file, with the places that show it; none in a sound database.
    public static func violations(path: String) throws -> [String] {
        try DatabaseCheck(DatabaseFile(path)).findings.map {
            "\($0.promise) (\($0.places.joined(separator: "; ")))"
        }
    }
}
