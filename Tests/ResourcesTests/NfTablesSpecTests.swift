import NetworkTypes
import Resources
import Testing

@Suite struct `Chains of the packet filter` {
    private let type = ResourceType(NfTablesChainSpec.self)

    private func faults(_ spec: JSON, _ id: String = "input") -> [String] {
        do throws(Faults) {
            _ = try type.canonicalSpec(spec, id: "api/" + id, at: .root)
            return []
        } catch {
            return error.all.map { "\($0.pointer): \($0.detail)" }
        }
    }

    private func faults(rule: JSON, of chain: [String: JSON] = ["hook": "input"]) -> [String] {
        var chain = chain
        chain["rules"] = [rule]
        return faults(.object(chain))
    }

    @Test func `say what they leave out`() throws {
        let spec = try JSON(parsing: type.canonicalSpec(["hook": "input", "rules": []], id: "api/input", at: .root))
        #expect(spec["type"] == "filter" && spec["priority"] == "filter" && spec["policy"] == "accept")
        let numbered = try JSON(
            parsing: type.canonicalSpec(["hook": "input", "priority": -140], id: "api/input", at: .root))
        #expect(numbered["priority"] == "mangle+10")
        let other = try JSON(parsing: type.canonicalSpec(["rules": []], id: "api/services", at: .root))
        #expect(other["type"] == nil && other["policy"] == nil, "only others lead to it")
    }

