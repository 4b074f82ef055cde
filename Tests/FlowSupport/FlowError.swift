/// Why a test's surroundings failed, in words.
package struct FlowError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
