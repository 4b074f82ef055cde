import TestSupport

/// Draws from pools, the same each time for the same seed.
typealias Dice = SeededGenerator

extension SeededGenerator {
    /// A number below a bound.
    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// One of several.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