    @Test func `of the reference are read as they are`() throws {
        let rule: JSON = [
            "matchIIfName": ["interfaceName": ["lo", "eth*"], "operator": "!="],
            "matchMark": ["mask": 96, "value": 32],
            "matchConntrackState": ["states": ["established", "related"]],
            "matchSourceAddress": [
                "includeSubnets": ["10.0.0.0/8"], "excludeSubnets": ["10.3.0.0/16"], "invert": true,
            ],
            "matchLayer4": ["protocol": "tcp", "matchDestinationPort": ["ranges": [22, "8000-9000"]]],
            "matchLimit": ["packetRatePerSecond": 5], "clampMSS": ["mtu": 1420], "setMark": ["mask": 1, "xor": 2],
            "anonymousCounter": true, "verdict": "accept",
        ]
        let text = try type.canonicalSpec(["hook": "input", "rules": [rule]], id: "api/input", at: .root)
        let read = try #require(JSON(parsing: text)["rules"]?.elements?.first)
        for (name, value) in rule.members ?? [:] where name != "matchIIfName" && name != "matchLimit" {
            for (member, part) in value.members ?? [:] { #expect(read[name]?[member] == part, "\(name) \(member)") }
        }
        #expect(read["matchLimit"]?["packetRatePerSecond"] == 5)
        #expect(read["matchIIfName"]?["interfaceName"] == ["lo", "eth*"])
    }

    @Test(
        arguments: [
            (["hook": "ingress"], "/hook: prerouting, input, forward, output or postrouting is expected"),
            (
                ["type": "nat", "hook": "forward"],
                "/hook: a chain of the type nat can be at: prerouting, input, output"
            ),
            (["type": "route", "hook": "input"], "/hook: a chain of the type route can be at: output"),
            (
                ["type": "nat", "hook": "input", "priority": "raw"],
                "/priority: a chain of the type nat comes after conntrack"
            ),
            (["policy": "drop"], "/policy: only a chain with a hook has it"),
            (["hook": "input", "priority": "filter*2"], "/priority: one of first, conntrack-defrag"),
            (
                ["hook": "input", "rules": [["name": "a"], ["name": "a"]]],
                "/rules/1/name: rule 0 has this name already"
            ),
        ] as [(JSON, String)])
    func `that the kernel wouldn't take are refused`(_ spec: JSON, _ fault: String) {
        let found = faults(spec)
        #expect(found.count == 1 && found[0].hasPrefix(fault), "\(found)")
    }

    @Test(
        arguments: [
            (["verdict": "accept", "jump": "other"], "/rules/0/jump: a rule ends once"),
            (["jump": "input"], "/rules/0/jump: input is this chain"),
            (["jump": "no/name"], "/rules/0/jump: a name of letters"),
            (["rejectWith": "no-route"], "/rules/0/rejectWith: only a rule with the verdict reject"),
            (["verdict": "reject", "rejectWith": "tcp-reset"], "/rules/0/rejectWith: tcp-reset needs matchLayer4"),
            (["notrack": true], "/rules/0/notrack: connections are known by then"),
            (["nat": ["type": "masquerade"]], "/rules/0/nat: only a chain of the type nat"),
            (["matchIIfName": ["interfaceName": []]], "/rules/0/matchIIfName/interfaceName: at least one name"),
            (["matchIIfName": ["interfaceName": ["*"]]], "/rules/0/matchIIfName/interfaceName/0: a link's name"),
            (
                ["matchIIfName": ["interfaceName": ["a", "a"]]],
                "/rules/0/matchIIfName/interfaceName/1: a is named already"
            ),
            (
                ["matchSourceAddress": ["excludeSubnets": ["10.0.0.0/8"]]],
                "/rules/0/matchSourceAddress/excludeSubnets: includeSubnets must say"
            ),
            (
                ["matchSourceAddress": ["set": "a", "includeSubnets": ["10.0.0.0/8"]]],
                "/rules/0/matchSourceAddress/set: either a set or networks"
            ),
            (
                ["matchLayer4": ["protocol": "icmp", "matchDestinationPort": ["ranges": [1]]]],
                "/rules/0/matchLayer4/matchDestinationPort: icmp has no ports"
            ),
            (
                ["matchLayer4": ["protocol": "icmp", "matchICMPType": ["types": ["packet-too-big"]]]],
                "/rules/0/matchLayer4/matchICMPType/types/0: icmp has no type packet-too-big"
            ),
            (["matchLayer4": ["protocol": 256]], "/rules/0/matchLayer4/protocol: one of icmp, tcp"),
            (["matchLayer4": [:]], "/rules/0/matchLayer4/protocol: 'protocol' is missing"),
            (["matchLimit": [:]], "/rules/0/matchLimit: either packetRatePerSecond or rate"),
            (
                ["matchLimit": ["packetRatePerSecond": 1, "per": "minute"]],
                "/rules/0/matchLimit/per: packetRatePerSecond counts packets in a second"
            ),
            (["matchLimit": ["rate": 0]], "/rules/0/matchLimit/rate: a whole number from 1"),
            (["matchTime": ["from": "08:00"]], "/rules/0/matchTime/until: from and until belong together"),
            (["matchTime": ["from": "24:00", "until": "08:00"]], "/rules/0/matchTime/from: a time of day"),
            (["matchTime": ["from": "08:00", "until": "08:00"]], "/rules/0/matchTime/until: nothing lies between"),
            (
                ["matchTime": ["days": ["friday"], "from": "22:00", "until": "06:00"]],
                "/rules/0/matchTime/until: past midnight it is another day"
            ),
            (["matchLimit": ["rate": 1, "burst": 0]], "/rules/0/matchLimit/burst: at least 1 has to come through"),
            (
                ["matchLimit": ["rate": 1, "per": "week", "burst": 30_501]],
                "/rules/0/matchLimit/burst: with this rate the kernel has room for 30500 at most"
            ),
            (
                ["matchLimit": ["rate": 6_000_000, "per": "hour", "unit": "bytes"]],
                "/rules/0/matchLimit/rate: the kernel has room for 5124095 bytes in a hour"
            ),
            (["matchFib": ["invert": true, "reversePath": "missing"]], "/rules/0/matchFib/invert: without types"),
            (["setMark": [:]], "/rules/0/setMark: what becomes of the mark must be said"),
            (["setMark": ["value": 1, "xor": 2]], "/rules/0/setMark/value: a value leaves nothing"),
            (["clampMSS": ["mtu": 100]], "/rules/0/clampMSS/mtu: a whole number from 576 to 65535"),
            (
                ["clampMSS": ["mtu": 1420], "matchLayer4": ["protocol": "udp"]],
                "/rules/0/clampMSS: udp has no segments"
            ),
            (
                ["log": ["prefix": .string(String(repeating: "x", count: 128))]],
                "/rules/0/log/prefix: at most 127 bytes"
            ),
            (
                ["name": "n", "description": .string(String(repeating: "x", count: 125))],
                "/rules/0/description: name and description have 128 bytes"
            ),
            (["matchSourceMAC": ["addresses": ["02:00:00:00:00"]]], "/rules/0/matchSourceMAC/addresses/0"),
        ] as [(JSON, String)])
    func `have no rule that contradicts itself`(_ rule: JSON, _ fault: String) {
        let found = faults(rule: rule)
        #expect(found.count == 1 && found[0].hasPrefix(fault), "\(found)")
    }

    @Test(
        arguments: [
            (["type": "masquerade"], "prerouting", "/rules/0/nat: masquerade works at: postrouting"),
            (
                ["type": "dnat", "address": "10.0.0.1"], "postrouting",
                "/rules/0/nat: dnat works at: prerouting, output"
            ),
            (["type": "dnat"], "prerouting", "/rules/0/nat/address: dnat must say to which address"),
            (["type": "redirect", "port": 80], "output", "/rules/0/nat/port: matchLayer4 must name a protocol"),
            (["type": "masquerade", "port": 80], "postrouting", "/rules/0/nat/port: masquerade finds the port itself"),
        ] as [(JSON, String, String)])
    func `translate where that works`(_ nat: JSON, _ hook: String, _ fault: String) {
        let found = faults(rule: ["nat": nat], of: ["type": "nat", "hook": .string(hook)])
        #expect(found.first?.hasPrefix(fault) == true, "\(found)")
    }

    @Test(
        arguments: [
            (["matchFib": ["reversePath": "exists"]], "output", "/rules/0/matchFib/reversePath: the link that"),
            (["matchFib": ["reversePath": "exists"]], "postrouting", "/rules/0/matchFib/reversePath: the link that"),
            (["verdict": "reject"], "postrouting", "/rules/0/verdict: at postrouting nobody"),
            (["matchIIfName": ["interfaceName": ["lo"]]], "output", "/rules/0/matchIIfName: what this host sends"),
            (["matchSourceMAC": ["set": "s"]], "output", "/rules/0/matchSourceMAC: what this host sends"),
            (["verdictMap": ["key": "inputLink", "map": "m"]], "output", "/rules/0/verdictMap/key: what this host"),
            (["matchOIfName": ["interfaceName": ["lo"]]], "prerouting", "/rules/0/matchOIfName: before routing"),
        ] as [(JSON, String, String)])
    func `ask nothing that a hook doesn't know`(_ rule: JSON, _ hook: String, _ fault: String) {
        let found = faults(rule: rule, of: ["hook": .string(hook)])
        #expect(found.count == 1 && found[0].hasPrefix(fault), "\(found)")
        #expect(faults(rule: rule, of: ["hook": "forward"]).isEmpty, "there it is known")
        #expect(faults(rule: rule, of: [:]).isEmpty, "where packets come from is for those to say who lead here")
    }

    @Test(
        arguments: [
            ["matchTime": ["days": ["friday"], "from": "22:00", "until": "00:00"]],
            ["matchTime": ["from": "22:00", "until": "06:00"]],
            ["matchLimit": ["rate": 1, "per": "week", "burst": 30_500]],
            ["matchLimit": ["rate": 5_124_095, "per": "hour", "unit": "bytes", "burst": 0]],
            ["matchLimit": ["packetRatePerSecond": 4_294_967_295, "burst": 4_294_967_295]],
        ] as [JSON])
    func `go as far as the kernel does`(_ rule: JSON) {
        #expect(faults(rule: rule).isEmpty)
    }

    @Test func `have a name that nft can read`() {
        for id in ["1st", "a/b", "-a", "a b", String(repeating: "a", count: 101)] {
            #expect(!faults(["hook": "input"], id).isEmpty, "\(id)")
        }
        #expect(faults(["hook": "input"], "kubespan_pre-routing.v2").isEmpty)
    }

    @Test func `may have many rules, and no more`() {
        #expect(
            faults(["hook": "input", "rules": .array(.init(repeating: ["verdict": "drop"], count: 20_000))]).isEmpty)
        let many = faults(["hook": "input", "rules": .array(.init(repeating: [:], count: 65_537))])
        #expect(many == ["/rules: a list of at most 65536 items is expected, not one of 65537"])
    }
}

