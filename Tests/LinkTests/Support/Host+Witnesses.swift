import FlowSupport
import Resources
import TestSupport

/// What programs that aren't ours show of links.
extension Host {
    /// Runs a program, and gives what it prints.
    ///
    /// - Throws: What it complains of when it fails.
    @discardableResult
    func tool(_ words: String) async throws -> String {
        let outcome = try await run(words.split(separator: " ").map(String.init))
        guard outcome.status == 0 else { throw FlowError("\(words): \(outcome.errors)\(outcome.output)") }
        return outcome.output
    }

    /// A link as `ip -d -j link show` has it; `nil` where there is none.
    func link(_ name: String) async throws -> JSON? { try await links().first { $0["ifname"]?.text == name } }

    /// All links as `ip -d -j link show` has them.
    func links() async throws -> [JSON] { try await json("-d link show") }

    /// A link with what `bridge` and `wg` have of it besides, at `vlans` and `wg`, and at `bond` what `ip` doesn't know of bonds;
    /// `null` where there is none.
    func witnessed(_ name: String) async throws -> JSON {
        guard var link = try await link(name) else { return .null }
        // It may be gone meanwhile.
        if link[dotted: "linkinfo.info_kind"] == "wireguard" { link["wg"] = try? await wireGuard(name) }
        if link[dotted: "linkinfo.info_kind"] == "bridge" || link[dotted: "linkinfo.info_slave_kind"] == "bridge" {
            link["vlans"] = try? await vlans(name)
        }
        if link[dotted: "linkinfo.info_kind"] == "bond" || link[dotted: "linkinfo.info_slave_kind"] == "bond" {
            link["bond"] = try? await BondMember.all(of: name, on: self)
        }
        return link
    }

    /// The kernel's number of a link.
    func index(_ name: String) async throws -> Int64? { try await link(name)?["ifindex"]?.integer }

    /// What `bridge -d -j` prints for words such as `vlan show`.
    func bridge(_ words: String) async throws -> [JSON] {
        try JSON(parsing: try await tool("bridge -d -j \(words)")).elements ?? []
    }

    /// What `bridge vlan show` has of a link, each VLAN by itself: `5 PVID Egress Untagged`.
    private func vlans(_ link: String) async throws -> JSON {
        let shown = try await bridge("vlan show dev \(link)").first?["vlans"]?.elements ?? []
        return .array(
            shown.flatMap { vlan -> [JSON] in
                guard let first = vlan["vlan"]?.integer else { return [] }
                let flags = vlan["flags"]?.elements?.compactMap(\.text) ?? []
                return (first...(vlan["vlanEnd"]?.integer ?? first)).map { number in
                    .string(([String(number)] + flags).joined(separator: " "))
                }
            })
    }

    /// What `wg show … dump` has of a link: `privateKey`, `listenPort` and `firewallMark`, and the same of its peers, in `peers`.
    private func wireGuard(_ link: String) async throws -> JSON {
        let lines = try await tool("wg show \(link) dump").split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map { JSON.string(String($0)) }
        }
        guard let first = lines.first, first.count > 3 else { return .null }
        let peers = lines.dropFirst().filter { $0.count > 7 }.map { peer -> JSON in
            [
                "publicKey": peer[0], "presharedKey": peer[1], "endpoint": peer[2], "allowedIPs": peer[3],
                "keepalive": peer[7],
            ]
        }
        return [
            "privateKey": first[0], "listenPort": first[2], "firewallMark": first[3], "peers": .array(Array(peers)),
        ]
    }
}

extension JSON {
    /// A value deep inside; the path's parts are joined by dots, such as `linkinfo.info_data.stp_state`.
    ///
    /// Of a list of words a part tells whether it is there: `flags.UP`.
    subscript(dotted path: String) -> JSON? {
        path.split(separator: ".").reduce(JSON?.some(self)) { value, part in
            if let elements = value?.elements {
                guard let place = Int(part) else { return .bool(elements.contains(.string(String(part)))) }
                return elements.indices.contains(place) ? elements[place] : nil
            }
            return value?[String(part)]
        }
    }
}
