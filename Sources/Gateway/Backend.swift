public import Resources
import Store

/// What endpoints work with.
struct Backend: Sendable {
    let configuration: GatewayConfiguration
    let store: ResourceStore
    let catalog: ResourceCatalog
    let planner: any Planner
    /// Who signs the audit log; `nil` where nobody does.
    let auditKeeper: (any AuditKeeper)?
    /// The verification of the audit log.
    let verification = OneAtATime()
    /// Where refused writes are noted.
    let refusals: Refusals
    let windows: ConfirmWindows
    let statistics: @Sendable () async throws(StatisticsError) -> [String: LinkStatistics]
    let chainStatistics: @Sendable () async throws(StatisticsError) -> [String: NfTablesChainStatistics]
    let traffic: RuleTrafficReader
    /// The controllers that derive layers from the machine configuration.
    let configurationStages: Set<String>
    let readiness: @Sendable () async -> [ReadinessCheck]
    let metrics: GatewayMetrics
    let streams: StreamRegistry
    /// The OpenAPI document, in bytes.
    let openAPI: [UInt8]

    /// Answers that can be given again while nothing is committed.
    let answers: AnswerCache

    var limits: Limits { configuration.limits }
}

/// Asks the kernel what it has of the rules of chains, by the chains' names and in the order of their rules.
public typealias RuleTrafficReader =
    @Sendable ([NfTablesChainSpec]) async throws(StatisticsError) -> [String: [RuleTraffic]]

/// Why the kernel's counters can't be had.
public struct StatisticsError: Error {
    /// The kernel's words.
    public let reason: String
    /// An error with the kernel's words.
    public init(reason: String) { self.reason = reason }
}

/// Something that must be so before the daemon does its work.
public struct ReadinessCheck: Hashable, Sendable {
    /// What is checked, in a word or two.
    public var name: String
    /// Whether it is so.
    public var ok: Bool
    /// Why not, or how it is.
    public var detail: String

    /// A check from its parts.
    public init(name: String, ok: Bool, detail: String = "") {
        self.name = name
        self.ok = ok
        self.detail = detail
    }
}
