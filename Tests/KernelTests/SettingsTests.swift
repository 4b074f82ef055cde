import Foundation
import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct Settings {
        private static func path(_ name: String) -> String { "/proc/sys/net/ipv4/conf/\(name)/promote_secondaries" }

        /// Writes `promote_secondaries` of an interface, or of `all`.
        static func setPromotion(_ name: String, _ isOn: Bool) throws {
            let path = path(name)
            let file = try #require(FileHandle(forWritingAtPath: path), "\(path)")
            try file.write(contentsOf: Data((isOn ? "1" : "0").utf8))
            try file.close()
        }

        @Test(arguments: [false, true], [false, true])
        func `secondaries are promoted when all interfaces do so, or this one`(all: Bool, own: Bool) async throws {
            try await Pair.with { pair in
                let before = try String(contentsOfFile: Self.path("all"), encoding: .utf8).hasPrefix("1")
                try Self.setPromotion("all", all)
                try Self.setPromotion(pair.name.description, own)
                #expect(InterfaceSettings.promotesSecondaries(pair.name) == (all || own))
                try Self.setPromotion("all", before)
            }
        }
    }
}
