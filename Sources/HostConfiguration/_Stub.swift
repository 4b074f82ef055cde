import Resources
public struct DocumentSource: Sendable, Hashable { public var label: String; public var line: Int }
public struct ConfigurationFaults: Error, Hashable, Sendable { public var all: [String] = [] }
public struct MachineConfiguration: Sendable {
    public let text: String
    public init(text: String) throws(ConfigurationFaults) { self.text = text }
}
public struct KernelCommandLine: Sendable { public init(_ text: String) {} }
public struct PlatformConfiguration: Sendable { }
