import Resources
import Store
import TestSupport
import Testing

/// Talos' tests of controllers that make resources of resources, on ours and a real store.
@Suite struct `Controllers, as Talos tests them` {
    private static let files = ["merge.json", "derived-controllers.json", "config-controllers.json"]

    /// What isn't there yet, by the beginning of a case's name.
    static let missing = [
        "HostDNS/": "the host runs no DNS server",
        "RoutingRule/TestReservedPrioritySkipped": "a configuration that isn't valid is never carried out",
        "Link/TestMachineConfiguration (legacy)": "the same: ports of a bridge have addresses",
    ]

    static let all = files.flatMap(ConformanceFile.cases).map(readable)
    static let cases = all.filter { example in !missing.keys.contains { example.name.hasPrefix($0) } }

    /// As our readers take it.
    ///
    /// Keys of WireGuard are checked, and two of Talos' are none; names of links are `interfaceNames` in its cases, and ports are objects.
    private static func readable(_ example: ConformanceCase) -> ConformanceCase {
        let text = example.json.canonical
            .replacing("\"interfaceNames\":", with: "\"interfaceName\":")
            .replacing(/\{"hi":(\d+),"lo":\d+\}/) { String($0.1) }
            .replacing("\"ABC\"", with: "\"IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY=\"")
            .replacing("\"DEF\"", with: "\"bGsc2rOpl6JHd/Pm4fYrIkEABL0ZxW7IlaSyh77IMhw=\"")
        return ConformanceCase(json: (try? JSON(parsing: text)) ?? example.json)
    }

    @Test(.enabled(if: !all.isEmpty, Comment(rawValue: ConformanceFile.absence)))
    func `what is left out is named, and nothing else is`() {
        #expect(Self.missing.keys.filter { name in !Self.all.contains { $0.name.hasPrefix(name) } } == [])
        #expect((Self.all.count, Self.cases.count) == (98, 91))
    }

    @Test(.enabled(if: !all.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: cases)
    func `a case`(_ example: ConformanceCase) async throws {
        try await withStore { store, path async throws in
            let bench = try CaseBench(example, store)
            try await bench.useTalosDefaults()
            for step in example.json.list("steps") { try await run(step, bench) }
            if let flapping = example.json["flapping"] { try await run(flapping: flapping, bench) }
            store.close()
            #expect(try Invariants.violations(path: path) == [])
        }
    }

    private func run(_ step: JSON, _ bench: CaseBench) async throws {
        let known = ["create", "update", "destroy", "expect", "expectAbsent", "applyConfig", "removeConfig"]
        let action = try #require(step.members?.keys.first)
        try #require(step.members?.count == 1 && known.contains(action), "\(step.canonical)")
        if action == "applyConfig" { return try await bench.apply(step.list(action)) }
        if action == "removeConfig" { return try await bench.removeConfiguration() }
        for resource in step.list(action) {
            switch action {
            case "create": try await bench.create(resource)
            case "update": try await bench.update(resource)
            case "destroy": try await bench.destroy(resource)
            case "expect":
                let isThere = try await bench.work { try bench.has(resource) }
                let found = try bench.get(resource)
                #expect(isThere, "\(resource.canonical) isn't \(String(describing: found))")
            default:
                let isGone = try await bench.work { try bench.get(resource) == nil }
                #expect(isGone, "\(resource.canonical)")
            }
        }
    }

    /// Layers come and go while somebody holds what they make.
    private func run(flapping: JSON, _ bench: CaseBench) async throws {
        let inputs = flapping.list("inputs")
        let output = try #require(flapping["output"])
        func isIn(_ phase: Phase) throws -> Bool { try bench.get(output)?.metadata.phase == phase }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<(flapping["iterations"]?.integer ?? 0) {
            var chosen = inputs.filter { _ in Bool.random(using: &generator) }
            if chosen.isEmpty { chosen = [inputs[Int.random(in: 0..<inputs.count, using: &generator)]] }
            for input in chosen { try await bench.create(input) }
            try #require(try await bench.work { try isIn(.running) })
            try await bench.addFinalizer("foo", to: output)
            for input in chosen { try await bench.destroy(input) }
            try #require(try await bench.work { try isIn(.tearingDown) })
            try await bench.removeFinalizer("foo", from: output)
        }
        for input in inputs { try await bench.create(input) }
        var final = output
        final["spec"] = flapping["final"]
        let isFinal = try await bench.work { try bench.has(final) }
        let found = try bench.get(output)
        #expect(isFinal, "\(String(describing: found))")
    }
}
