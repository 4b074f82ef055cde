import Foundation
import HostConfiguration
import Resources
import Testing

/// What Talos makes of the metadata of clouds, which is a platform's configuration: each must be read.
///
/// How it comes from the metadata (platform.json) isn't tested here: clouds are for later.
@Suite struct `Platforms' configurations, as Talos writes them` {
    private static let folder = ConformanceFile.folder.deletingLastPathComponent().appendingPathComponent("platform")
    static let files: [String] = {
        let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return found.filter { $0.contains("expected") && $0.hasSuffix(".yaml") }.sorted()
    }()

    @Test(.enabled(if: !files.isEmpty, Comment(rawValue: ConformanceFile.absence)))
    func `thirty are found`() { #expect(Self.files.count == 30) }

    @Test(.enabled(if: !files.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: files)
    func `a file`(_ name: String) throws {
        let text = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
        let read = try PlatformConfiguration(text: text)
        // The lists by a second way: the items of the YAML are at this depth.
        func count(_ list: String) -> Int {
            let lines = text.split(separator: "\n").drop { !$0.hasPrefix("\(list):") }.dropFirst()
            return lines.prefix { $0.hasPrefix(" ") }.count { $0.hasPrefix("    - ") }
        }
        #expect(read.addresses.count == count("addresses"))
        #expect(read.routes.count == count("routes"))
        #expect(read.externalIPs.count == count("externalIPs"))
        #expect(read.operators.count == count("operators"))
        #expect(read.links.allSatisfy { $0.layer == .platform && $0.mtu != 0 && $0.logical != false })
        #expect(
            (read.hostnames.count, read.resolvers.count) == (min(1, count("hostnames")), min(1, count("resolvers"))))
        #expect(read.timeServers.count == min(1, count("timeServers")))
        // Everything must be what the layers store.
        for spec in read.routes { #expect(spec.contradictions() == []) }
        for spec in read.addresses { #expect(spec.contradictions() == []) }
    }
}
