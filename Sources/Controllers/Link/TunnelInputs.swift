public import Kernel
public import NetworkTypes
public import Resources

/// What specs of WireGuard links only name, as it is known now.
public struct TunnelInputs: Sendable {
    /// The keys behind references.
    public var secrets: [SecretReference: WireGuardSecretKey] = [:]
    /// The keys that were made for links whose specs have none.
    public var ownKeys: [InterfaceName: WireGuardSecretKey] = [:]
    /// The addresses of hosts that are known by name.
    public var addresses: [DomainName: IPAddress] = [:]
    /// Why names have no address.
    public var failures: [DomainName: String] = [:]
    /// Where specs had peers when they were last looked at.
    public var endpoints: [InterfaceName: [WireGuardKey: Endpoint]] = [:]
    /// Seconds since 1970.
    public var now: Int64 = 0
    /// Whether nothing of this is carried out, so that keys may be unknown.
    public var isForecast = false

    /// Nothing is known.
    public init() {}

    /// The key that a spec writes out or names; `nil` when it isn't known.
    func key(_ secret: WireGuardSecret) -> WireGuardSecretKey? {
        switch secret {
        case .key(let key): WireGuardSecretKey(key)
        case .reference(let reference): secrets[reference]
        case .redacted: nil
        }
    }

    /// Where a peer is reached, its host as an address; `nil` when its name isn't known.
    func resolved(_ endpoint: Endpoint) -> Endpoint? {
        switch endpoint.host {
        case .address: endpoint
        case .name(let name): addresses[name].flatMap { Endpoint(.address($0), port: endpoint.port) }
        }
    }
}
