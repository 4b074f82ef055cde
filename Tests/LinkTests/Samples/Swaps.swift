import Resources
import Testing

/// Links that take over in one transaction what others of them have.
struct Swap: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What is on the host already, `ip` commands.
    var before: [String] = []
    /// Specs by their links' names.
    let first: [String: JSON]
    /// The same afterwards.
    let second: [String: JSON]
    /// Where `ip` or `wg` show what is taken over.
    let witness: String
    /// What is shown afterwards, by link.
    let shows: [String: JSON]
    /// A link whose number and address stay.
    var keeps: String?

    /// Every case.
    static let all: [Swap] =
        [
            of("VXLANs' network identifiers", keeps: "a", "linkinfo.info_data.id", [5, 6]) { vni in
                ["kind": "vxlan", "up": true, "vxlan": ["vni": vni, "remote": "192.0.2.1", "port": 4789]]
            },
            of("three VXLANs' network identifiers", keeps: "b", "linkinfo.info_data.id", [5, 6, 7]) { vni in
                ["kind": "vxlan", "up": true, "vxlan": ["vni": vni, "remote": "192.0.2.1", "port": 4789]]
            },
            of("the identifiers of Geneve networks to one place", keeps: "a", "linkinfo.info_data.id", [5, 6]) { vni in
                ["kind": "geneve", "up": true, "geneve": ["vni": vni, "remote": "192.0.2.1"]]
            },
            of(
                "WireGuard's ports", keeps: "a", "wg.listenPort", [5001, 5002, 5003],
                shown: ["5001", "5002", "5003"]
            ) { port in
                ["kind": "wireguard", "up": true, "wireguard": ["listenPort": port]]
            },
            of(
                "macvlans' addresses", before: ["link add e0 up type dummy"], keeps: "a", "address",
                ["02:00:00:00:00:07", "02:00:00:00:00:08"]
            ) { ["kind": "macvlan", "up": true, "parentName": "e0", "hardwareAddr": $0] },
            Swap(
                testDescription: "a macvlan's address and that of the link below",
                before: ["link add e0 address 02:00:00:00:00:07 up type dummy"],
                first: ["m0": macvlan("02:00:00:00:00:08"), "e0": ["up": true, "hardwareAddr": "02:00:00:00:00:07"]],
                second: ["m0": macvlan("02:00:00:00:00:07"), "e0": ["up": true, "hardwareAddr": "02:00:00:00:00:08"]],
                witness: "address", shows: ["m0": "02:00:00:00:00:07", "e0": "02:00:00:00:00:08"], keeps: "m0"),
            of("veths' other ends", keeps: "a", "link", ["x0", "x1", "x2"]) { peer in
                ["kind": "veth", "up": true, "veth": ["peerName": peer]]
            },
            of("further names", keeps: "a", "altnames", [["x0"], ["x1"], ["x2"]]) {
                ["kind": "dummy", "altNames": $0]
            },
            Swap(
                testDescription: "a further name of one that drops it",
                first: ["a": ["kind": "dummy"], "b": ["kind": "dummy", "altNames": ["x0"]]],
                second: ["a": ["kind": "dummy", "altNames": ["x0"]], "b": ["kind": "dummy"]], witness: "altnames",
                shows: ["a": ["x0"], "b": .null]),
            Swap(
                testDescription: "a veth's other end from a pair that goes",
                first: ["a": veth("x0"), "b": veth("x1")], second: ["a": veth("x1")], witness: "link",
                shows: ["a": "x1"], keeps: "a"),
            Swap(
                testDescription: "a new veth's other end from a pair that goes",
                first: ["b": veth("x1")], second: ["a": veth("x1")], witness: "link", shows: ["a": "x1"]),
            Swap(
                testDescription: "a WireGuard's port from one that goes, by a new one",
                first: ["a": wireguard(5001), "b": wireguard(5002)],
                second: ["b": wireguard(5001), "c": wireguard(5002)],
                witness: "wg.listenPort", shows: ["b": "5001", "c": "5002"], keeps: "b"),
        ] + tunnels

    private static let tunnels = [
        of("gretaps' other ends", keeps: "a", "linkinfo.info_data.remote", ["192.0.2.1", "192.0.2.2"]) {
            ["kind": "gretap", "up": true, "gre": ["local": "192.0.2.9", "remote": $0]]
        },
        of("gretaps' keys", keeps: "a", "linkinfo.info_data.ikey", [1, 2], shown: ["0.0.0.1", "0.0.0.2"]) {
            ["kind": "gretap", "up": true, "gre": ["remote": "192.0.2.1", "inKey": $0]]
        },
        of("the keys of gretaps to anybody", "linkinfo.info_data.ikey", [1, 2], shown: ["0.0.0.1", "0.0.0.2"]) {
            ["kind": "gretap", "up": true, "gre": ["local": "192.0.2.1", "inKey": $0]]
        },
        of("other ends over IPv6", keeps: "a", "linkinfo.info_data.remote", ["fd00::1", "fd00::2"]) {
            ["kind": "ip6gretap", "up": true, "gre": ["local": "fd00::9", "remote": $0]]
        },
        of("the other ends of ipip", keeps: "a", "linkinfo.info_data.remote", ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) {
            ["kind": "ipip", "up": true, "ipTunnel": ["local": "192.0.2.9", "remote": $0]]
        },
        of("the ends of sit to anybody", keeps: "a", "linkinfo.info_data.local", ["192.0.2.1", "192.0.2.2"]) {
            ["kind": "sit", "up": true, "ipTunnel": ["local": $0]]
        },
    ]

    /// Links `a`, `b` and so on with a value each, of which each takes the next one's and the last the first one's.
    private static func of(
        _ description: String, before: [String] = [], keeps: String? = nil, _ witness: String, _ values: [JSON],
        shown: [JSON]? = nil, _ spec: (JSON) -> JSON
    ) -> Swap {
        let names = ["a", "b", "c"].prefix(values.count)
        func byName<Value>(_ values: [Value]) -> [String: Value] {
            Dictionary(uniqueKeysWithValues: zip(names, values).map { ($0, $1) })
        }
        func moved<Value>(_ values: [Value]) -> [Value] { Array(values.dropFirst()) + values.prefix(1) }
        return Swap(
            testDescription: description, before: before, first: byName(values.map(spec)),
            second: byName(moved(values).map(spec)), witness: witness, shows: byName(moved(shown ?? values)),
            keeps: keeps)
    }

    private static func macvlan(_ address: JSON) -> JSON {
        ["kind": "macvlan", "up": true, "parentName": "e0", "hardwareAddr": address]
    }
    private static func veth(_ peer: JSON) -> JSON { ["kind": "veth", "up": true, "veth": ["peerName": peer]] }
    private static func wireguard(_ port: JSON) -> JSON {
        ["kind": "wireguard", "up": true, "wireguard": ["listenPort": port]]
    }
}
