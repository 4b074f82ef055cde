public import Resources

/// What is wrong with one place of a machine configuration, or what it should better not say.
public struct ConfigurationFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The document: `LinkConfig/eth0`, `v1alpha1`, or `document 2` where nothing names it.
    public let document: String
    /// The line in the whole text, from 1; `nil` where there is none to show.
    public let line: Int?
    /// The place within the document.
    public let pointer: JSONPointer
    /// What is wrong and what is expected there, as a sentence without a full stop.
    public let detail: String
    /// The line of the document against which this one speaks; `nil` where there is none.
    public let otherLine: Int?

    /// A fault in a document.
    public init(_ document: String, line: Int?, _ pointer: JSONPointer, _ detail: String, otherLine: Int? = nil) {
        self.document = document
        self.line = line
        self.pointer = pointer
        self.detail = detail
        self.otherLine = otherLine
    }

    /// Whether it speaks of the same place as another, or of a part of it or what holds it.
    func isAbout(_ other: ConfigurationFault) -> Bool {
        document == other.document
            && (pointer.tokens.starts(with: other.pointer.tokens) || other.pointer.tokens.starts(with: pointer.tokens))
    }

    /// All of it in one line.
    public var description: String {
        let place = pointer.tokens.isEmpty ? "" : ", at \(pointer)"
        let other = otherLine.map { " (line \($0))" } ?? ""
        return "\(document)\(line.map { ", line \($0)" } ?? "")\(place): \(detail)\(other)"
    }
}

/// Everything that is wrong with a machine configuration.
public struct ConfigurationFaults: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one, in the order of the text.
    public let all: [ConfigurationFault]
    /// What would have been a warning if nothing were wrong.
    public let warnings: [ConfigurationFault]

    /// Several faults.
    public init(_ all: [ConfigurationFault], warnings: [ConfigurationFault] = []) {
        self.all = all
        self.warnings = warnings
    }

    /// A line for each.
    public var description: String { all.map(\.description).joined(separator: "\n") }
}