@Suite struct `Sets of the packet filter` {
    private let type = ResourceType(NfTablesSetSpec.self)

    private func faults(_ spec: JSON) -> [String] {
        do throws(Faults) {
            _ = try type.canonicalSpec(spec, id: "api/blocked", at: .root)
            return []
        } catch {
            return error.all.map { "\($0.pointer): \($0.detail)" }
        }
    }

    @Test func `hold addresses, networks and ranges in order`() throws {
        let spec: JSON = [
            "type": "ipv4_addr",
            "elements": ["198.51.100.0/24", "192.0.2.7", "192.0.2.8", "10.0.0.1-10.0.0.5", "10.0.0.3-10.0.0.9"],
        ]
        let text = try type.canonicalSpec(spec, id: "api/blocked", at: .root)
        let read = try JSON(parsing: text)
        #expect(read["elements"] == ["10.0.0.1-10.0.0.9", "192.0.2.7-192.0.2.8", "198.51.100.0/24"])
    }

    @Test(
        arguments: [
            ("inet_service", [443, "80-90", 85, 22, "91"], [22, "80-91", 443]),
            ("ether_addr", ["02:00:00:00:00:02", "02-00-00-00-00-01"], ["02:00:00:00:00:01", "02:00:00:00:00:02"]),
            ("ifname", ["wg0", "eth0", "wg0"], ["eth0", "wg0"]), ("mark", ["0x10", 7], [7, 16]),
        ] as [(JSON, JSON, JSON)])
    func `hold other things in order, none twice`(_ type: JSON, _ given: JSON, _ kept: JSON) throws {
        let text = try self.type.canonicalSpec(["type": type, "elements": given], id: "api/blocked", at: .root)
        #expect(try JSON(parsing: text)["elements"] == kept)
    }

