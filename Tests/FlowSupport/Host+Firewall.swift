import Kernel
import TestSupport

extension Host {
    /// The generation of the ruleset: each transaction of anybody makes another.
    package func firewallGeneration() async throws -> UInt32 {
        try await inside { try NfTables(table: "netstrata") }.generation()
    }

    /// Runs `nft`, the reference for what the kernel has; what it says when it refuses is told like what it prints.
    package func nft(_ words: String) async throws -> String {
        let outcome = try await run(["nft"] + words.split(separator: " ").map(String.init))
        return outcome.output + outcome.errors
    }
}
