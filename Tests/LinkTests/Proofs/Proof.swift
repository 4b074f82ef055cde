import FlowSupport
import Glibc
import Resources

/// What a test can show of something that can be said of a link; the columns of the tables in `docs/links.md`.
enum Proof: String, Sendable {
    /// The product has it, so it has to be shown.
    case exists
    /// A link was made with it, or a device set to it, and a program that isn't ours shows it.
    case made
    /// It was changed on the living link.
    case changed
    /// It was changed by a rebuild of the link.
    case rebuilt
    /// Somebody else changed it, and it was put right.
    case mended
    /// Nobody can change it on the link: the kernel refuses.
    case fixed
    /// It changes by itself, too: it came back, and nobody is said to have changed it.
    case moves
    /// It was taken out of the spec, and what was there before came back.
    case dropped
    /// It can't be: the product refuses a spec without it.
    case required
    /// It was taken out of the spec, and stays as it is.
    case stays
    /// With it, a second pass and a restart write nothing.
    case kept
    /// It is there again after a reboot.
    case reboot
    /// The link went with its spec.
    case deleted
}

/// What a run has shown, in the file that `Tests/KernelLab/test` makes the tables of when every suite has passed.
///
/// A line each, cut by tabs: the kind, the attribute (empty for the link itself), and the proof.
enum Proofs {
    private static let path = "/out/proofs"

    /// Writes down what has just been shown: call it after the check, with nothing in between that could fail.
    static func note(_ proof: Proof, _ kind: String, _ attribute: String) throws {
        guard Lab.isHere else { return }
        let line = "\(subject(kind, attribute))\t\(name(attribute))\t\(proof.rawValue)\n"
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        defer { close(file) }
        guard file >= 0, write(file, line, line.utf8.count) == line.utf8.count else {
            throw FlowError("\(path): errno \(errno)")
        }
    }

    /// Writes down the same of many.
    static func note(_ proof: Proof, _ kind: String, _ attributes: some Sequence<String>) throws {
        for attribute in attributes { try note(proof, kind, attribute) }
    }

    /// Of what an attribute is one: what a port has isn't its own kind's.
    private static func subject(_ kind: String, _ attribute: String) -> String {
        if attribute.hasPrefix("bondSlave.") { return "port of a bond" }
        if attribute.hasPrefix("bridgeSlave."), attribute != "bridgeSlave.masterName" { return "port of a bridge" }
        return kind.isEmpty ? "found" : kind
    }

    /// Bonds, bridges and VRFs are masters, wherever a spec says so.
    private static func name(_ attribute: String) -> String {
        ["masterName", "bridgeSlave.masterName", "vrfSlave.masterName"].contains(attribute) ? "master" : attribute
    }
}

extension JSON {
    /// What a spec says, by paths such as `vlan.gvrp`; lists are values.
    var attributes: [String: JSON] {
        (members ?? [:]).reduce(into: [:]) { attributes, member in
            guard member.value.members != nil, member.value != [:] else {
                attributes[member.key] = member.value
                return
            }
            for (path, value) in member.value.attributes { attributes["\(member.key).\(path)"] = value }
        }
    }

    /// A spec that doesn't speak of an attribute.
    func without(attribute: String) -> JSON {
        let parts = attribute.split(separator: ".", maxSplits: 1)
        guard let first = parts.first.map(String.init) else { return self }
        var spec = self
        spec[first] = parts.count > 1 ? self[first]?.without(attribute: String(parts[1])) : nil
        return spec
    }
}
