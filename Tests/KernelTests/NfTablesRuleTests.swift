import Controllers
import Foundation
import Kernel
import NetworkTypes
import Resources
import Testing

private let nft = IPTool(program: "nft")

extension InNamespace {
    /// Rules of resources as the kernel has them, with nft(8) as the witness.
    @Suite struct NfTablesRules {
        private static let table = "netstrata"

        /// A chain as nft shows its rules; all that was sent is read back the same.
        private func shown(_ chain: [String: JSON], _ rules: [JSON], sets: [String: JSON] = [:]) async throws
            -> [String]
        {
            var chain = chain
            chain["rules"] = .array(rules)
            chain["name"] = "c"
            let table = try NfTables(table: Self.table)
            var changes: [NfTablesChange] = [.addTable]
            for name in ["other"] { changes.append(.addChain(NfTablesChain(name))) }
            let families = try sets.mapValues { try #require($0.text.flatMap { AddressFamily($0) }) }
            for (name, family) in families {
                let key: NfTablesSet.KeyType = family == .inet4 ? .inet4Address : .inet6Address
                changes.append(.addSet(name, NfTablesSet(of: key, isOfIntervals: true, [])))
            }
            let compiled = CompiledChain(try Self.spec(.object(chain)), families: SetFamilies(keys: families))
            changes.append(.addChain(compiled.chain))
            for (name, set) in compiled.sets { changes.append(.addSet(name, set)) }
            changes += compiled.chain.rules.map { .addRule($0, chain: "c", before: nil) }
            #expect(try await table.apply(changes) == .done)
            let read = try await table.state().chains.first { $0.name == "c" }
            #expect(read?.base == compiled.chain.base)
            #expect(read?.rules.map(\.expressions) == compiled.chain.rules.map(\.expressions))
            #expect(read?.rules.map(\.comment) == compiled.chain.rules.map(\.comment))
            let lines = try await nft("list chain inet \(Self.table) c").split(separator: "\n").dropFirst(2)
            #expect(try await table.apply([.deleteTable]) == .done)
            return lines.map { Self.plain(String($0)) }.filter { $0 != "}" && !$0.hasPrefix("type ") }
        }

        private static func spec(_ json: JSON) throws -> NfTablesChainSpec {
            var faults: [Fault] = []
            let spec = NfTablesChainSpec.decode(json, at: .root, &faults)
            return try #require(spec, "\(faults)")
        }

        /// Not all versions of nft show the burst that a limit has by itself.
        private static func plain(_ line: String) -> String {
            line.trimmingCharacters(in: .whitespaces).replacing(" burst 5 packets", with: "")
        }

        /// Where no packet passes that a test needs.
        private static let forward: [String: JSON] = ["hook": "forward", "policy": "drop"]

        @Test(
            arguments: [
                (["matchIIfName": ["interfaceName": ["eth*"]]], [#"iifname "eth*""#]),
                (["matchIIfName": ["interfaceName": ["lo"], "operator": "!="]], [#"iifname != "lo""#]),
                (
                    ["matchOIfName": ["interfaceName": ["b0", "a0"], "operator": "!="]], [#"oifname != { "a0", "b0" }"#]
                ),
                (["matchMark": ["value": 7]], ["meta mark 0x00000007"]),
                (
                    ["matchMark": ["mask": 0xFF, "xor": 1, "value": 7]],
                    ["meta mark & 0x000000ff ^ 0x00000001 == 0x00000007"]
                ),
                (["matchConntrackState": ["states": ["new", "untracked"]]], ["ct state new,untracked"]),
                (["matchConntrackState": ["states": ["established"], "invert": true]], ["ct state ! established"]),
                (["matchSourceMAC": ["addresses": ["02:00:00:00:00:01"]]], ["ether saddr 02:00:00:00:00:01"]),
                (
                    ["matchSourceMAC": ["addresses": ["02:00:00:00:00:01", "02:00:00:00:00:02"], "invert": true]],
                    ["ether saddr != { 02:00:00:00:00:01, 02:00:00:00:00:02 }"]
                ),
                (
                    ["matchSourceAddress": ["includeSubnets": ["10.0.0.0/9", "2001:db8::1/128"]]],
                    ["ip saddr 10.0.0.0/9", "ip6 saddr 2001:db8::1"]
                ),
                (
                    ["matchDestinationAddress": ["includeSubnets": ["2001:db8::/61"], "invert": true]],
                    ["meta nfproto ipv4", "ip6 daddr != 2001:db8::/61"]
                ),
                (["matchSourceAddress": ["includeSubnets": []]], []),
                (
                    ["matchLayer4": ["protocol": "udp", "matchSourcePort": ["ranges": ["1-5"], "invert": true]]],
                    ["udp sport != 1-5"]
                ),
                (
                    ["matchLayer4": ["protocol": "icmpv6", "matchICMPType": ["types": ["packet-too-big"]]]],
                    ["icmpv6 type packet-too-big"]
                ),
                (["matchLayer4": ["protocol": "gre"]], ["meta l4proto gre"]),
                (["matchFib": ["types": ["local", "broadcast"]]], ["fib daddr type { local, broadcast }"]),
                (["matchFib": ["reversePath": "missing"]], ["fib saddr . iif oif missing"]),
                (["matchLimit": ["rate": 10, "per": "minute", "burst": 3]], ["limit rate 10/minute burst 3 packets"]),
                (
                    ["matchLimit": ["rate": 2048, "unit": "bytes", "over": true, "burst": 4096]],
                    ["limit rate over 2 kbytes/second burst 4 kbytes"]
                ),
                (["matchLimit": ["rate": 3, "unit": "connections"]], ["ct state new limit rate 3/second"]),
                (
                    [
                        "clampMSS": ["mtu": 1000], "matchLayer4": ["protocol": "tcp"],
                        "matchSourceAddress": ["includeSubnets": ["::/0"]],
                    ],
                    [
                        "meta nfproto ipv6 tcp flags syn / syn,rst tcp option maxseg size > 928 tcp option maxseg size set 928"
                    ]
                ),
                (["setMark": ["value": 16]], ["meta mark set 0x00000010"]),
                (
                    ["anonymousCounter": true, "log": ["prefix": "no: "], "verdict": "drop"],
                    [#"counter packets 0 bytes 0 log prefix "no: " drop"#]
                ),
                (["verdict": "reject"], ["reject with icmpx port-unreachable"]),
                (["verdict": "reject", "rejectWith": "admin-prohibited"], ["reject with icmpx admin-prohibited"]),
                (
                    ["verdict": "reject", "rejectWith": "tcp-reset", "matchLayer4": ["protocol": "tcp"]],
                    ["meta l4proto tcp reject with tcp reset"]
                ),
                (["jump": "other"], ["jump other"]), (["goto": "other"], ["goto other"]),
                (["verdict": "return"], ["return"]),
                (
                    ["name": "ssh", "description": "From the office", "verdict": "accept"],
                    [#"accept comment "ssh: From the office""#]
                ),
            ] as [(JSON, [String])])
        func `a rule is what nft shows`(_ rule: JSON, _ lines: [String]) async throws {
            let isOut = rule["matchOIfName"] != nil || rule["matchFib"] == nil
            let reject = rule["verdict"] == "reject" && rule["rejectWith"] == nil
            let found = try await shown(isOut ? Self.forward : ["hook": "prerouting"], [rule])
            let expected = reject ? lines.map { [$0, "reject"] } : lines.map { [$0] }
            #expect(found.count == lines.count, "\(found)")
            for (line, choices) in zip(found, expected) { #expect(choices.contains(line), "\(line)") }
        }

        @Test func `addresses are translated where the chain says so`() async throws {
            let snat = try await shown(
                ["type": "nat", "hook": "postrouting", "priority": "nat-source"],
                [
                    ["matchOIfName": ["interfaceName": ["absent0"]], "nat": ["type": "snat", "address": "192.0.2.1"]],
                    ["matchOIfName": ["interfaceName": ["absent0"]], "nat": ["type": "masquerade", "random": true]],
                ])
            #expect(
                snat == [
                    #"oifname "absent0" meta nfproto ipv4 snat ip to 192.0.2.1"#,
                    #"oifname "absent0" masquerade random"#,
                ])
            let dnat = try await shown(
                ["type": "nat", "hook": "prerouting", "priority": "nat-dest"],
                [
                    [
                        "matchIIfName": ["interfaceName": ["absent0"]], "matchLayer4": ["protocol": "tcp"],
                        "nat": ["type": "dnat", "address": "2001:db8::1", "port": 8080],
                    ],
                    [
                        "matchIIfName": ["interfaceName": ["absent0"]], "matchLayer4": ["protocol": "udp"],
                        "nat": ["type": "redirect", "port": 53],
                    ],
                ])
            #expect(
                dnat == [
                    #"iifname "absent0" meta nfproto ipv6 meta l4proto tcp dnat ip6 to [2001:db8::1]:8080"#,
                    #"iifname "absent0" meta l4proto udp redirect to :53"#,
                ])
        }

        @Test func `a set with a name is looked into for its own family`() async throws {
            let rules: [JSON] = [
                ["matchSourceAddress": ["set": "blocked"], "verdict": "drop"],
                ["matchSourceAddress": ["set": "blocked", "invert": true], "verdict": "drop"],
            ]
            let found = try await shown(Self.forward, rules, sets: ["blocked": "inet4"])
            #expect(found == ["ip saddr @blocked drop", "ip saddr != @blocked drop", "meta nfproto ipv6 drop"])
        }

        @Test func `each source has a rate of its own`() async throws {
            let limit: JSON = ["rate": 5, "perSource": true]
            let found = try await shown(Self.forward, [["name": "a rate", "matchLimit": limit, "verdict": "accept"]])
            #expect(
                found == [
                    #"update @c/a_32rate/inet4 { ip saddr limit rate 5/second } accept comment "a rate""#,
                    #"update @c/a_32rate/inet6 { ip6 saddr limit rate 5/second } accept comment "a rate""#,
                ])
        }
    }
}
