public import NetworkTypes

extension NfTablesRuleSpec {
    /// The families of which packets can match, as far as the rule alone says; a named set may leave out one more.
    public var families: [AddressFamily] {
        AddressFamily.allCases.filter { family in
            [matchSourceAddress, matchDestinationAddress].allSatisfy { $0?.canMatch(family) ?? true }
        }
    }

    /// Whether the rule is another for each family.
    public var distinguishesFamilies: Bool {
        matchSourceAddress != nil || matchDestinationAddress != nil || clampMSS != nil || nat?.address != nil
            || matchLimit?.perSource == true || nat?.map != nil && nat?.type != .redirect
            || lookups.contains { $0.lookup.key?.isAddress == true }
    }
}

extension NfTablesAddressMatch {
    /// Whether an address of a family can be meant.
    func canMatch(_ family: AddressFamily) -> Bool {
        if set != nil { return true }
        let ranges = ranges(family)
        return invert ? ranges.first?.isEverything != true : !ranges.isEmpty
    }
}
