/// Where a piece of intent comes from; of two that speak of the same thing, the higher layer wins.
public enum ConfigurationLayer: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Built-in defaults; empty on a host that isn't Talos.
    case `default`
    /// The kernel command line.
    case cmdline
    /// The platform's metadata.
    case platform
    /// Operators such as DHCP.
    case `operator`
    /// The machine configuration.
    case configuration
    /// What somebody `PUT` directly.
    case api

    /// From the lowest to the highest.
    public static func < (left: ConfigurationLayer, right: ConfigurationLayer) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension ConfigurationLayer: FieldValue {
    /// The names of the layers.
    public static var schema: JSON { ["type": "string", "enum": .array(allCases.map { .string($0.rawValue) })] }

    /// Reads the name of a layer.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> ConfigurationLayer? {
        if let layer = json.text.flatMap(ConfigurationLayer.init(rawValue:)) { return layer }
        let names = allCases.map(\.rawValue).joined(separator: ", ")
        faults.append(Fault(pointer, "one of \(names) is expected, not \(json.article)"))
        return nil
    }

    /// The name.
    public var json: JSON { .string(rawValue) }
}
