/// What rows of the log that are gone explain: their transactions, and the changes of these, look as if nobody had sealed them.
struct LostRows: Sendable {
    /// How many rows are gone since the last that tells of a transaction.
    private var count: Int64 = 0
    /// How many more were cut off before it, as a row of the log tells.
    private var told: Int64 = 0
    /// The transactions of which those before the current row can have told.
    private var transactions: Range<Int64>?

    /// Takes in that rows are gone before one.
    ///
    /// - Parameters:
    ///   - rows: How many; 0 or less for none.
    ///   - sealed: The row.
    ///   - last: The last transaction that is sealed before them.
    mutating func add(rows: Int64, before sealed: SealedRow, after last: Int64) {
        count += max(0, rows)
        let end = sealed.transaction ?? .max
        transactions = count > 0 && end > last + 1 ? last + 1..<end : nil
    }

    /// Takes in that a row of the log tells of a break: the transactions whose rows were cut off aren't sealed anywhere.
    mutating func add(_ gap: AuditBreak) { told += max(0, gap.expected.sequence - gap.found.sequence) }

    /// Whether no more transactions are unsealed than rows are gone; what comes later isn't explained by them.
    mutating func explains(_ unsealed: Range<Int64>) -> Bool {
        defer { (count, told) = (0, 0) }
        return unsealed.count <= count + told
    }

    /// Whether a change of a transaction is one of which a row that is gone has told.
    func hides(_ transaction: Int64) -> Bool { transactions?.contains(transaction) ?? false }
}

extension [Int64] {
    /// The first and last of each run of numbers that follow each other.
    var runs: [(first: Int64, last: Int64)] {
        reduce(into: []) { runs, number in
            if let last = runs.last?.last, last + 1 == number {
                runs[runs.count - 1].last = number
            } else {
                runs.append((number, number))
            }
        }
    }
}
