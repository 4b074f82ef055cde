/// What is where a file of the host belongs.
public struct HostFileState: Hashable, Sendable {
    /// What is there.
    public var content = Content.nothing
    /// Whether the file of before is kept beside it.
    public var hasOriginal = false
    /// Whether something is mounted there, as a container's hosts file is: then it can't be replaced, only written.
    public var isMountPoint = false

    /// How many of the folders in which it belongs aren't there.
    public var missingFolders = 0

    /// What a path can lead to.
    public enum Content: Hashable, Sendable {
        /// There is nothing.
        case nothing
        /// A file: its text, and its permission bits.
        case file(text: String, mode: UInt32)
        /// A symbolic link, and what it says.
        case link(target: String)
        /// Something that isn't ours to replace, in words.
        case unusable(String)
    }

    /// Nothing is there.
    public init(_ content: Content = .nothing, hasOriginal: Bool = false, isMountPoint: Bool = false) {
        self.content = content
        self.hasOriginal = hasOriginal
        self.isMountPoint = isMountPoint
    }
}
