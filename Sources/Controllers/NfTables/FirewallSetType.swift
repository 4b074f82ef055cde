import Kernel
import NetworkTypes
import Resources

/// What a set with a name holds.
struct FirewallSetType: Hashable {
    /// What its elements are; `nil` for what no spec can say.
    let element: NfTablesSetSpec.ElementType?
    /// What they stand for, in a map.
    let value: NfTablesValue.Kind?
    private let isMap: Bool

    /// As a spec says; `nil` where it doesn't.
    init?(_ intent: FirewallIntent.SetIntent) {
        guard let type = intent.type else { return nil }
        (element, value, isMap) = (type, intent.valueType, intent.valueType != nil)
    }

    /// As the kernel has it.
    init(_ set: NfTablesSet) {
        element = NfTablesSetSpec.ElementType.allCases.first { NfTablesSet.KeyType($0) == set.key }
        value = NfTablesValue.Kind.allCases.first { NfTablesSet.KeyType($0) == set.valueType }
        isMap = set.valueType != nil
    }

    /// Whether a rule may look into it.
    func fits(_ use: FirewallReferences.Use) -> Bool {
        guard let element, use.types.contains(element) else { return false }
        guard isMap else { return use.values.isEmpty }
        return value.map { use.values.contains($0) } ?? false
    }

    /// Why a rule can't look into it.
    func words(unlike use: FirewallReferences.Use) -> String {
        func list(_ words: [String]) -> String { words.joined(separator: " or ") }
        let wanted = list(use.types.map(\.rawValue))
        guard let element, use.types.contains(element) else {
            return "the set \(use.set) is of the type \(element?.rawValue ?? "unknown"), and a rule looks for \(wanted)"
        }
        let values = list(use.values.map(\.rawValue))
        guard isMap else { return "\(use.set) is a set, and a rule looks for a map of \(values)" }
        if use.values.isEmpty { return "\(use.set) is a map, and a rule looks for a set" }
        return
            "the map \(use.set) has values of the type \(value?.rawValue ?? "unknown"), and a rule looks for \(values)"
    }
}

extension NfTablesSet {
    /// The chains that a map leads to.
    var chains: Set<String> {
        guard valueType == .verdict else { return [] }
        return Set(
            elements.compactMap { element in
                if case .verdict(let verdict) = element.value { verdict.chain } else { nil }
            })
    }
}
