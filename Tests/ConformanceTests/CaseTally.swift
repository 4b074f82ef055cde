import Foundation
import Testing

/// How many of Talos' cases are run here, and how many stand in a list with the reason why they aren't.
@Suite struct `All of Talos' cases` {
    /// Files, how many cases each has, and how many of them don't pass as a whole.
    private static let files: [(name: String, cases: Int, leftOut: Int)] = [
        ("config-validation-multidoc", 164, 0), ("config-validation-legacy", 25, 0),
        ("cmdline", 27, 0), ("config-controllers", 46, left(in: "config-controllers.json")),
        ("derived-controllers", 28, left(in: "derived-controllers.json")), ("merge", 24, left(in: "merge.json")),
        // Of each the text for containers of Kubernetes; `EtcFileCases.missing` says why. The hosts of all are compared.
        ("etcfiles", 9, 9), ("helpers", 31, 0),
    ]

    private static func left(in file: String) -> Int {
        ConformanceFile.cases(file).count { example in
            `Controllers, as Talos tests them`.missing.keys.contains { example.name.hasPrefix($0) }
        }
    }

    @Test(.enabled(if: !ConformanceFile.cases("helpers.json").isEmpty, Comment(rawValue: ConformanceFile.absence)))
    func `are run, but for a few that are named`() {
        for file in Self.files {
            #expect(ConformanceFile.cases(file.name + ".json").count == file.cases, "\(file.name)")
            print("\(file.name).json: \(file.cases) cases, \(file.leftOut) of them left out with the reason")
        }
        #expect(Self.files.map(\.cases).reduce(0, +) == 354)
        #expect(Self.files.map(\.leftOut).reduce(0, +) <= 20)
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["CI"] == "true", "only where CI=true"))
    func `are there where CI=true`() {
        #expect(!ConformanceFile.cases("helpers.json").isEmpty, "\(ConformanceFile.absence)")
    }
}
