import Foundation
import HostConfiguration
import Resources
import Testing

/// Talos' tests of what makes a machine configuration valid; how it is said is ours.
@Suite struct `Documents of a machine configuration, as Talos tests them` {
    static let documents = ConformanceFile.cases("config-validation-multidoc.json")
    static let legacy = ConformanceFile.cases("config-validation-legacy.json")
    static let texts = ConformanceFile.texts("config-docs")

    /// What is valid on its own kind's terms and not on ours, and why.
    static let others = [
        "wireguardconfig_redacted.yaml": "REDACTED is no key",
        "corednsconfig.yaml": "", "environment.yaml": "", "etc_file.yaml": "", "flannelconfig.yaml": "",
        "kubenodeconfig.yaml": "", "networkconfig.yaml": "", "siderolinkconfig.yaml": "", "sysfs.yaml": "",
    ]

    @Test(.enabled(if: !documents.isEmpty, Comment(rawValue: ConformanceFile.absence)))
    func `there are as many cases as there should be`() {
        #expect((Self.documents.count, Self.legacy.count, Self.texts.count) == (164, 25, 39))
    }

    /// Whether there are faults and warnings.
    private func verdict(_ text: String) -> (faults: Set<String>, hasWarnings: Bool) {
        do {
            return ([], try !MachineConfiguration(text: text).warnings.isEmpty)
        } catch {
            return (Set(error.all.map(\.detail)), !error.warnings.isEmpty)
        }
    }

    @Test(.enabled(if: !documents.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: documents)
    func `a document`(_ example: ConformanceCase) throws {
        let config = try #require(example.json["config"])
        let text = try config["$fixture"]?.text.map(ConformanceFile.text(at:)) ?? config.pretty
        let found: (faults: Set<String>, hasWarnings: Bool)
        if var legacy = example.json["legacyV1Alpha1"] {
            // The case asks only what the two documents say against one another.
            legacy["version"] = "v1alpha1"
            let both = verdict("\(text)\n---\n\(legacy.pretty)")
            found = (both.faults.subtracting(verdict(text).faults), both.hasWarnings)
        } else {
            found = verdict(text)
        }
        let isFaulty = !example.json.text("expectedError").isEmpty
        #expect(found.faults.isEmpty != isFaulty, "\(found.faults)")
        #expect(found.hasWarnings == !example.json.list("expectedWarnings").isEmpty)
    }

    @Test(.enabled(if: !legacy.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: legacy)
    func `a legacy document`(_ example: ConformanceCase) throws {
        let config = try #require(example.json["config"])
        let found = verdict(config.pretty)
        let isFaulty = !example.json.text("expectedError").isEmpty
        #expect(found.faults.isEmpty != isFaulty, "\(found.faults)")
        #expect(found.hasWarnings == !example.json.list("expectedWarnings").isEmpty)
    }

    @Test(.enabled(if: !texts.isEmpty, Comment(rawValue: ConformanceFile.absence)), arguments: texts)
    func `a document as Talos writes it`(_ example: ConformanceText) throws {
        do {
            let configuration = try MachineConfiguration(text: example.text)
            #expect(configuration.text == example.text)
            #expect((configuration.documents.first?.network == nil) == (Self.others[example.name] != nil))
        } catch {
            #expect(example.name == "wireguardconfig_redacted.yaml")
            #expect(error.all.map(\.pointer.description) == ["/privateKey", "/peers/1/presharedKey"])
        }
    }

    @Test(.enabled(if: !texts.isEmpty, Comment(rawValue: ConformanceFile.absence)))
    func `keys are redacted as Talos does it`() throws {
        let text = try ConformanceFile.text(at: "config-docs/wireguardconfig.yaml")
        #expect(
            try MachineConfiguration(text: text).redacted()
                == ConformanceFile.text(at: "config-docs/wireguardconfig_redacted.yaml"))
    }
}

/// A text that stands in a file of its own beside the cases.
struct ConformanceText: CustomTestStringConvertible {
    let name: String
    let text: String
    var testDescription: String { name }
}

extension ConformanceFile {
    /// A file by its path in the folder above that of the cases.
    static func text(at path: String) throws -> String {
        try String(contentsOf: folder.deletingLastPathComponent().appendingPathComponent(path), encoding: .utf8)
    }

    /// The files of a folder beside that of the cases; none when it isn't there.
    static func texts(_ name: String) -> [ConformanceText] {
        let path = folder.deletingLastPathComponent().appendingPathComponent(name).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().compactMap { file in
            (try? text(at: "\(name)/\(file)")).map { ConformanceText(name: file, text: $0) }
        }
    }
}
