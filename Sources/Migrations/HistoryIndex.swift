/// Which rows of history are found by their resource's name; each of the others is reached from a later one.
public enum HistoryIndex {
    /// How many versions lie between two rows in the index.
    public static let stride = 8

    /// Every eighth version of a resource, and each end of a life; SQLite uses the index where it reads this very term.
    ///
    /// An index of all rows took a third of the time of a write: the entries of many resources lie in many pages.
    public static let condition = "(version % \(stride) = 0 OR operation = 'destroyed')"
}
