import NIOHTTP1
import Resources

/// Every route, a line each; OpenAPI derives from the same list.
enum Routes {
    private static let type = "/v1/resources/{namespace}/{type}"
    private static let one = type + "/{id}"
    private static let config = MachineConfig.path
    private static let windows = "/v1/confirmations"
    private static let window = windows + "/{confirmation}"

    static let all: [Route] = [
        Route(.GET, "/", Front.page, "A short text with three curl lines that work."),
        Route(.GET, "/v1/types", Types.list, "The resource types.", [.output]),
        Route(.GET, type, Lists.list, "The resources of a type, a snapshot.", lists),
        Route(.GET, one, Gets.get, "One resource.", .reading + [.revisions, .blame, .limit, .pageToken]),
        Route(.PUT, one, Writes.put, "Create or replace.", .writing, body: .resource, successes: [200, 201]),
        Route(.PATCH, one, Writes.patch, "Change a part (RFC 7396, RFC 6902).", .writing, body: .patch),
        Route(.DELETE, one, Writes.delete, "Remove.", .writing, successes: [200, 202]),
        Route(.GET, "/v1/history", Histories.list, "Every change, newest first.", .history),
        Route(.GET, "/v1/history/{revision}", Histories.one, "One change.", [.effects, .form]),
        Route(.GET, "/v1/diff", Differences.get, "What differs between two revisions.", .difference),
        Route(.POST, "/v1/transactions", Transactions.post, "Many operations or none.", .writing, body: .transaction),
        Route(.GET, "/v1/transactions/{transaction}", Transactions.get, "One transaction.", [.form]),
        Route(
            .POST, "/v1/transactions/{transaction}/revert", Reverts.post, "Undo one transaction.", .writing),
        Route(
            .POST, "/v1/rollback", Rollbacks.post, "Make what people ask for what it was.", restoring),
        Route(.GET, windows, Confirmations.list, "What has to be confirmed, and what was, newest first.", [.form]),
        Route(.GET, window, Confirmations.get, "One of them.", [.form]),
        Route(.POST, window + "/confirm", Confirmations.confirm, "What was changed stays.", [.form]),
        Route(.POST, window + "/cancel", Confirmations.cancel, "Put it back now.", [.form]),
        Route(.POST, window + "/extend", Confirmations.extend, "So much time from now on.", [.extension, .form]),
        Route(.GET, "/v1/explain/{type}/{id}", Explanations.get, "Where a merged spec comes from.", [.form]),
        Route(.GET, "/v1/firewall", Firewalls.get, "The packet filter's rules in the order of evaluation.", [.form]),
        Route(
            .GET, "/v1/firewall/test", FirewallQuestions.get, "Whether a packet would come through.", Parameter.packet),
        Route(.GET, config, Configurations.get, "The machine configuration.", [.report, .revision]),
        Route(
            .PUT, config, Configurations.put, "Replace it.", configuring, body: .configuration, successes: [200, 201]),
        Route(.PATCH, config, Configurations.patch, "Change a part of it.", configuring, body: .configurationPatch),
        Route(.DELETE, config, Configurations.delete, "Remove it.", .writing),
        Route(.GET, "/v1/audit", AuditLog.list, "The audit log, newest first.", .audit),
        Route(.GET, "/v1/audit/head", AuditLog.head, "How far the audit log has come.", [.form]),
        Route(.GET, "/v1/audit/verify", AuditLog.verify, "Whether the audit log is as it was written.", .verifying),
        Route(.GET, "/v1/audit/proof/{revision}", AuditLog.proof, "That a change is in the signed log.", [.form]),
        Route(.GET, "/v1/audit/export", AuditExport.get, "The audit log and history, to verify elsewhere."),
        Route(.POST, "/v1/audit/rotate", AuditLog.rotate, "Sign with another key from here on.", [.form]),
        Route(.GET, "/openapi.json", Front.openAPI, "This description."),
        Route(.GET, "/healthz", Health.alive, "Whether the daemon answers."),
        Route(.GET, "/readyz", Health.ready, "Whether it does its work.", [.verbose], successes: [200]),
        Route(.GET, "/version", Health.version, "The daemon's version."),
        Route(.GET, "/metrics", Health.metrics, "Counters for Prometheus."),
    ]

    private static let configuring = .writing + [Parameter.allowUnsupported]
    private static let restoring = [Parameter.target] + Parameter.scope + .writing
    private static let lists = .reading + [Parameter.labelSelector, .limit, .pageToken]
}

extension [Parameter] {
    fileprivate static var reading: [Parameter] { Parameter.reading }
    fileprivate static var writing: [Parameter] { Parameter.writing }
    fileprivate static var history: [Parameter] { Parameter.history }
    fileprivate static var audit: [Parameter] { Parameter.audit }
    fileprivate static var verifying: [Parameter] { Parameter.verifying }
    fileprivate static var difference: [Parameter] { Parameter.difference }
}
