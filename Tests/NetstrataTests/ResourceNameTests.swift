import NIOHTTP1
import Resources
import Testing

@testable import Netstrata

@Suite struct `A resource's name` {
    static let answer: JSON = [
        "items": [
            [
                "name": "AddressSpec", "plural": "addressspecs", "aliases": ["addressspec", "as"],
                "namespaces": ["network-config", "network"],
                "columns": [["title": "LINK", "paths": ["/linkName"], "wide": false]],
            ],
            [
                "name": "AddressStatus", "plural": "addressstatuses", "aliases": ["addresses", "as"],
                "namespaces": ["network"],
            ],
        ]
    ]

    static func parse(_ words: [String], _ namespace: String? = nil) throws -> [ResourceName] {
        try ResourceName.parse(words, namespace: namespace, in: try TypeDirectory(answer))
    }

    @Test(arguments: [
        (["AddressSpec"], "network-config/AddressSpec"), (["addresses"], "network/AddressStatus"),
        (["addresses", "lo/127.0.0.1/8"], "network/AddressStatus/lo/127.0.0.1/8"),
        (["AddressSpec/eth0/192.0.2.1/24"], "network-config/AddressSpec/eth0/192.0.2.1/24"),
        (["network/AddressSpec/eth0/192.0.2.1/24"], "network/AddressSpec/eth0/192.0.2.1/24"),
        (["ADDRESSSPECS", "inet4/192.0.2.1//1024"], "network-config/AddressSpec/inet4/192.0.2.1//1024"),
        (["AddressSpec/inet4/192.0.2.1//1024"], "network-config/AddressSpec/inet4/192.0.2.1//1024"),
    ])
    func `is completed from the types`(words: [String], full: String) throws {
        #expect(try Self.parse(words).map(\.full) == [full])
    }

    @Test func `can be several, after one type or each with its own`() throws {
        #expect(
            try Self.parse(["addresses", "a/1", "b/2"]).map(\.description) == [
                "AddressStatus/a/1", "AddressStatus/b/2",
            ])
        #expect(try Self.parse(["addresses/a", "AddressSpec/b"]).map(\.namespace) == ["network", "network-config"])
    }

    @Test func `takes the namespace that is asked for`() throws {
        #expect(try Self.parse(["AddressSpec"], "network").map(\.full) == ["network/AddressSpec"])
        #expect(throws: ClientError.self) { try Self.parse(["network/AddressSpec/a"], "network-config") }
    }

    @Test func `of an unknown type brings what comes near`() {
        #expect(throws: ClientError.unknownType("as", candidates: ["AddressSpec", "AddressStatus"])) {
            try Self.parse(["as"])
        }
        #expect(throws: ClientError.unknownType("address", candidates: ["AddressSpec", "AddressStatus"])) {
            try Self.parse(["address/x"])
        }
        #expect(throws: ClientError.unknownType("frob", candidates: [])) { try Self.parse(["frob"]) }
    }

    @Test(arguments: [
        ("eth0/192.0.2.1/24", "eth0/192.0.2.1/24"), ("inet4/192.0.2.1//1024", "inet4/192.0.2.1//1024"),
        ("a b?c#d%é", "a%20b%3Fc%23d%25%C3%A9"), ("2001:db8::1", "2001:db8::1"),
    ])
    func `goes into a path percent-encoded, slashes and all`(id: String, encoded: String) {
        let name = ResourceName(namespace: "n", type: "T", id: id)
        #expect(name.path == "/v1/resources/n/T/\(encoded)")
    }

    @Test func `in a query keeps plus and ampersand apart`() {
        var request = APIRequest(.GET, "/x")
        request.add("a", "1+1&b=2")
        request.add(flag: "watch")
        request.add("none", nil)
        #expect(request.target == "/x?a=1%2B1%26b%3D2&watch")
    }

    @Test func `has the columns of its type`() throws {
        #expect(try TypeDirectory(Self.answer).find("AddressSpec").columns == [Column("LINK", "linkName")])
    }
}
