import NetworkTypes
import Resources

extension CommandLineParameter {
    /// What stands between the colons; brackets hold colons together.
    func fields(keepingBrackets: Bool = false) throws(CommandLineFault) -> [String] {
        var fields: [[UInt8]] = [[]]
        var isBracketed = false
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "[") where !isBracketed, UInt8(ascii: "]") where isBracketed:
                isBracketed.toggle()
                if keepingBrackets { fields[fields.count - 1].append(byte) }
            case UInt8(ascii: ":") where !isBracketed: fields.append([])
            default: fields[fields.count - 1].append(byte)
            }
        }
        guard !isBracketed else { throw CommandLineFault(text, "a bracket isn't closed") }
        return fields.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Reads an address that stands in the parameter.
    func address(_ text: String) throws(CommandLineFault) -> IPAddress {
        guard let address = IPAddress(text) else {
            throw CommandLineFault(self.text, "\(text.debugDescription) isn't an IP address; IPv6 stands in brackets")
        }
        return address
    }

    /// Reads a link's name that stands in the parameter.
    func linkName(_ text: String) throws(CommandLineFault) -> InterfaceName {
        guard let name = InterfaceName(text) else {
            throw CommandLineFault(self.text, "\(text.debugDescription) isn't \(InterfaceName.expectation)")
        }
        return name
    }

    /// Reads the host's name, perhaps with its domain.
    func hostname(_ text: String) throws(CommandLineFault) -> DomainName {
        guard let name = DomainName(text) else {
            throw CommandLineFault(self.text, "\(text.debugDescription) isn't a host name (RFC 1123 §2.1)")
        }
        return name
    }
}
