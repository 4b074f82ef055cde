public import Resources

/// Lets controllers follow intent that can't be stored: a change that must be put back is put back in the kernel although the disk is
/// full or the database locked.
///
/// The gateway asks for it, which knows nothing of controllers.
public protocol IntentStandIn: Sendable {
    /// From now on controllers make the host as if these rows were stored so, until `end`.
    ///
    /// - Parameter rows: The rows of people's layer and the machine configuration as they should be; `nil` for a row that should be gone.
    /// - Throws: `kernel`, `store`, `configuration`: why what follows from them can't be worked out.
    func follow(_ rows: [ResourceKey: Resource?]) async throws(PlannerError)

    /// The rows are stored: once controllers have seen the revision, they follow what is stored.
    func end(at revision: Int64) async
}
