import Kernel
import Resources
import Store
import Testing

@testable import Controllers

@Suite struct `The parts of a plan` {
    private static func step(_ spec: String?) -> PlannedStep {
        PlannedStep(
            .deleteLink(index: 1), for: spec, finding: "",
            PlannedOperation("delete", "", before: .null, after: .null, isDisruptive: false))
    }

    private static func claim(_ spec: String) -> LedgerEntry {
        LedgerEntry(kind: "route", object: spec, spec: spec, claim: .made)
    }

    @Test func `keep the order, and bring every claim before the first step that needs it`() {
        let count = ClaimedSteps<KernelChange>.size * 3 + 7
        // Two steps for every third spec, far from each other; steps for nobody; and claims in another order.
        let specs = (0..<count).map { $0 % 5 == 0 ? nil : "\(($0 * 7919) % (count - 50))" }
        let claims = Set(specs.compactMap { $0 }).sorted().map(Self.claim) + [Self.claim("without a step")]
        let parts = ClaimedSteps<KernelChange>.parts(specs.map(Self.step), claims)
        #expect(parts.count == 4)
        #expect(parts.flatMap { $0.steps.map(\.spec) } == specs)
        #expect(parts.flatMap(\.claims).map(\.spec).sorted() == claims.map(\.spec).sorted())
        var claimed: Set<String> = []
        for part in parts {
            claimed.formUnion(part.claims.map(\.spec))
            for step in part.steps { if let spec = step.spec { #expect(claimed.contains(spec)) } }
        }
        #expect(parts.allSatisfy { !$0.claims.isEmpty }, "claims are spread")
    }

    @Test func `are one where there is little to do`() {
        let parts = ClaimedSteps<KernelChange>.parts([], [Self.claim("a")])
        #expect(parts.map(\.claims.count) == [1])
        #expect(parts.map(\.steps.count) == [0])
    }
}
