/// Whether the host's network is ready: addresses, connectivity, a name and files.
public struct NetworkStatus: ResourceSpec {
    /// Whether the host has an address that others may reach.
    public var addressReady = false
    /// Whether it reaches others.
    public var connectivityReady = false
    /// Whether it has a name.
    public var hostnameReady = false
    /// Whether its files are written.
    public var etcFilesReady = false
    /// Why it has no such address; empty where it has one.
    public var addressReason = ""
    /// Why it doesn't reach others.
    public var connectivityReason = ""
    /// Why it has no name.
    public var hostnameReason = ""
    /// Which files aren't written.
    public var etcFilesReason = ""

    /// Nothing is ready.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NetworkStatus> = [
        Field("addressReady", \.addressReady, "The host has an address, on a link that is up, that others may reach."),
        Field(
            "connectivityReady", \.connectivityReady,
            "Every probe succeeds; without probes: there is a default route with a gateway."),
        Field("hostnameReady", \.hostnameReady, "The host has a name."),
        Field("etcFilesReady", \.etcFilesReady, "Every file that is asked for is written."),
        Field("addressReason", \.addressReason, "Why it has no such address.", .omitsEmpty),
        Field("connectivityReason", \.connectivityReason, "Why it doesn't reach others.", .omitsEmpty),
        Field("hostnameReason", \.hostnameReason, "Why it has no name.", .omitsEmpty),
        Field("etcFilesReason", \.etcFilesReason, "Which files aren't written.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "NetworkStatus"
    /// What it is for.
    public static let summary = "Whether the host's network is ready: addresses, connectivity, a name and files."
    /// As `talosctl get netstatus`.
    public static let aliases = ["netstatus", "netstatuses"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("ADDRESS", "addressReady"), Column("CONNECTIVITY", "connectivityReady"),
        Column("HOSTNAME", "hostnameReady"), Column("ETC", "etcFilesReady"),
        Column("ADDRESSREASON", "addressReason", isWide: true),
        Column("CONNECTIVITYREASON", "connectivityReason", isWide: true),
        Column("HOSTNAMEREASON", "hostnameReason", isWide: true), Column("ETCREASON", "etcFilesReason", isWide: true),
    ]
    /// All is ready.
    public static let example = Example(
        "status",
        ["addressReady": true, "connectivityReady": true, "hostnameReady": true, "etcFilesReady": true])
    /// How an id looks.
    public static let idForm = "status"
    /// There is one.
    public var id: String { "status" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { id == "status" ? [:] : nil }
}
