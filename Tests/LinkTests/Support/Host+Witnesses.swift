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

    /// The kernel's number of a link.
    func index(_ name: String) async throws -> Int64? { try await link(name)?["ifindex"]?.integer }

    /// What `bridge -d -j` prints for words such as `vlan show`.
    func bridge(_ words: String) async throws -> [JSON] {
        try JSON(parsing: try await tool("bridge -d -j \(words)")).elements ?? []
    }

    /// Each line of `wg show all dump`, cut into its parts.
    func wireGuard() async throws -> [[String]] {
        try await tool("wg show all dump").split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}

extension JSON {
    /// A value deep inside; the path's parts are joined by dots, such as `linkinfo.info_data.stp_state`.
    subscript(dotted path: String) -> JSON? {
        path.split(separator: ".").reduce(JSON?.some(self)) { value, part in
            if let elements = value?.elements, let place = Int(part) {
                return elements.indices.contains(place) ? elements[place] : nil
            }
            return value?[String(part)]
        }
    }
}
