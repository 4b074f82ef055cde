/// A long history of many routes, which the daemon seals in its audit log when it starts.
struct LongPast {
    let resources: Routes
    let changes: Int

    /// Gives each route its changes; the daemon is stopped for it.
    func fill(_ daemon: Daemon) throws {
        try daemon.stop()
        try HistoryFiller.fill(
            daemon.database, Self.rows, ["count": resources.count, "changes": changes], isCovered: false)
        _ = try daemon.startAgain()
    }

    /// Change after change of route after route, and the routes as the last ones say.
    private static let rows = """
        INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
                annotations, created, updated, spec, previous)
            SELECT revision, txn, CASE version WHEN 1 THEN 'created' ELSE 'updated' END, 'network-config', 'RouteSpec',
                'api/inet4/192.0.2.1/' || dst || '/100', version, 'running', '', '[]', '{}', '{}',
                '2023-11-14T22:13:20.000Z', time,
                '{"dst":"' || dst || '","family":"inet4","gateway":"192.0.2.1","layer":"api","mtu":'
                    || (1000 + version % 400) || ',"outLinkName":"bench0","priority":100,"protocol":"static",'
                    || '"scope":"global","table":"main","type":"unicast"}',
                CASE version WHEN 1 THEN 0 ELSE revision - :count END
            FROM (SELECT *, '10.' || (place >> 8) || '.' || (place & 255) || '.0/24' AS dst FROM made) ORDER BY revision;
        INSERT INTO resource (namespace, type, id, version, revision, created, updated, spec)
            SELECT namespace, type, id, version, revision, created, updated, spec FROM history
            WHERE version = :changes AND namespace = 'network-config';
        """
}
