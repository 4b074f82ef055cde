public import Resources

/// What the firewall does with packets that no rule is about.
public struct NetworkDefaultActionConfig: SingletonDocument {
    /// What becomes of a packet.
    public enum Action: String, ChoiceValue {
        /// It comes in.
        case accept
        /// It doesn't.
        case block
    }

    /// What becomes of packets that come in.
    public var ingress = Action.accept

    /// They come in.
    public init() {}

    /// The kind.
    public static let kind = "NetworkDefaultActionConfig"
    /// Every member.
    public static let fields: FieldList<NetworkDefaultActionConfig> = [
        Field("ingress", \.ingress, "What becomes of packets that come in.")
    ]

    /// Nothing more.
    public func check(_ findings: inout Findings) {}
}
