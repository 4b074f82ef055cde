import NetworkTypes
import Resources

extension CommandLineParameter {
    /// The link that `vlan=<name>:<link below>` asks for, and the name that the parameter gives it.
    ///
    /// The name says the VLAN's number: `eth0.5`, `eth0.0005`, `vlan5` or `vlan0005`; the link is called `eth0.5` in any case.
    func vlan(_ names: LinkNames) throws(CommandLineFault) -> (given: InterfaceName, link: LinkSpec) {
        let parts = value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw CommandLineFault(text, "vlan=<name>:<link below> is expected, such as vlan=eth0.5:eth0")
        }
        let (given, base) = (try linkName(parts[0]), try linkName(parts[1]))
        let number = try vlanNumber(parts[0])
        guard let name = InterfaceName(vlan: number, on: base) else {
            throw CommandLineFault(text, "no name for VLAN \(number) can be made of '\(base)'")
        }
        var link = LinkSpec.made("vlan", name)
        link.parentName = names.resolve(base)
        link.vlan = VLAN(vlanID: number)
        return (given, link)
    }

    private func vlanNumber(_ name: String) throws(CommandLineFault) -> UInt32 {
        let digits: Substring
        if let dot = name.lastIndex(of: ".") {
            digits = name[dot...].dropFirst()
        } else if name.hasPrefix("vlan") {
            digits = name.dropFirst(4)
        } else {
            throw CommandLineFault(text, "the name '\(name)' says no VLAN: eth0.5 or vlan5 is expected")
        }
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt32(digits),
            (1...4095).contains(number)
        else {
            throw CommandLineFault(text, "a VLAN from 1 to 4095 is expected, not '\(digits)'")
        }
        return number
    }
}
