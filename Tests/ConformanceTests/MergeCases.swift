import Resources
import Store
import TestSupport
import Testing

/// Talos' tests of its merge controllers, on ours and a real store.
@Suite struct `Merges, as Talos tests them` {
    /// What isn't there yet, by the beginning of a case's name.
    static let missing = [
        "Hostname/": "host names aren't merged yet", "Resolver/": "resolvers aren't merged yet",
        "TimeServer/": "time servers aren't merged yet", "Probe/": "probes aren't merged yet",
        "Operator/": "operators aren't there yet", "Link/TestMergeLogicalLink": "LinkSpec has no bondMaster yet",
        "Link/TestMergeWireguard": "LinkSpec has no wireguard yet",
    ]

    static let cases = ConformanceFile.cases("merge.json").filter { example in
        !missing.keys.contains { example.name.hasPrefix($0) }
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)))
    func `the cases that are left out are named one by one`() {
        let all = ConformanceFile.cases("merge.json").map(\.name)
        #expect(Self.missing.keys.filter { name in !all.contains { $0.hasPrefix(name) } } == [])
        #expect(Self.cases.count == 9)
    }

    @Test(.enabled(if: !cases.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases)
    func `a case`(_ example: ConformanceCase) async throws {
        try await withStore { store, path async throws in
            for step in example.json.list("steps") { try await run(step, store) }
            if let flapping = example.json["flapping"] { try await run(flapping: flapping, store) }
            store.close()
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    private func run(_ step: JSON, _ store: ResourceStore) async throws {
        let known = ["create", "destroy", "expect", "expectAbsent"]
        let action = try #require(step.members?.keys.first)
        try #require(step.members?.count == 1 && known.contains(action), "\(step.canonical)")
        for resource in step.list(action) {
            let bench = try #require(MergeBench(resource.text("type"), store), "\(resource.text("type"))")
            switch action {
            case "create": try await bench.create(resource)
            case "destroy": try await bench.destroy(resource)
            case "expect":
                let isThere = try await bench.work { try bench.has(resource) }
                let found = try store.get(bench.key(resource))
                #expect(isThere, "\(resource.canonical) isn't \(String(describing: found))")
            default:
                let isGone = try await bench.work { try store.get(bench.key(resource)) == nil }
                #expect(isGone, "\(resource.canonical)")
            }
        }
    }

    /// Layers come and go while somebody holds what they make.
    private func run(flapping: JSON, _ store: ResourceStore) async throws {
        let inputs = flapping.list("inputs")
        let output = try #require(flapping["output"])
        let bench = try #require(MergeBench(output.text("type"), store))
        let key = bench.key(output)
        func isIn(_ phase: Phase) throws -> Bool { try store.get(key)?.metadata.phase == phase }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<(flapping["iterations"]?.integer ?? 0) {
            var chosen = inputs.filter { _ in Bool.random(using: &generator) }
            if chosen.isEmpty { chosen = [inputs[Int.random(in: 0..<inputs.count, using: &generator)]] }
            for input in chosen { try await bench.create(input) }
            try #require(try await bench.work { try isIn(.running) })
            try await bench.write { transaction throws(StoreError) in try transaction.addFinalizer("foo", to: key) }
            for input in chosen { try await bench.destroy(input) }
            try #require(try await bench.work { try isIn(.tearingDown) })
            try await bench.write { transaction throws(StoreError) in
                try transaction.removeFinalizer("foo", from: key)
            }
        }
        for input in inputs { try await bench.create(input) }
        var final = output
        final["spec"] = flapping["final"]
        let isFinal = try await bench.work { try bench.has(final) }
        let found = try store.get(key)
        #expect(isFinal, "\(String(describing: found))")
    }
}
