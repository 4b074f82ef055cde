import ArgumentParser
import NIOHTTP1
import Resources

extension HistoryCommand {
    /// Shows the last changes, oldest first, then each new one as it comes.
    func follow(_ request: APIRequest, _ client: APIClient) async throws {
        let first = try await client.send(request, about: "history").json()
        let rows = (first["items"]?.elements ?? []).reversed().map { HistoryRow($0) }
        let widths = HistoryRow.table(rows, isWide: output == .wide).widths(within: Terminal.output.width)
        if output != .json { show([], widths, titles: true) }
        show(rows, widths, titles: false)
        var watch = request
        watch.query.removeAll { $0.name == "limit" }
        watch.add(flag: "watch")
        watch.add("revision", first["metadata"]?["revision"]?.words)
        try await client.stream(watch, about: "history") { (line: String) throws(ClientError) in
            guard let change = try WatchEvent(line).change else { return }
            show([HistoryRow(change)], widths, titles: false)
        }
        throw ClientError.cutOff("the watch is over")
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
