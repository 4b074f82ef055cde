import Glibc
import Testing

/// The suites that run real daemons in network namespaces.
///
/// Run them with `unshare -nmu env NETSTRATA_TEST_NAMESPACE=1 swift test --skip-build --filter '^FlowTests\.'`.
@Suite(
    .enabled(
        if: getenv("NETSTRATA_TEST_NAMESPACE").map { String(cString: $0) } == "1",
        "needs a network namespace of its own: NETSTRATA_TEST_NAMESPACE isn't 1"),
    .timeLimit(.minutes(8)))
enum Flows {}
