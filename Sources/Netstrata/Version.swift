/// What this program is called and how old it is.
enum Version {
    /// The release, as in CHANGELOG.md.
    static let current = "0.1.0"
}
