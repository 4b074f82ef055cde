import NIOHTTP1
import Resources

/// What a write did, in the words that commands print.
enum WriteReport {
    /// One line for one resource: `AddressSpec/eth0/192.0.2.10/24 created (revision 12)`.
    static func line(_ resource: String, _ did: String, revision: Int64?, isDryRun: Bool) -> String {
        guard !isDryRun else { return "\(resource) \(would[did] ?? "would be \(did)")\n" }
        return "\(resource) \(does[did] ?? did)" + (revision.map { " (revision \($0))" } ?? "") + "\n"
    }

    private static let does = ["tearingDown": "is being torn down"]
    private static let would = ["unchanged": "would stay as it is", "tearingDown": "would be torn down"]

    /// The plan of a dry run, or what `--wait` saw.
    ///
    /// - Throws: `notApplied` when the answer says so.
    static func finish(_ answer: JSON, isDryRun: Bool) throws(ClientError) {
        if isDryRun {
            let plan = KernelPlan(answer).rendered(colours: Terminal.output.hasColours)
            if let cut = answer["cut"]?.text {
                Terminal.output.write("! it would cut the connection over which it is asked for: \(cut)\n")
            }
            Terminal.output.write(plan + "Nothing was changed: this was a dry run.\n")
        }
        try checkApplied(answer)
        if answer["applied"] == true { Terminal.output.write("applied\n") }
    }

    /// - Throws: `notApplied` when the answer says so.
    static func checkApplied(_ answer: JSON) throws(ClientError) {
        guard answer["applied"] == false else { return }
        throw .notApplied(reasons: (answer["reasons"]?.elements ?? []).compactMap(\.text))
    }
}

/// One operation of a transaction.
struct Operation {
    var name: ResourceName
    /// Where it came from, for faults: `network.yaml, document 2`.
    var place: String
    /// The members besides `resource`.
    var members: [String: JSON]
}

extension APIClient {
    /// Does several operations, all or none, and prints a line for each.
    func transact(_ operations: [Operation], _ options: WriteOptions) async throws(ClientError) {
        var request = APIRequest(
            .POST, "/v1/transactions",
            json: [
                "operations": .array(
                    operations.map { .object($0.members.merging(["resource": .string($0.name.full)]) { $1 }) })
            ])
        options.apply(to: &request)
        let answer: JSON
        do {
            answer = try await send(request, about: "nothing was changed").json()
        } catch {
            throw Self.locate(error, operations)
        }
        // The results stand in the order of the operations, whose names are as they were written, without the layer.
        for (operation, result) in zip(operations, answer["results"]?.elements ?? []) {
            let line = WriteReport.line(
                operation.name.description, result["status"]?.text ?? "done", revision: result["revision"]?.integer,
                isDryRun: options.dryRun)
            Terminal.output.write(line)
        }
        try await conclude(answer, options)
    }

    /// Says for each fault in which document it is, instead of in which operation.
    static func locate(_ error: ClientError, _ operations: [Operation]) -> ClientError {
        error.mappingFaults { pointer, detail in
            guard pointer.tokens.first == "operations", pointer.tokens.count > 1, let index = Int(pointer.tokens[1]),
                operations.indices.contains(index)
            else { return (pointer.description, detail) }
            let rest = JSONPointer(tokens: Array(pointer.tokens.dropFirst(2)))
            let operation = operations[index]
            return (rest.place(in: operation.place), "\(operation.name.description): \(detail)")
        }
    }

    /// The ETag of what is at a path, or `nil` when there is nothing.
    func entityTag(of path: String) async throws(ClientError) -> String? {
        do {
            return try await send(APIRequest(.HEAD, path)).headers.first(name: "ETag")
        } catch {
            guard error.status == .notFound else { throw error }
            return nil
        }
    }

    /// Creates or replaces a resource and says which, with the revision that it has now.
    func put(
        _ name: ResourceName, _ body: JSON, _ options: WriteOptions, ifMatch: String? = nil
    ) async throws(ClientError) {
        let before = try await entityTag(of: name.path)
        var request = APIRequest(.PUT, name.path, json: body)
        request.addHeader("If-Match", ifMatch)
        options.apply(to: &request)
        let response = try await send(request, about: name.description)
        let answer = try response.json()
        let resource = answer["resource"] ?? answer
        let isSame = before != nil && before == response.headers.first(name: "ETag")
        let did = response.status == 201 ? "created" : isSame ? "unchanged" : "updated"
        let revision = resource["metadata"]?["revision"]?.integer
        Terminal.output.write(
            WriteReport.line(name.description, did, revision: revision, isDryRun: options.dryRun))
        try await conclude(answer, options)
    }
}
