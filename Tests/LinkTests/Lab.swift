import Glibc
import TestSupport
import Testing

/// The suites that need links of every kind, and so the lab's kernel.
///
/// Run them with `swift build --build-tests && Tests/KernelLab/test`, or some with `Tests/KernelLab/test Bridges`.
@Suite(
    .enabled(if: Lab.isHere, "needs the lab's kernel: Tests/KernelLab/test runs it"), .timeLimit(.minutes(14)))
enum InLab {}

/// The kernel that the tests run in.
enum Lab {
    /// Whether it is the lab's, which `Tests/KernelLab/run` says.
    static let isHere = getenv("NETSTRATA_KERNEL_LAB").map { String(cString: $0) } == "1"

    /// The options that it was built with, without `CONFIG_`; none where it doesn't say, as the ready kernel doesn't.
    private static let options: Set<Substring> = {
        guard isHere, let words = try? Command.run(["zcat", "/proc/config.gz"]), words.status == 0 else { return [] }
        return Set(
            words.output.split(separator: "\n").filter { $0.hasPrefix("CONFIG_") && $0.hasSuffix("=y") }
                .map { $0.dropFirst("CONFIG_".count).dropLast("=y".count) })
    }()

    /// Whether the kernel says that it has an option.
    static func has(_ option: String) -> Bool { options.contains(Substring(option)) }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test whose kernel lacks an option of `Tests/KernelLab/config`; only for those that the ready kernel lacks.
    static func kernel(has option: String) -> Self {
        .enabled(if: !Lab.isHere || Lab.has(option), "the kernel lacks \(option)")
    }
}
