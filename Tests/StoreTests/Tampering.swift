import GRDB

/// What somebody does who drops the triggers first, and makes them again.
func tamper(_ path: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
        let triggers = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger[0] as String)") }
        try database.execute(sql: sql)
        for trigger in triggers { try database.execute(sql: trigger[1]) }
    }
    try queue.close()
}
