/// The largest machine configuration that is read.
public enum ConfigurationLimit {
    /// Bytes of the text.
    public static let textLength = 4 << 20
    /// Documents in the text.
    public static let documents = 1024
    /// Values in all documents after aliases were followed: aliases of aliases could be any number.
    public static let values = 200_000
}
