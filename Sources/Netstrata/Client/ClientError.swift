import HostConfiguration
import Resources

/// Why a command can't do what it was asked, as far as the caller can do something about it.
enum ClientError: Error, Equatable {
    /// The input can't be understood: where, and what is wrong.
    case input(String)
    /// What is to be made is there already, and what helps.
    case taken(String)
    /// Nothing answers on the socket.
    case unreachable(socket: String, detail: String)
    /// The caller may not open the socket; members of the group may.
    case notPermitted(socket: String, group: String)
    /// The connection ended before the answer did.
    case cutOff(String)
    /// The daemon refused or failed; the subject is what the command was about.
    case problem(Problem, subject: String)
    /// The daemon has no such type.
    case unknownType(String, candidates: [String])
    /// The change is stored, but the kernel isn't there yet, or won't be.
    case notApplied(reasons: [String])
    /// The change was put back, and why.
    case putBack(reason: String)
    /// Somebody didn't want to be asked any more; the window that is left open, and until when.
    case interrupted(window: String, until: Moment)
    /// Nothing has to be confirmed.
    case nothingPending
    /// The answer isn't what the interface says.
    case unexpectedAnswer(String)
    /// Something about a file on this host: what, and what helps.
    case file(String, hints: [String], status: ProgramStatus)

    /// The program's exit status.
    var status: ProgramStatus {
        switch self {
        case .input: .usage
        case .taken: .conflict
        case .unreachable, .notPermitted, .cutOff: .unreachable
        case .problem(let problem, _): ProgramStatus(httpStatus: problem.status)
        case .unknownType, .nothingPending: .notFound
        case .putBack: .conflict
        case .interrupted: .interrupted
        case .notApplied: .notApplied
        case .unexpectedAnswer: .serverError
        case .file(_, _, let status): status
        }
    }

    /// What a person reads: what happened, where, and what to do about it; ends with a line end.
    func report(colours: Bool) -> String {
        let lines = self.lines
        let title = Style.red.applied(to: "netstrata:", if: colours) + " " + lines.what
        let hints = lines.hints.map { Style.dim.applied(to: "  → \($0)", if: colours) }
        return ([title] + lines.details.map { "  \($0)" } + hints).joined(separator: "\n") + "\n"
    }

    /// The same error with the faults' places as the caller knows them.
    func mappingFaults(_ map: (JSONPointer, String) -> (place: String, detail: String)) -> ClientError {
        guard case .problem(var problem, let subject) = self, !problem.faults.isEmpty else { return self }
        problem.members["errors"] = .array(
            problem.faults.map { fault in
                let mapped = map(JSONPointer(fault.pointer) ?? .root, fault.detail)
                return ["pointer": .string(mapped.place), "detail": .string(mapped.detail)]
            })
        return .problem(problem, subject: subject)
    }

    /// The same error with the faults of a machine configuration in the caller's words.
    func mappingConfigurationFaults(_ words: (ConfigurationFault) -> String) -> ClientError {
        guard case .problem(var problem, let subject) = self, let entries = problem.members["errors"]?.elements else {
            return self
        }
        problem.members["errors"] = .array(
            entries.map { entry in
                ConfigurationFault(entry).map { ["pointer": "", "detail": .string(words($0))] } ?? entry
            })
        return .problem(problem, subject: subject)
    }

    private var lines: (what: String, details: [String], hints: [String]) {
        switch self {
        case .input(let detail), .taken(let detail): (detail, [], [])
        case .unreachable(let socket, let detail):
            (
                "no daemon answers on \(socket): \(detail)", [],
                [
                    "start it: systemctl start netstrata, or netstrata serve",
                    "is its socket elsewhere? name it with --socket PATH or NETSTRATA_SOCKET",
                ]
            )
        case .notPermitted(let socket, "root"):
            ("you may not open \(socket): permission denied", [], ["only root may: use sudo"])
        case .notPermitted(let socket, let group):
            (
                "you may not open \(socket): permission denied", [],
                ["members of the group \(group) may: sudo usermod -aG \(group) $USER, then log in again"]
            )
        case .cutOff(let detail): ("the daemon ended the connection: \(detail)", [], [])
        case .problem(let problem, let subject): (problem.headline(subject), problem.details, problem.hints(subject))
        case .unknownType(let name, let candidates) where candidates.isEmpty:
            ("no resource type is called '\(name)'", [], ["netstrata types lists them"])
        case .unknownType(let name, let candidates):
            (
                "no resource type is called exactly '\(name)'", [],
                ["did you mean \(candidates.joined(separator: " or "))?"]
            )
        case .notApplied(let reasons):
            ("stored, but not applied", reasons, ["netstrata get ApplyStatus shows how far it is"])
        case .putBack(let reason):
            ("the change was put back: \(reason)", [], ["netstrata history --origin confirmation shows what was"])
        case .interrupted(let window, let until):
            (
                "interrupted: window \(window) stays open until \(until.onTheWall), then the change is put back by itself",
                [],
                [
                    "netstrata confirm \(window) keeps it",
                    "netstrata cancel \(window) puts it back now",
                ]
            )
        case .nothingPending: ("nothing has to be confirmed", [], ["netstrata pending --all shows what was"])
        case .file(let detail, let hints, _): (detail, [], hints)
        case .unexpectedAnswer(let detail):
            ("the daemon's answer can't be understood: \(detail)", [], ["netstrata version shows both versions"])
        }
    }
}
