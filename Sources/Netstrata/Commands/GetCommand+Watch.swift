import ArgumentParser
import NIOHTTP1
import Resources

extension GetCommand {
    /// Shows the present state, then each change as it comes, until the daemon or the user ends it.
    func watch(_ names: [ResourceName], _ client: APIClient, _ directory: TypeDirectory) async throws {
        guard let first = names.first, names.allSatisfy({ $0.type == first.type && $0.namespace == first.namespace })
        else {
            throw ClientError.input("-w follows one type.")
        }
        var request = APIRequest(.GET, ResourceName(namespace: first.namespace, type: first.type, id: "").path)
        request.add(flag: "watch")
        request.add("labelSelector", selector)
        request.add("revision", revision.map { PointInTime($0).text })
        let ids = Set(names.map(\.id))
        let columns = try directory.find(first.type).columns.filter { output == .wide || !$0.isWide }
        var table = WatchTable(columns, startsEmpty: revision != nil)
        let format = output
        try await client.stream(request, about: first.type) { (line: String) throws(ClientError) in
            let event = try WatchEvent(line)
            if event.kind == "BOOKMARK" {
                if format == .table || format == .wide { Terminal.output.write(table.settle()) }
                return
            }
            guard ids.contains("") || ids.contains(where: event.matches) else { return }
            switch format {
            case .json: Terminal.output.write(line + "\n")
            case .name: Terminal.output.write("\(event.kind) \(ResourceName.described(event.object))\n")
            case .table, .wide, .yaml: Terminal.output.write(table.add(event))
            }
        }
        throw ClientError.cutOff("the watch is over; --revision N goes on after N")
    }
}
