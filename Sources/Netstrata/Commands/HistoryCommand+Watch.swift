import ArgumentParser
import NIOHTTP1
import Resources

extension HistoryCommand {
    /// Shows the last changes, oldest first, then each new one as it comes.
    ///
    /// The daemon streams resources, not history: every list that can hold a change is watched, and what has come since
    /// is read whenever one of them moves.
    func follow(_ request: APIRequest, _ lists: [ResourceName], _ client: APIClient) async throws {
        let first = try await page(request, client)
        var revision = first.revision
        let rows = Array(first.rows.reversed())
        let widths = HistoryRow.table(rows, isWide: output == .wide).widths(within: Terminal.output.width)
        if output != .json { show([], widths, titles: true) }
        show(rows, widths, titles: false)
        let (moves, mover) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for list in lists {
                var watch = APIRequest(.GET, list.path)
                watch.add(flag: "watch")
                watch.add("revision", String(revision))
                group.addTask { [watch] in
                    // When one watch ends, the command does: what it would miss can't be known.
                    defer { mover.finish() }
                    try await client.stream(watch, about: list.type) { (line: String) throws(ClientError) in
                        if try WatchEvent(line).kind != "BOOKMARK" { mover.yield() }
                    }
                }
            }
            for await _ in moves {
                let new = try await changes(after: revision, request, client)
                revision = new.first?.revision ?? revision
                show(new.reversed(), widths, titles: false)
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        throw ClientError.cutOff("the watch is over")
    }

    private struct Page {
        var rows: [HistoryRow]
        var revision: Int64
        var next: String?
    }

    private func page(_ request: APIRequest, _ client: APIClient) async throws(ClientError) -> Page {
        let response = try await client.send(request, about: "history")
        let json = try response.json()
        let rows = (json["items"]?.elements ?? []).map { HistoryRow($0) }
        return Page(rows: rows, revision: json["metadata"]?["revision"]?.integer ?? 0, next: response.nextPage)
    }

    /// The changes after a revision, newest first, from as many pages as that takes.
    private func changes(
        after revision: Int64, _ request: APIRequest, _ client: APIClient
    ) async throws(ClientError) -> [HistoryRow] {
        var found: [HistoryRow] = []
        var next: APIRequest? = request
        while let request = next {
            let page = try await page(request, client)
            let new = page.rows.prefix { $0.revision > revision }
            found += new
            next = new.count == page.rows.count ? page.next.map { APIRequest(.GET, $0) } : nil
        }
        return found
    }

    private func show(_ rows: [HistoryRow], _ widths: [Int], titles: Bool) {
        guard output != .json else {
            Terminal.output.write(rows.map { $0.json.canonical + "\n" }.joined())
            return
        }
        let table = HistoryRow.table(rows, isWide: output == .wide)
        let below = diff ? rows.map(\.difference) : []
        Terminal.output.write(table.rendered(for: .output, widths: widths, titles: titles, below: below))
    }
}
