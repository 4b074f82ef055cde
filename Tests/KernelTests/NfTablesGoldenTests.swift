import Controllers
import Foundation
import Kernel
import NetworkTypes
import Resources
import Testing

private let nft = IPTool(program: "nft")

extension InNamespace {
    /// Talos' cases of chains and what nft(8) shows of them.
    @Suite struct NfTablesGoldenCases {
        /// Beside the checkout, or where NETSTRATA_CONFORMANCE says.
        private static let folder =
            ProcessInfo.processInfo.environment["NETSTRATA_CONFORMANCE"].map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/conformance")

        private static let cases: [JSON] = {
            let file = folder.appendingPathComponent("talos/cases/nftables-golden.json")
            guard let data = try? Data(contentsOf: file),
                let json = try? JSON(parsing: String(decoding: data, as: UTF8.self))
            else { return [] }
            return json["cases"]?.elements ?? []
        }()

        /// Where ours is another text, and why.
        private static let differences: [(golden: String, ours: String)] = [
            // Names and states that are sent in another byte order than nft expects: the file itself says so.
            (#"iifname { "", "" }"#, #"iifname { "eth0", "eth1" }"#),
            ("ct state { 0x2000000, 0x4000000 }", "ct state established,related"),
            // A rule that asks for an IPv4 destination never means an IPv6 packet; Talos' accepts all of them.
            (
                "ip daddr { 192.168.0.0/24 } accept\n\t\tmeta nfproto ipv6 accept\n",
                "ip daddr { 192.168.0.0/24 } accept\n"
            ),
        ]

        /// Rules as nft shows them: one value needs no set of its own, and not all versions show the burst that is there by itself.
        private static func plain(_ text: String) -> String {
            let one = /\{ ([^ ,}]+) \}/
            return text.trimmingCharacters(in: .whitespacesAndNewlines).replacing(" burst 5 packets", with: "")
                .replacing(one) { String($0.output.1) }
        }

        private static func expected(_ step: JSON) -> [String] {
            (step["expectAnyOf"]?.elements ?? []).compactMap(\.text).map { text in
                plain(differences.reduce(text) { $0.replacing($1.golden, with: $1.ours) })
            }
        }

        @Test(.enabled(if: !cases.isEmpty, "the cases aren't there; NETSTRATA_CONFORMANCE names their folder"))
        func `none is left out`() { #expect(Self.cases.count == 15) }

        @Test(.enabled(if: !cases.isEmpty), arguments: cases.indices)
        func `a case`(_ place: Int) async throws {
            let table = try NfTables(table: "talos-test")
            var chains: [String: NfTablesChainSpec] = [:]
            for step in Self.cases[place]["steps"]?.elements ?? [] {
                if let id = step["destroy"]?["id"]?.text { chains[id] = nil }
                if var members = (step["create"] ?? step["update"])?.members, let id = members["id"]?.text {
                    members["id"] = nil
                    members["name"] = .string(id)
                    var faults: [Fault] = []
                    chains[id] = NfTablesChainSpec.decode(.object(members), at: .root, &faults)
                    #expect(faults.isEmpty && chains[id] != nil, "\(faults)")
                }
                guard step["expectAnyOf"] != nil else { continue }
                let compiled = chains.sorted { $0.key < $1.key }.map { CompiledChain($0.value).chain }
                let isThere = try await table.state().isThere
                let changes =
                    (isThere ? [NfTablesChange.deleteTable] : []) + [.addTable] + compiled.map { .addChain($0) }
                    + compiled.flatMap { chain in chain.rules.map { .addRule($0, chain: chain.name, before: nil) } }
                #expect(try await table.apply(changes) == .done)
                let shown = Self.plain(try await nft("list table inet talos-test"))
                #expect(Self.expected(step).contains(shown), "\(shown)")
            }
            #expect(try await table.apply([.deleteTable]) == .done)
        }
    }
}
