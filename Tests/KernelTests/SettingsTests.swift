import Foundation
import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct Settings {
        /// Writes `promote_secondaries` of an interface, of `all`, or of both.
        static func setPromotion(_ name: String, _ isOn: Bool) throws {
            let path = "/proc/sys/net/ipv4/conf/\(name)/promote_secondaries"
            let file = try #require(FileHandle(forWritingAtPath: path), "\(path)")
            try file.write(contentsOf: Data((isOn ? "1" : "0").utf8))
            try file.close()
        }

        @Test(arguments: [false, true], [false, true])
        func `secondaries are promoted when all interfaces do so, or this one`(all: Bool, own: Bool) async throws {
            try await Pair.with { pair in
                let before = InterfaceSettings.promotesSecondaries(try name("all"))
                try Self.setPromotion("all", all)
                try Self.setPromotion(pair.name.description, own)
                #expect(InterfaceSettings.promotesSecondaries(pair.name) == (all || own))
                try Self.setPromotion("all", before)
            }
        }
    }
}
