public import NetworkTypes

/// A host to which no router leads.
public struct Neighbour: Hashable, Sendable {
    /// Its address.
    public let address: IPAddress
    /// The link behind which it is; an address of one link alone (`fe80::/10`) means nothing without it.
    public let linkIndex: UInt32?

    /// A neighbour from its parts.
    public init(_ address: IPAddress, linkIndex: UInt32? = nil) {
        self.address = address
        self.linkIndex = linkIndex
    }
}
