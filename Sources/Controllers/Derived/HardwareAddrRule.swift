import Kernel
import NetworkTypes
public import Resources

/// The first physical link's address stands for the host.
public enum HardwareAddrRule: Derivation {
    /// From links alone.
    public static let sources: [any DerivationSource] = [links]

    /// The addresses of those that no program made; a tunnel isn't even decoded, since its peers may be thousands.
    private static let links = FactSource(LinkStatus.self, where: { !$0.mentions(KernelWireGuard.kind) }) { _, link in
        link.isPhysical ? link.hardwareAddr : nil
    }

    /// That of the first by name.
    public static func derive(
        _ resources: DerivationInput, previous: [String: HardwareAddr]
    ) -> [String: HardwareAddr] {
        guard let first = resources[links].min(by: { $0.key < $1.key }) else { return [:] }
        var address = HardwareAddr()
        (address.name, address.hardwareAddr) = (InterfaceName(first.key), first.value)
        return [address.id: address]
    }
}
