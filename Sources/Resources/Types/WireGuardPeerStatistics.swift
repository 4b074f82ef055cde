public import NetworkTypes

/// What was said with a peer of a WireGuard link.
public struct WireGuardPeerStatistics: FieldRecord {
    /// Who it is.
    public var publicKey: WireGuardKey?
    /// Seconds since the last handshake; absent before the first.
    public var handshakeAge: UInt32?
    /// Bytes that came from it.
    public var rxBytes = Count()
    /// Bytes that went to it.
    public var txBytes = Count()
    /// Nobody.
    public init() {}
    /// Every member.
    public static let fields: FieldList<WireGuardPeerStatistics> = [
        Field("publicKey", \.publicKey, "Who it is. WGPEER_A_PUBLIC_KEY.", .required),
        Field(
            "handshakeAge", \.handshakeAge,
            "Seconds since the last handshake; absent before the first. WGPEER_A_LAST_HANDSHAKE_TIME.", .omitsEmpty),
        Field("rxBytes", \.rxBytes, "Bytes that came from it. WGPEER_A_RX_BYTES."),
        Field("txBytes", \.txBytes, "Bytes that went to it. WGPEER_A_TX_BYTES."),
    ]
}
