import Resources
import Testing

@Suite struct `How long history is kept` {
    @Test func `each limit that isn't said is the default of its class`() {
        var retention = Retention()
        let week = GoDuration.seconds(7 * 86_400)
        #expect(retention.rule(for: .specs) == Retention.Rule(age: .zero, rows: 0))
        #expect(retention.rule(for: .statuses) == Retention.Rule(age: week, rows: 100_000))
        retention.statuses = Retention.Rule(age: .zero, rows: nil)
        retention.specs = Retention.Rule(age: nil, rows: 5000)
        #expect(retention.rule(for: .statuses) == Retention.Rule(age: .zero, rows: 100_000))
        #expect(retention.rule(for: .specs) == Retention.Rule(age: .zero, rows: 5000))
    }

    @Test func `what is observed is a status, and what layers come to is not`() {
        let catalog = ResourceCatalog([
            ResourceType(LinkSpec.self), ResourceType(LinkStatus.self), ResourceType(ApplyStatus.self),
            ResourceType(MachineConfig.self), ResourceType(RevisionTag.self), ResourceType(NodeAddress.self),
        ])
        #expect(
            catalog.historyClasses == [
                "LinkSpec": .specs, "LinkStatus": .statuses, "ApplyStatus": .statuses, "MachineConfig": .specs,
                "RevisionTag": .specs, "NodeAddress": .statuses,
            ])
    }
}
