import Kernel
import NetworkTypes
import Resources

/// What a spec says of a member of a link.
enum WantedValue {
    /// Nothing: it stays as it is.
    case unsaid
    /// The value to set.
    case value(LinkValue)
    /// It names a link that isn't there.
    case missing(InterfaceName)
}

/// A value of a spec that a member of a link can be set to.
protocol KernelValue: FieldValue {
    /// In the kernel's form; links are known by their indexes.
    func wanted(_ kernel: KernelState) -> WantedValue
    /// From the kernel's form; `nil` for what has no form here.
    init?(_ value: LinkValue, _ kernel: KernelState)
}

/// One of a fixed set of words for which the kernel has numbers.
protocol KernelChoice: ChoiceValue, KernelValue {
    /// The kernel's number; where nothing else is said, the place among the words.
    var kernelNumber: UInt64 { get }
}

extension KernelChoice where AllCases.Index == Int {
    var kernelNumber: UInt64 { UInt64(Self.allCases.firstIndex(of: self) ?? 0) }
}

extension KernelChoice {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.number(kernelNumber)) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let choice = Self.allCases.first(where: { .number($0.kernelNumber) == value }) else { return nil }
        self = choice
    }
}

extension Bool: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.flag(self)) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let number = value.number else { return nil }
        self = number != 0
    }
}

extension UInt32: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.number(UInt64(self))) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let number = value.number else { return nil }
        self.init(exactly: number)
    }
}

/// Two's complement.
extension Int32: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.number(UInt64(UInt32(bitPattern: self)))) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let number = value.number.flatMap({ UInt32(exactly: $0) }) else { return nil }
        self.init(bitPattern: number)
    }
}

extension RoutingTable: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.number(UInt64(rawValue))) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let number = value.number.flatMap({ UInt32(exactly: $0) }) else { return nil }
        self.init(rawValue: number)
    }
}

/// Another link, by its name.
extension InterfaceName: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue {
        kernel.link(self).map { .value(.number(UInt64($0.index))) } ?? .missing(self)
    }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let index = value.number.flatMap({ UInt32(exactly: $0) }), let name = kernel.name(ofLink: index) else {
            return nil
        }
        self = name
    }
}

extension HardwareAddress: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.bytes(bytes)) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard case .bytes(let bytes) = value else { return nil }
        self.init(bytes: bytes)
    }
}

extension IPAddress: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.address(self)) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard case .address(let address) = value else { return nil }
        self = address
    }
}

/// What a member of a link can be a list of.
protocol KernelListElement: FieldValue {
    /// A list in the kernel's form.
    static func value(of list: [Self]) -> LinkValue
    /// A list from the kernel's form; `nil` for what is none of these.
    static func list(in value: LinkValue) -> [Self]?
}

extension Array: KernelValue where Element: KernelListElement {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(Element.value(of: self)) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let list = Element.list(in: value) else { return nil }
        self = list
    }
}

extension IPAddress: KernelListElement {
    static func value(of list: [IPAddress]) -> LinkValue { .addresses(list) }
    static func list(in value: LinkValue) -> [IPAddress]? {
        if case .addresses(let list) = value { list } else { nil }
    }
}

/// In the order of their bytes.
extension HardwareAddress: KernelListElement {
    static func value(of list: [HardwareAddress]) -> LinkValue {
        .hardwareAddresses(list.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    }
    static func list(in value: LinkValue) -> [HardwareAddress]? {
        if case .hardwareAddresses(let list) = value { list } else { nil }
    }
}

/// Names, in the order of their bytes.
extension String: KernelListElement {
    static func value(of list: [String]) -> LinkValue { .names(list.sorted()) }
    static func list(in value: LinkValue) -> [String]? {
        if case .names(let list) = value { list } else { nil }
    }
}

/// Absent says nothing.
extension Optional: KernelValue where Wrapped: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { self?.wanted(kernel) ?? .unsaid }
    init?(_ value: LinkValue, _ kernel: KernelState) { self = Wrapped(value, kernel) }
}
