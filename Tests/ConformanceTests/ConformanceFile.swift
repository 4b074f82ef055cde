import Foundation
import Resources
import Testing

/// A file of cases transcribed from Talos' own tests; they lie beside the project and aren't part of it.
struct ConformanceFile {
    /// Where the folder is looked for: beside the checkout, or where NETSTRATA_CONFORMANCE says.
    static let folder =
        ProcessInfo.processInfo.environment["NETSTRATA_CONFORMANCE"].map { URL(fileURLWithPath: $0) }
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            "shared/conformance/talos/cases")

    static let absence = "the cases aren't at \(folder.path); NETSTRATA_CONFORMANCE names their folder"

    /// The cases; none when the folder isn't there.
    static func cases(_ name: String) -> [ConformanceCase] {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(name)) else { return [] }
        return ((try? JSON(parsing: data))?["cases"]?.elements ?? []).map { ConformanceCase(json: $0) }
    }
}

/// A case, shown by its name.
struct ConformanceCase: CustomTestStringConvertible {
    let json: JSON
    var name: String { json.text("name") }
    var testDescription: String { name }
}

extension JSON {
    /// The text of a member; empty when there is none.
    func text(_ name: String) -> String { self[name]?.text ?? "" }
    /// The elements of a member; none when there is none.
    func list(_ name: String) -> [JSON] { self[name]?.elements ?? [] }
}