    @Test func `hold values and ends, which stay with their elements`() throws {
        let spec: JSON = [
            "type": "ipv4_addr", "valueType": "verdict",
            "elements": [
                ["element": "198.51.100.0/24", "value": "jump web"], ["element": "192.0.2.8", "value": "drop"],
                ["element": "192.0.2.7", "value": "drop", "expires": "2026-11-27T13:00:00+01:00"],
            ],
        ]
        let text = try type.canonicalSpec(spec, id: "api/blocked", at: .root)
        #expect(
            try JSON(parsing: text)["elements"] == [
                ["element": "192.0.2.7", "value": "drop", "expires": "2026-11-27T12:00:00.000Z"],
                ["element": "192.0.2.8", "value": "drop"], ["element": "198.51.100.0/24", "value": "jump web"],
            ])
    }

    @Test(
        arguments: [
            (
                ["type": "ipv4_addr", "elements": ["::1"]],
                "/elements/0: ::1 isn't what a set of the type ipv4_addr holds"
            ),
            (["type": "ipv4_addr", "elements": ["x"]], "/elements/0: x isn't what a set of the type ipv4_addr holds"),
            (["type": "ifname", "elements": ["h*"]], "/elements/0: a set has whole names of links"),
            (["type": "inet_service", "elements": [65_536]], "/elements/0: 65536 isn't what a set"),
            (["type": "ether_addr", "elements": ["02:00"]], "/elements/0: an address, a network, a range, a port"),
            (["type": "mark", "elements": [-1]], "/elements/0: an address, a network, a range, a port"),
            (
                ["type": "ipv4_addr", "elements": [["element": "192.0.2.7", "value": "drop"]]],
                "/elements/0/value: only a map has values"
            ),
            (
                ["type": "ipv4_addr", "valueType": "verdict", "elements": ["192.0.2.7"]],
                "/elements/0: 192.0.2.7 needs a value"
            ),
            (
                ["type": "ipv4_addr", "valueType": "mark", "elements": [["element": "192.0.2.7", "value": "drop"]]],
                "/elements/0/value: drop isn't what a map of the value type mark has"
            ),
            (
                [
                    "type": "ipv4_addr", "valueType": "verdict",
                    "elements": [["element": "192.0.2.7", "value": "reject"]],
                ],
                "/elements/0/value: accept, drop, return, jump or goto"
            ),
            (
                ["type": "ipv4_addr", "elements": [["element": "192.0.2.7", "until": "x"]]],
                "/elements/0/until: there is no member 'until' here"
            ),
            (
                ["type": "ipv4_addr", "elements": [["expires": "2026-11-27T12:00:00Z"]]],
                "/elements/0/element: 'element' is missing"
            ),
            (
                [
                    "type": "ipv4_addr",
                    "elements": ["192.0.2.0/24", ["element": "192.0.2.7", "expires": "2026-11-27T12:00:00Z"]],
                ], "/elements/1: 192.0.2.7 overlaps with element 0, 192.0.2.0/24"
            ),
            (
                [
                    "type": "inet_service", "valueType": "mark",
                    "elements": [["element": "80-90", "value": 1], ["element": 90, "value": 2]],
                ], "/elements/1: 90 overlaps with element 0, 80-90"
            ),
            (["type": "integer"], "/type: "),
            (["elements": []], "/type: 'type' is missing"),
        ] as [(JSON, String)])
    func `hold nothing else`(_ spec: JSON, _ fault: String) {
        let found = faults(spec)
        #expect(found.count == 1 && found[0].hasPrefix(fault), "\(found)")
    }
}
