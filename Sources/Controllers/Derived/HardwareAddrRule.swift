import NetworkTypes
public import Resources

/// The first physical link's address stands for the host.
public enum HardwareAddrRule: Derivation {
    /// From links alone.
    public static let sources = [LinkStatus.typeName]

    /// The first by name of those that no program made.
    public static func derive(
        _ resources: DerivationInput, previous: [String: HardwareAddr]
    ) -> [String: HardwareAddr] {
        let links = resources.all(LinkStatus.self).filter { $0.spec.isPhysical && $0.spec.hardwareAddr != nil }
        guard let first = links.min(by: { $0.id < $1.id }) else { return [:] }
        var address = HardwareAddr()
        address.name = InterfaceName(first.id)
        address.hardwareAddr = first.spec.hardwareAddr
        return [address.id: address]
    }
}
