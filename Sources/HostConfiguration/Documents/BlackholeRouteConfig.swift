public import NetworkTypes
public import Resources

/// A route that drops what goes to a network; the network is the document's name.
public struct BlackholeRouteConfig: NetworkDocument {
    /// The network, as `10.0.1.0/24`.
    public var name = ""
    /// The metric; absent is the default, 1024.
    public var metric: UInt32?

    /// A route to nothing yet.
    public init() {}

    /// The kind.
    public static let kind = "BlackholeRouteConfig"
    /// Every member.
    public static let fields: FieldList<BlackholeRouteConfig> = [
        Field(text: "name", \.name, "The network, as 10.0.1.0/24."),
        Field("metric", \.metric, "The metric; lower is preferred; 1024 when it isn't said.", .omitsEmpty),
    ]

    /// The network; `nil` when the name isn't one.
    public var destination: IPPrefix? { IPPrefix(name) }

    /// The name.
    public func check(_ findings: inout Findings) {
        requireName(&findings)
        if destination == nil {
            findings.fault("\(IPPrefix.expectation) is expected, not \(JSON.string(name).article)", at: "name")
        }
    }
}
