/// Why a test's surroundings failed, in words.
struct FlowError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
