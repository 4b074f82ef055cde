public import NetworkTypes
import Resources

/// Of which family the addresses are of sets with names: a rule that looks into one is for packets of that family alone.
public struct SetFamilies: Hashable, Sendable {
    /// Of the elements, by set.
    public var keys: [String: AddressFamily]
    /// Of what a map has for them, by map.
    public var values: [String: AddressFamily]

    /// No set has addresses, if nothing is said.
    public init(keys: [String: AddressFamily] = [:], values: [String: AddressFamily] = [:]) {
        (self.keys, self.values) = (keys, values)
    }

    /// Whether a rule that is written for a family finds anything in the sets that it looks into.
    func finds(_ rule: NfTablesRuleSpec, _ family: AddressFamily) -> Bool {
        [rule.matchSourceAddress, rule.matchDestinationAddress].allSatisfy { match in
            guard let match, let name = match.set else { return true }
            return match.invert || keys[name.description] == family
        }
            && rule.lookups.allSatisfy { _, lookup, values in
                guard let map = lookup.map?.description else { return true }
                let isOfFamily = values.contains { $0.family != nil }
                return (lookup.key?.isAddress != true || keys[map] == family)
                    && (!isOfFamily || self.values[map] == family)
            }
    }
}
