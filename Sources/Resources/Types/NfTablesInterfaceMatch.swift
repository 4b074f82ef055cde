import NetworkTypes

/// By which links packets come in or go out, by name.
public struct NfTablesInterfaceMatch: FieldRecord {
    /// The names; one that ends in `*` stands for all that begin so.
    public var interfaceName: [InterfacePattern] = []
    /// A set of names in place of them.
    public var set: NfTablesName?
    /// Whether these are meant, or all others.
    public var `operator` = NfTablesMatchOperator.equal

    /// No link.
    public init() {}

    /// The links of some names.
    public init(_ names: [String], _ operator: NfTablesMatchOperator = .equal) {
        interfaceName = names.compactMap { InterfacePattern($0) }
        self.operator = `operator`
    }

    /// Every member.
    public static let fields: FieldList<NfTablesInterfaceMatch> = [
        Field(
            "interfaceName", \.interfaceName,
            "The links' names; eth* stands for all that begin so. They needn't be there yet.", .omitsEmpty),
        Field("set", \.set, "An NfTablesSet of names in place of interfaceName.", .omitsEmpty),
        Field("operator", \.operator, "== for these, != for all others."),
    ]

    /// No name, and one that is said twice.
    public func contradictions() -> [Fault] {
        let faults = NfTablesName.faults(
            set, beside: "interfaceName", isEmpty: interfaceName.isEmpty, "at least one name is needed")
        if !faults.isEmpty { return faults }
        return interfaceName.repetitions("interfaceName")
    }
}

/// The name of a link, or how the names of several begin: `eth0`, `eth*`.
public struct InterfacePattern: TextValue {
    /// The name, or its beginning.
    public let name: String
    /// Whether it is only the beginning.
    public let isPrefix: Bool

    /// Reads a name, or a beginning with `*` behind it.
    public init?(_ description: String) {
        isPrefix = description.last == "*"
        name = isPrefix ? String(description.dropLast()) : description
        guard InterfaceName(name) != nil, !name.contains("*") else { return nil }
    }

    /// The name, or the beginning with `*`.
    public var description: String { isPrefix ? "\(name)*" : name }

    /// A name.
    public static var expectation: String { "a link's name, or the beginning of several as in eth*" }

    /// Whether a link's name is so.
    public func matches(_ link: String) -> Bool { isPrefix ? link.hasPrefix(name) : link == name }
}

extension Array where Element: Hashable & CustomStringConvertible {
    /// Faults for what stands in a list twice.
    func repetitions(_ member: String) -> [Fault] {
        var seen: Set<Element> = []
        return enumerated().filter { !seen.insert($1).inserted }.map { place, element in
            Fault(JSONPointer(tokens: [member, String(place)]), "\(element) is named already")
        }
    }
}
