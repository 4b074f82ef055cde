public import NetworkTypes

/// How large a link's packets can be because of what it lies on.
public struct MTULimit: FieldRecord {
    /// The largest MTU that works, in bytes.
    public var largest: UInt32 = 0
    /// The link below, or the port, that can't carry more.
    public var because: InterfaceName?
    /// No limit that anybody knows.
    public init() {}
    /// A limit and its cause.
    public init(largest: UInt32, because: InterfaceName) { (self.largest, self.because) = (largest, because) }
    /// Every member.
    public static let fields: FieldList<MTULimit> = [
        Field("largest", \.largest, "The largest MTU that works, in bytes."),
        Field("because", \.because, "The link below, or the port, that can't carry more."),
    ]
}
