public import NetworkTypes

/// The servers from which the host should take the time (NTP, RFC 5905).
public struct TimeServerSpec: ResourceSpec {
    /// The servers, in order.
    public var timeServers: [NetworkHost] = []
    /// Whether they must prove who they are.
    public var useNTS = false
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// No server.
    public init() {}

    /// Every member.
    public static let fields: FieldList<TimeServerSpec> = [
        Field("timeServers", \.timeServers, "The servers' names or addresses, in order.", .required),
        Field(
            "useNTS", \.useNTS,
            "Only take the time of servers that prove who they are. Network Time Security, RFC 8915.",
            .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "TimeServerSpec"
    /// What it is for.
    public static let summary = "The servers from which the host should take the time."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("TIMESERVERS", "timeServers"), Column("USENTS", "useNTS"), Column("LAYER", "layer"),
    ]
    /// One server.
    public static let example = Example("timeservers", ["timeServers": ["time.example.com"]])
    /// Merged, then given to the host's time service.
    public static let stages = ["TimeServerMergeController", "TimeServerSpecController"]
    /// How an id looks.
    public static let idForm = "timeservers"
    /// There is one.
    public var id: String { "timeservers" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { id == "timeservers" ? [:] : nil }
}

/// The servers from which the host takes the time.
public struct TimeServerStatus: ResourceSpec {
    /// The servers, in order.
    public var timeServers: [NetworkHost] = []
    /// Whether they must prove who they are.
    public var useNTS = false
    /// What the servers were given to.
    public var destination = ""

    /// No server.
    public init() {}

    /// Every member.
    public static let fields: FieldList<TimeServerStatus> = [
        Field("timeServers", \.timeServers, "The servers' names or addresses, in order."),
        Field("useNTS", \.useNTS, "Whether only servers that prove who they are count. RFC 8915."),
        Field(
            "destination", \.destination, oneOf: ["", "systemd-timesyncd", "chrony"],
            "What the servers were given to: systemd-timesyncd, chrony, or empty for nothing yet."),
    ]

    /// The type's name.
    public static let typeName = "TimeServerStatus"
    /// What it is for.
    public static let summary = "The servers from which the host takes the time."
    /// As `talosctl get timeservers`.
    public static let aliases = ["timeserver", "timeservers"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("TIMESERVERS", "timeServers"), Column("USENTS", "useNTS"), Column("DESTINATION", "destination"),
    ]
    /// One server.
    public static let example = Example(
        "timeservers", ["timeServers": ["time.example.com"], "destination": "systemd-timesyncd"])
    /// How an id looks.
    public static let idForm = TimeServerSpec.idForm
    /// There is one.
    public var id: String { "timeservers" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { TimeServerSpec.members(fromID: id) }
}
