import Resources
import Store
import Testing

extension StateConformance {
    /// TestLabels.
    public func labelQueries() async throws {
        try await create(resource("path1", labels: ["app": "app1", "env": "dev", "weight": "10kg"]))
        try await create(resource("path2", labels: ["app": "app1", "env": "prod", "weight": "12kg"]))
        try await create(resource("path3", labels: ["app": "app2", "env": "prod", "weight": "14kg"]))
        try await create(resource("path4", labels: ["other": "x"]))
        let all = try store.list(namespace, Toy.type).resources
        func ids(_ selectors: [LabelSelector]) throws -> [String] {
            var watch = try watch(from: .present, labels: selectors)
            let watched = try watch.available().compactMap { $0.resource?.metadata.key.id }
            let listed = all.filter { resource in selectors.contains { $0.matches(resource.metadata.labels) } }
            #expect(listed.map(\.metadata.key.id) == watched, "a list and a watch select alike")
            return watched
        }
        func select(_ terms: LabelSelector.Term...) throws -> [String] { try ids([LabelSelector(terms)]) }

        #expect(try select(.init("app", .exists)) == ["path1", "path2", "path3"])
        #expect(try select(.init("app", .exists, isInverted: true)) == ["path4"])
        #expect(try select(.init("app", .equal("app1"))) == ["path1", "path2"])
        #expect(try select(.init("app", .equal("app1"), isInverted: true)) == ["path3", "path4"])
        #expect(try select(.init("app", .equal("app1")), .init("env", .equal("prod"))) == ["path2"])
        #expect(try select(.init("app", .isIn(["app2", "app3"]))) == ["path3"])
        #expect(try select(.init("app", .isIn(["app2"]), isInverted: true)) == ["path1", "path2", "path4"])
        #expect(try select(.init("weight", .lessThanNumeric("12000"))) == ["path1"])
        #expect(try select(.init("weight", .lessThanOrEqualNumeric("12000"))) == ["path1", "path2"])
        #expect(
            try select(.init("weight", .lessThanOrEqualNumeric("12000"), isInverted: true)) == ["path3"],
            "a comparison with what isn't there never holds, inverted or not")
        #expect(try select(.init("env", .lessThan("prod"))) == ["path1"])
        #expect(try select(.init("env", .lessThanOrEqual("prod"))) == ["path1", "path2", "path3"])
        #expect(
            try ids([
                LabelSelector([.init("app", .equal("app2"))]), LabelSelector([.init("env", .equal("dev"))]),
            ]) == ["path1", "path3"], "several selectors are alternatives")
    }

    /// TestIDQuery.
    public func idQueries() async throws {
        for id in ["path3", "test1", "path1", "test2", "path2"] { try await create(resource(id)) }
        func matches(_ id: String) -> Bool { id.wholeMatch(of: /path[12]/) != nil }
        #expect(try ids().filter(matches) == ["path1", "path2"], "in the order of ids")
        var watch = try watch(from: .now)
        for id in ["path3", "path2", "test1", "path1"] { try await destroy(id) }
        let events = try watch.available().filter { $0.resource.map { matches($0.metadata.key.id) } ?? false }
        #expect(events.map(brief) == ["deleted path2", "deleted path1"])
    }
}
