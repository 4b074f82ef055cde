import NetworkTypes
import Resources

/// The type of a value in an expression.
enum ExpressionType: Hashable, Sendable {
    case bool
    case number
    case text
    /// A hardware address, which `mac` makes a text.
    case address
    case texts
    case numbers

    /// For faults.
    var words: String {
        switch self {
        case .bool: "true or false"
        case .number: "a number"
        case .text: "a text"
        case .address: "an address in bytes"
        case .texts: "a list of texts"
        case .numbers: "a list of numbers"
        }
    }

    /// The type of a list's elements.
    var element: ExpressionType? {
        switch self {
        case .texts: .text
        case .numbers: .number
        case .bool, .number, .text, .address: nil
        }
    }
}

/// A value in an expression.
enum ExpressionValue: Hashable, Sendable {
    case bool(Bool)
    case number(Int64)
    case text(String)
    case texts([String])
    case numbers([Int64])

    var text: String {
        guard case .text(let text) = self else { return "" }
        return text
    }

    /// Whether a list holds another value.
    func contains(_ other: ExpressionValue) -> Bool {
        switch (self, other) {
        case (.texts(let texts), .text(let text)): texts.contains(text)
        case (.numbers(let numbers), .number(let number)): numbers.contains(number)
        default: false
        }
    }

    /// What a list holds; nothing for what is none.
    var elements: [ExpressionValue] {
        switch self {
        case .texts(let texts): texts.map { .text($0) }
        case .numbers(let numbers): numbers.map { .number($0) }
        case .bool, .number, .text: []
        }
    }

    /// Whether it stands before another of its type.
    func precedes(_ other: ExpressionValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        default: false
        }
    }
}

/// The members of `link` in expressions, by the names that Talos' LinkStatus has in protobuf.
enum LinkMember: String, CaseIterable, Sendable {
    case alias
    case altNames = "alt_names"
    case index
    case type
    case flags
    case hardwareAddr = "hardware_addr"
    case permanentAddr = "permanent_addr"
    case mtu
    case kind
    case slaveKind = "slave_kind"
    case operationalState = "operational_state"
    case linkState = "link_state"
    case driver
    case busPath = "bus_path"
    case pciID = "pci_id"

    var valueType: ExpressionType {
        switch self {
        case .index, .type, .flags, .mtu, .operationalState: .number
        case .hardwareAddr, .permanentAddr: .address
        case .altNames: .texts
        case .linkState: .bool
        case .alias, .kind, .slaveKind, .driver, .busPath, .pciID: .text
        }
    }

    /// An address is given as its text.
    func value(_ link: LinkStatus) -> ExpressionValue {
        switch self {
        case .alias: .text(link.alias)
        case .altNames: .texts(link.altNames)
        case .index: .number(Int64(link.index))
        case .type: .number(Int64(link.type.rawValue))
        case .flags: .number(Int64(link.flags.rawValue))
        case .hardwareAddr: .text(link.ownAddress?.description ?? "")
        case .permanentAddr: .text(link.permanentAddr?.description ?? "")
        case .mtu: .number(Int64(link.mtu))
        case .kind: .text(link.kind)
        case .slaveKind: .text(link.slaveKind)
        case .operationalState: .number(Int64(link.operationalState.rawValue))
        case .linkState: .bool(link.linkState)
        case .driver: .text(link.driver)
        case .busPath: .text(link.busPath)
        case .pciID: .text(link.pciID)
        }
    }
}
