internal import Crypto
public import NetworkTypes

extension InterfaceName {
    /// The name of a VLAN's link that isn't given one: `eth0.25`.
    ///
    /// Where that is longer than the kernel allows, four characters of the base and six digits of its SHA-256 stand for it, so
    /// that neighbours such as `enx12545f8c99cd` and `…ce` don't meet.
    ///
    /// - Parameters:
    ///   - vlan: The VLAN's number, 0 to 4095; a larger one makes no name.
    ///   - base: The name of the link below.
    public init?(vlan: UInt32, on base: InterfaceName) {
        guard vlan <= 4095 else { return nil }
        if let name = InterfaceName("\(base).\(vlan)") {
            self = name
            return
        }
        let digits = SHA256.hash(data: Array(base.description.utf8)).prefix(3).hexadecimal
        self.init("\(base.description.prefix(4))\(digits).\(vlan)")
    }
}
