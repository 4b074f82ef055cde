extension CommandLineParameter {
    /// A host's name, perhaps with its domain: labels of letters, digits and hyphens (RFC 1123 §2.1).
    func hostname(_ text: String) throws(CommandLineFault) -> String {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { $0 == UInt8(ascii: "-") || Self.isAlphanumeric($0) }
        }
        guard isName, text.utf8.count <= 253 else {
            throw CommandLineFault(self.text, "\(text.debugDescription) isn't a host name (RFC 1123 §2.1)")
        }
        return text
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) && byte < 128
    }
}
