internal import GRDB

/// What the program notes for itself besides resources: a text under a name, and no change of any resource.
extension ResourceStore {
    /// The text that was noted last under a name; `nil` for none.
    public func note(_ name: String) throws(StoreError) -> String? {
        try readers.read {
            try String.fetchOne($0, sql: "SELECT value FROM property WHERE name = ?", arguments: [name])
        }
    }
}

extension WriteTransaction {
    /// Notes a text under a name.
    public func setNote(_ name: String, _ text: String) throws(StoreError) {
        try execute("INSERT OR REPLACE INTO property (name, value) VALUES (?, ?)", [name, text])
    }

    /// Forgets what was noted under a name.
    func forgetNote(_ name: String) throws(StoreError) {
        try execute("DELETE FROM property WHERE name = ?", [name])
    }
}
