import NetworkTypes

extension ProbeTarget {
    /// The most that is read of an answer's beginning.
    private static let answerLimit = 4096

    /// Tries it once; blocks.
    ///
    /// - Throws: Why it wasn't reached.
    func reach(until deadline: ContinuousClock.Instant) throws(ProbeFailure) {
        switch self {
        case .tcp(let endpoint): _ = try ProbeConnection(to: endpoint, until: deadline)
        case .http(let endpoint, let authority, let path):
            try Self.get(path, of: authority, over: ProbeConnection(to: endpoint, until: deadline), until: deadline)
        case .name(let name): _ = try NameLookup.resolve(name)
        case .echo(let neighbours): try Self.echo(neighbours, until: deadline)
        }
    }

    private static func get(
        _ path: String, of authority: String, over connection: borrowing ProbeConnection,
        until deadline: ContinuousClock.Instant
    ) throws(ProbeFailure) {
        let request = """
            GET \(path) HTTP/1.1\r
            Host: \(authority)\r
            User-Agent: netstrata\r
            Accept: */*\r
            Connection: close\r
            \r\n
            """
        try connection.send(Array(request.utf8), until: deadline)
        var answer: [UInt8] = []
        while answer.count < answerLimit, !answer.contains(UInt8(ascii: "\n")) {
            let more = try connection.receive(atMost: answerLimit - answer.count, until: deadline)
            if more.isEmpty { throw answer.isEmpty ? .closed : .notHTTP }
            answer += more
        }
        let status = try Self.status(answer.prefix { $0 != UInt8(ascii: "\n") })
        guard (200...399).contains(status) else { throw .status(status) }
    }

    /// The number in a status line (RFC 9112 §4): `HTTP/1.1 200 OK`.
    static func status(_ line: some Sequence<UInt8>) throws(ProbeFailure) -> Int {
        let words = String(decoding: line.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self).split(
            separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.allSatisfy({ (48...57).contains($0) }),
            let status = Int(words[1]), (100...599).contains(status)
        else { throw .notHTTP }
        return status
    }
}
