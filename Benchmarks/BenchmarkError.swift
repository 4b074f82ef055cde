/// Why a measurement couldn't be made.
enum BenchmarkError: Error {
    /// A program couldn't be started, or ended at once.
    case program(String)
    /// A program or the kernel didn't come to a state in time.
    case timeout(String)
    /// A server answered something else than it should have.
    case answer(status: Int, body: String)
    /// A connection was closed.
    case closed
}
