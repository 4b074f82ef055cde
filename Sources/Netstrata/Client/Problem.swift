import HostConfiguration
import Resources

/// Why the daemon refused or failed, in its own words (RFC 9457).
struct Problem: Equatable {
    /// The HTTP status.
    var status: Int
    /// The whole document.
    var members: [String: JSON]

    /// Reads an answer of 400 or above; whatever isn't problem+json becomes a problem with its text as the detail.
    init(status: Int, body: [UInt8]) {
        self.status = status
        if let members = (try? JSON(parsing: body))?.members {
            self.members = members
        } else {
            members = ["detail": .string(String(decoding: body.prefix(400), as: UTF8.self))]
        }
    }

    /// The stable name of the cause, such as `STALE_ETAG`.
    var reason: String? { members["reason"]?.text }

    /// The faults: JSON pointer and what is wrong there.
    var faults: [(pointer: String, detail: String)] {
        (members["errors"]?.elements ?? []).map { entry in
            if let fault = ConfigurationFault(entry) { return ("", fault.description.withoutControls) }
            return (entry["pointer"]?.text ?? "", entry["detail"]?.text ?? "")
        }
    }

    /// The first line: what was refused and why.
    func headline(_ subject: String) -> String {
        let words = [members["detail"]?.text, members["title"]?.text].compactMap { $0 }.first { !$0.isEmpty }
        // With faults, the detail says the first of them, and all of them follow.
        let count = faults.count == 1 ? "1 fault" : "\(faults.count) faults"
        let said = faults.isEmpty ? words ?? "HTTP status \(status)" : "the daemon found \(count)"
        return subject.isEmpty ? said : "\(subject): \(said)"
    }

    /// Each fault, what the kernel said, and what to quote when asking for help.
    var details: [String] {
        var lines = faults.map { $0.pointer.isEmpty ? $0.detail : "at \($0.pointer): \($0.detail)" }
        let kernel = [members["errno"]?.text, members["extack"]?.text].compactMap { $0 }.filter { !$0.isEmpty }
        if !kernel.isEmpty { lines.append("the kernel says: " + kernel.joined(separator: ", ")) }
        let names = [reason, members["requestId"]?.text.map { "request \($0)" }].compactMap { $0 }
        lines.append("(" + (["\(status)"] + names).joined(separator: ", ") + ")")
        return lines
    }

    /// What the caller can do.
    func hints(_ subject: String) -> [String] {
        switch status {
        case 404 where subject.hasPrefix(APIClient.configurationSubject):
            return [
                "netstrata apply -f FILE stores one",
                "netstrata history MachineConfig shows the revisions of earlier ones",
            ]
        case 404 where subject.hasPrefix("window "): return ["netstrata pending lists the open ones"]
        case 404 where ["diff", "history"].contains(subject):
            return ["netstrata history shows what there was, and when"]
        case 404 where subject.contains(" "):
            // Several resources, or a revision or a transaction.
            return [
                faults.isEmpty
                    ? "netstrata history -o wide shows revisions and transactions"
                    : "netstrata get TYPE lists what there is"
            ]
        case 404:
            let type = subject.split(separator: "/").first.map(String.init)
            return [type.map { "netstrata get \($0) lists what there is" } ?? "netstrata types lists the types"]
        case 410:
            let oldest = members["oldestRevision"]?.integer
            // Nothing is gone where an ETag is of another life of the database, or a time of before it.
            guard oldest != 0 else { return ["netstrata history shows the revisions that there are"] }
            return [oldest.map { "the oldest revision that can be reached is \($0)" } ?? "take a later revision"]
        case 409 where reason == "CONFIRMATION_PENDING":
            return ["netstrata pending shows it; its holder confirms or cancels it, or root does"]
        case 409 where members["conflicts"] != nil:
            return changedSince.map { ["netstrata history \($0) --diff shows by what and by whom"] } ?? []
        case 412: return ["it was changed meanwhile: read it again, then repeat your change"]
        case 422 where reason == "NOT_SUPPORTED":
            return ["--allow-unsupported stores it, and the rest is carried out"]
        case 403 where reason == "NOT_HOLDER": return []
        case 401, 403: return ["the socket knows you by your user: netstrata history shows as whom"]
        case 503: return ["the daemon is busy or stopping: try again"]
        case 507: return ["the disk or the database is full: make room, then try again"]
        case 500...: return ["journalctl -u netstrata has the daemon's log"]
        default: return []
        }
    }

    /// The first resource that was changed again since a transaction that should be undone.
    private var changedSince: String? { members["conflicts"]?.elements?.first?["resource"]?.text }
}
