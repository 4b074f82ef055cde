import Foundation
import Testing

/// The suites that change kernel state, one test after the other.
///
/// Run them with `unshare -nm env NETSTRATA_TEST_NAMESPACE=1 swift test --skip-build --filter KernelTests`.
@Suite(
    .serialized,
    .enabled(
        if: ProcessInfo.processInfo.environment["NETSTRATA_TEST_NAMESPACE"] == "1",
        "needs a network namespace of its own: NETSTRATA_TEST_NAMESPACE isn't 1"))
enum InNamespace {}
