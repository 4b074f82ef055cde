/// The largest inputs that resources accept.
public enum Limit {
    /// Bytes of a string in a spec.
    public static let stringLength = 1024
    /// Bytes of a file's contents in a spec.
    public static let fileLength = 65_536
    /// Items of a list in a spec.
    public static let listLength = 1024
    /// Rules of a chain of the firewall.
    public static let ruleCount = 65_536
    /// Elements of a set of the firewall.
    public static let elementCount = 262_144
    /// Bytes of the name of a chain or set of the firewall: what is added to it stays below the kernel's 255.
    public static let tableNameLength = 100
    /// Bytes of the comment that a rule of the firewall has in the kernel, as nft(8) keeps it.
    public static let ruleComment = 127
    /// Bytes of what the kernel puts before each line that a rule logs (`NF_LOG_PREFIXLEN`, less the end).
    public static let logPrefix = 127
    /// Bytes of a resource's id.
    public static let identifierLength = 256
    /// Labels, annotations or finalizers of one resource.
    public static let metadataCount = 64
    /// Bytes of a label's or annotation's name, after the DNS name that may stand before it.
    public static let metadataNameLength = 63
    /// Bytes of that DNS name.
    public static let metadataPrefixLength = 253
    /// Bytes from which on a spec's text takes so long to read and decode that whoever made it hands it over.
    public static let largeSpec = 16_384
    /// Bytes of a label's value; an annotation's may have `stringLength`.
    public static let labelLength = 63
}
