import Kernel
import Resources

/// Changes of the host, and what became of them, as the lines between the daemon and its helper.
enum HostMessage {
    /// The line that asks for a change.
    static func request(_ change: HostChange) -> [UInt8] { JSON.object(members(of: change)).canonicalBytes }

    private static func members(of change: HostChange) -> [String: JSON] {
        switch change {
        case .writeFile(let file, let text, let mode, let keepsOriginal):
            [
                "op": "writeFile", "file": .string(file.rawValue), "text": .string(text), "mode": .integer(Int64(mode)),
                "keepsOriginal": .bool(keepsOriginal),
            ]
        case .restoreFile(let file): ["op": "restoreFile", "file": .string(file.rawValue)]
        case .removeFile(let file, let folders):
            ["op": "removeFile", "file": .string(file.rawValue), "folders": .integer(Int64(folders))]
        case .setHostname(let name): ["op": "setHostname", "name": .string(name)]
        case .setDomainname(let name): ["op": "setDomainname", "name": .string(name)]
        case .setParameter(let parameter, let value, _):
            ["op": "setParameter", "parameter": .string(parameter.description), "value": .string(value)]
        case .restoreParameter(let parameter, let value):
            [
                "op": "restoreParameter", "parameter": .string(parameter.description),
                "value": value.map { .string($0) } ?? .null,
            ]
        }
    }

    /// The change that a line asks for.
    ///
    /// - Throws: `EINVAL`, with what is wrong with it: whoever carries it out has more rights than whoever asks.
    static func change(_ line: [UInt8]) throws(HostMessageFault) -> HostChange {
        guard let json = try? JSON(parsing: line), let change = change(json) else { throw HostMessageFault() }
        guard change.fault == nil else { throw HostMessageFault() }
        return change
    }

    private static func change(_ json: JSON) -> HostChange? {
        let file = json["file"]?.text.flatMap(HostFile.init(rawValue:))
        let parameter = json["parameter"]?.text.flatMap { KernelParameter($0) }
        let value = json["value"]?.text
        switch json["op"]?.text {
        case "writeFile":
            guard let file, let text = json["text"]?.text,
                let mode = json["mode"]?.integer.flatMap(UInt32.init(exactly:)),
                let keepsOriginal = json["keepsOriginal"]?.bool
            else { return nil }
            return .writeFile(file, text: text, mode: mode, keepsOriginal: keepsOriginal)
        case "restoreFile": return file.map { .restoreFile($0) }
        case "removeFile":
            guard let file, let folders = json["folders"]?.integer.flatMap(Int.init(exactly:)) else { return nil }
            return .removeFile(file, folders: folders)
        case "setHostname": return json["name"]?.text.map { .setHostname($0) }
        case "setDomainname": return json["name"]?.text.map { .setDomainname($0) }
        case "setParameter":
            guard let parameter, let value else { return nil }
            return .setParameter(parameter, value, ignoresErrors: false)
        case "restoreParameter":
            guard let parameter, value != nil || json["value"] == .null else { return nil }
            return .restoreParameter(parameter, value)
        default: return nil
        }
    }

    /// The line that answers: an empty object, or the error number and its words.
    static func answer(_ refusal: KernelRefusal?) -> [UInt8] {
        guard let refusal else { return JSON.object([:]).canonicalBytes }
        return JSON.object(["errno": .integer(Int64(refusal.errno)), "message": .string(refusal.message)])
            .canonicalBytes
    }

    /// What an answer says; `nil` inside for a change that is made.
    ///
    /// - Returns: `nil` when the line is no answer.
    static func refusal(_ line: [UInt8]) -> KernelRefusal?? {
        guard let json = try? JSON(parsing: line), let members = json.members else { return nil }
        if members.isEmpty { return .some(nil) }
        guard let number = json["errno"]?.integer.flatMap(Int32.init(exactly:)), let message = json["message"]?.text
        else { return nil }
        return KernelRefusal(errno: number, message: message)
    }
}

/// A line asks for nothing that the helper does.
struct HostMessageFault: Error {}
