public import NetworkTypes

/// Something that the host should reach; it is tried again and again.
public struct ProbeSpec: ResourceSpec {
    /// The pause between the beginnings of two tries.
    public var interval = GoDuration.seconds(1)
    /// How many tries in a row must fail until the probe does.
    public var failureThreshold: UInt32 = 0
    /// A TCP connection.
    public var tcp: TCP?
    /// An HTTP request.
    public var http: HTTP?
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// A probe of nothing.
    public init() {}

    /// The range of pauses, and of times that a try may take.
    public static let intervals = GoDuration.milliseconds(100)...GoDuration.seconds(86_400)
    /// The range of times that a try may take.
    public static let timeouts = GoDuration.milliseconds(10)...GoDuration.seconds(600)

    /// A TCP connection that must come about.
    public struct TCP: FieldRecord {
        /// Where to.
        public var endpoint: Endpoint?
        /// How long a try may take.
        public var timeout = GoDuration.seconds(10)
        /// A connection to nowhere.
        public init() {}
        /// Every member.
        public static let fields: FieldList<TCP> = [
            Field("endpoint", \.endpoint, "Host and port; follow from the id.", .required),
            Field(span: "timeout", \.timeout, "How long a try may take, from 10ms to 10m; 10s by default."),
        ]
        /// A timeout that is too short or too long.
        public func contradictions() -> [Fault] { timeout.fault("timeout", ProbeSpec.timeouts) }
    }

    /// An HTTP request that must be answered without an error.
    public struct HTTP: FieldRecord {
        /// What is asked for.
        public var url: ProbeURL?
        /// How long a try may take.
        public var timeout = GoDuration.seconds(10)
        /// A request for nothing.
        public init() {}
        /// Every member.
        public static let fields: FieldList<HTTP> = [
            Field("url", \.url, "What is asked for with GET; follows from the id.", .required),
            Field(span: "timeout", \.timeout, "How long a try may take, from 10ms to 10m; 10s by default."),
        ]
        /// A timeout that is too short or too long, and what can't be asked for.
        public func contradictions() -> [Fault] {
            var faults = timeout.fault("timeout", ProbeSpec.timeouts)
            if let url, url.isSecure {
                let alternative = url.endpoint.map { "; tcp:\($0) shows that it can be connected to" } ?? ""
                faults.append(
                    Fault(JSONPointer(tokens: ["url"]), "https probes aren't carried out by this version\(alternative)")
                )
            }
            if let name = SecretParameters.first(in: url?.description ?? "") {
                let detail =
                    "what is asked for is shown to everybody, so it can't hold a secret such as the parameter '\(name)'"
                faults.append(Fault(JSONPointer(tokens: ["url"]), detail))
            }
            return faults
        }
    }

    /// Every member.
    public static let fields: FieldList<ProbeSpec> = [
        Field(
            span: "interval", \.interval,
            "The pause between the beginnings of two tries, from 100ms to 24h; 1s by default."),
        Field(
            "failureThreshold", \.failureThreshold, in: 0...1000,
            "How many tries in a row must fail until a probe that succeeded fails; 0 is the same as 1."),
        Field("tcp", \.tcp, "A TCP connection must come about.", .omitsEmpty),
        Field("http", \.http, "A GET must be answered with a status from 200 to 399.", .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "ProbeSpec"
    /// What it is for.
    public static let summary = "Something that the host should reach: a TCP port or a URL, tried again and again."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("INTERVAL", "interval"), Column("THRESHOLD", "failureThreshold"), Column("LAYER", "layer"),
    ]
    /// A proxy.
    public static let example = Example("tcp:proxy.example.com:3128", ["interval": "10s", "failureThreshold": 3])
    /// Merged; its status says how it went.
    public static let stages = ["ProbeMergeController"]
    /// Its status says how it went.
    public static func report(on id: String) -> (type: String, id: String) { (ProbeStatus.typeName, id) }
    /// How an id looks.
    public static let idForm =
        "tcp:<host>:<port> or http:<URL>, such as tcp:proxy.example.com:3128 or http:http://192.0.2.1/health"

    /// What is tried.
    public var id: String {
        if let endpoint = tcp?.endpoint { return "tcp:\(endpoint)" }
        return http?.url.map { "http:\($0)" } ?? ""
    }

    /// What is tried.
    public static func members(fromID id: String) -> [String: JSON]? {
        if let text = id.after("tcp:"), Endpoint(text) != nil { return ["tcp": ["endpoint": .string(text)]] }
        // One with a password is understood, so that it can be refused without being repeated.
        if let text = id.after("http:"), ProbeURL(text) != nil || ProbeURL.hasUserInformation(text) {
            return ["http": ["url": .string(text)]]
        }
        return nil
    }

    /// Neither or both of the two, and a pause that is too short or too long.
    public func contradictions() -> [Fault] {
        let isOne = (tcp == nil) != (http == nil)
        return (isOne ? [] : [Fault(.root, "a probe has either tcp or http")])
            + interval.fault("interval", Self.intervals)
    }
}

extension GoDuration {
    fileprivate func fault(_ member: String, _ range: ClosedRange<GoDuration>) -> [Fault] {
        if range.contains(self) { return [] }
        let expected = "a duration from \(range.lowerBound) to \(range.upperBound) is expected, not \(self)"
        return [Fault(JSONPointer(tokens: [member]), expected)]
    }
}

extension String {
    fileprivate func after(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}

/// Whether the host reaches something.
public struct ProbeStatus: ResourceSpec {
    /// What is tried; not a member, the id says it.
    public var name = ""
    /// Whether it is reached.
    public var success = false
    /// Why not.
    public var lastError = ""
    /// Since when that is so.
    public var since: Moment?
    /// How long the try took that showed it.
    public var took: GoDuration?

    /// Nothing known.
    public init() {}

    /// Every member.
    public static let fields: FieldList<ProbeStatus> = [
        Field("success", \.success, "Whether it is reached."),
        Field("lastError", \.lastError, "Why it isn't reached; empty where it is."),
        Field("since", \.since, "Since when it is, or isn't, reached: RFC 3339, UTC.", .omitsEmpty),
        Field("took", \.took, "How long the try took that showed it; later ones aren't written down.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "ProbeStatus"
    /// What it is for.
    public static let summary = "Whether the host reaches what a ProbeSpec names."
    /// As `talosctl get probes`.
    public static let aliases = ["probe", "probes"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("SUCCESS", "success"), Column("SINCE", "since"), Column("TOOK", "took", isWide: true),
        Column("LASTERROR", "lastError"),
    ]
    /// A proxy.
    public static let example = Example(
        "tcp:proxy.example.com:3128", ["success": true, "since": "2026-01-31T12:30:00.000Z", "took": "3ms"])
    /// How an id looks.
    public static let idForm = ProbeSpec.idForm
    /// What is tried.
    public var id: String { name }
    /// The id is no member.
    public static func members(fromID id: String) -> [String: JSON]? {
        ProbeSpec.members(fromID: id) == nil ? nil : [:]
    }
}
