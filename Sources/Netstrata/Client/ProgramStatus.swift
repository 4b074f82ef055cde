/// What a script learns from the program's end; `netstrata --help` lists the same numbers.
enum ProgramStatus: Int32 {
    /// The daemon refused it.
    case refused = 1
    /// The command line or the input can't be understood.
    case usage = 2
    /// The daemon can't be reached.
    case unreachable = 3
    /// There is no such resource or type.
    case notFound = 4
    /// It was changed meanwhile, or something else stands in the way.
    case conflict = 5
    /// Stored, but not applied in time.
    case notApplied = 6
    /// The daemon failed.
    case serverError = 7
    /// The packet that was asked about wouldn't come through.
    case packetStopped = 8
    /// Somebody ended it with Ctrl-C: 128 and the signal's number, as shells have it.
    case interrupted = 130

    /// What an HTTP status of 400 and above means for the caller.
    init(httpStatus: Int) {
        switch httpStatus {
        case 404: self = .notFound
        case 409, 412: self = .conflict
        case 500...: self = .serverError
        default: self = .refused
        }
    }
}
