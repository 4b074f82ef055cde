import HostConfiguration
import Resources
import Testing

/// Talos' tests of patching a machine configuration.
@Suite struct `Patches of a machine configuration, as Talos tests them` {
    /// What a set is made of: the configuration, the patches in their order, and what should come out.
    struct Case: CustomTestStringConvertible {
        let folder: String
        let base: String
        let patches: [String]
        /// `nil` when the patch must be refused.
        let expected: String?
        var testDescription: String { "\(folder)/\(expected ?? "refused")" }
    }

    static let cases = [
        Case(
            folder: "apply", base: "config",
            patches: ["strategic1", "jsonpatch1", "jsonpatch2", "strategic2", "strategic3"], expected: "expected"),
        Case(folder: "apply", base: "config", patches: ["strategic4"], expected: "expected_manifests"),
        Case(
            folder: "multidoc", base: "config", patches: ["strategic1", "strategic2", "strategic3"],
            expected: "expected"),
        Case(folder: "multidoc", base: "config", patches: ["jsonpatch"], expected: nil),
        Case(folder: "patchdelete", base: "config", patches: ["strategic1"], expected: "expected"),
        Case(
            folder: "patchdelete", base: "controlplane_orig", patches: ["strategic2", "strategic3", "strategic4"],
            expected: "controlplane_expected"),
        Case(folder: "patchdeletemissing", base: "config", patches: ["strategic1"], expected: nil),
        Case(folder: "patchlink", base: "base", patches: ["patch"], expected: "expected"),
        Case(folder: "patchmixed", base: "base", patches: ["patch"], expected: "expected"),
    ]

    static let isThere = (try? ConformanceFile.text(at: "configpatcher/apply/config.yaml")) != nil

    private func text(_ example: Case, _ name: String) throws -> String {
        try ConformanceFile.text(at: "configpatcher/\(example.folder)/\(name).yaml")
    }

    @Test(.enabled(if: isThere, Comment(rawValue: ConformanceFile.absence)), arguments: cases)
    func `a set`(_ example: Case) throws {
        var configuration = try MachineConfiguration(text: text(example, example.base))
        guard let expected = example.expected else {
            let base = configuration
            let patches = try example.patches.map { try ConfigurationPatch(text: text(example, $0)) }
            #expect(throws: ConfigurationFaults.self) {
                for patch in patches { _ = try base.patched(with: patch) }
            }
            return
        }
        for name in example.patches {
            configuration = try configuration.patched(with: ConfigurationPatch(text: text(example, name)))
        }
        let wanted = try MachineConfiguration(text: text(example, expected))
        #expect(configuration.documents.map(\.label) == wanted.documents.map(\.label))
        for (found, wanted) in zip(configuration.documents, wanted.documents) {
            #expect(found.json.withoutDefaults.pretty == wanted.json.withoutDefaults.pretty)
        }
    }
}

extension JSON {
    /// Without what Talos writes though nobody said it, and without the empty lines that it drops at a text's beginning.
    fileprivate var withoutDefaults: JSON {
        switch self {
        case .object(let members):
            let emptiness: [JSON] = [.null, "", [], [:]]
            return .object(members.mapValues(\.withoutDefaults).filter { !emptiness.contains($0.value) })
        case .array(let elements): return .array(elements.map(\.withoutDefaults))
        case .string(let text): return .string(String(text.drop { $0 == "\n" }))
        default: return self
        }
    }
}
