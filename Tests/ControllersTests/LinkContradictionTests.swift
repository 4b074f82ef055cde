import NetworkTypes
import Resources
import Testing

@testable import Controllers

/// Specs that can't all be carried out: one is told so, instead of two that fight.
@Suite struct LinkContradictionTests {
    private func refusals(_ specs: [(json: JSON, created: String)]) throws -> [String: String] {
        let items = try specs.map { json, created in
            var faults: [Fault] = []
            let spec = try #require(LinkSpec.decode(json, at: .root, &faults), "\(faults)")
            return DesiredSpec(spec, created: created)
        }
        return LinkContradictions(items).refusals
    }

    private func veth(_ name: String, _ peer: String) -> JSON {
        ["name": .string(name), "logical": true, "kind": "veth", "veth": ["peerName": .string(peer)]]
    }

    @Test func `a further name that is another spec's link`() throws {
        let found = try refusals([
            (["name": "e0", "up": true, "altNames": ["e1"]], "1"), (["name": "e1", "up": true], "2"),
        ])
        #expect(found == ["e0": "altNames: e1 is the name of another spec's link"])
    }

    @Test func `a link that two veths want as their other end goes to the earlier`() throws {
        let found = try refusals([(veth("v2", "v1"), "2"), (veth("v0", "v1"), "1")])
        #expect(found == ["v2": "veth.peerName: the spec v0 makes v1 already, as another link"])
    }

    @Test func `a veth whose other end's spec names a third`() throws {
        let found = try refusals([(veth("v0", "v1"), "1"), (veth("v1", "v2"), "2")])
        #expect(found == ["v1": "the spec v0 makes v1 the other end of its veth"])
    }

    @Test func `both ends may have specs that name each other, or only settings`() throws {
        #expect(try refusals([(veth("v0", "v1"), "1"), (veth("v1", "v0"), "2")]).isEmpty)
        #expect(try refusals([(veth("v0", "v1"), "1"), (["name": "v1", "up": true], "2")]).isEmpty)
    }
}
