/// One change of the host that needs more than CAP_NET_ADMIN; there are no others.
public enum HostChange: Hashable, Sendable {
    /// Gives a file a text and permission bits; `keepsOriginal` first puts what was there beside it.
    ///
    /// Where a service reads the file it is told to; if that fails, the file is as it was before.
    case writeFile(HostFile, text: String, mode: UInt32, keepsOriginal: Bool)
    /// Puts the file of before back in its place, as it was: bytes, mode and owner.
    case restoreFile(HostFile)
    /// Removes a file, and so many of the folders around it, the innermost first, as nothing else is in.
    case removeFile(HostFile, folders: Int = 0)
    /// Sets the host's name (sethostname(2)); below a root, an empty one removes it.
    case setHostname(String)
    /// Sets the NIS domain's name (setdomainname(2)); below a root, an empty one removes it.
    case setDomainname(String)
    /// Writes a setting; `ignoresErrors` is for who doesn't mind if the kernel refuses it.
    case setParameter(KernelParameter, String, ignoresErrors: Bool)
    /// Writes a setting back as it was before; `nil` removes its file, which only a root other than `/` has.
    case restoreParameter(KernelParameter, String?)
}

extension HostChange {
    /// Whether everything that it names is within bounds; whoever carries out another's changes checks it again.
    ///
    /// - Returns: What is wrong, or `nil`.
    public var fault: String? {
        switch self {
        case .writeFile(_, let text, let mode, _):
            if text.utf8.count > Limit.hostFile { return "the text is longer than \(Limit.hostFile) bytes" }
            if mode & ~0o777 != 0 { return "the mode has bits besides the permissions" }
        case .setHostname(let name), .setDomainname(let name):
            if name.utf8.count > Limit.hostName { return "the name is longer than \(Limit.hostName) bytes" }
            if !name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }) {
                return "the name has characters that no host name has"
            }
        case .setParameter(_, let value, _):
            if value.utf8.count > Limit.parameterValue {
                return "the value is longer than \(Limit.parameterValue) bytes"
            }
        case .restoreParameter(_, let value):
            if let value, value.utf8.count > Limit.parameterValue {
                return "the value is longer than \(Limit.parameterValue) bytes"
            }
        case .removeFile(_, let folders):
            if !(0...Limit.madeFolders).contains(folders) { return "more folders than are made would be removed" }
        case .restoreFile: break
        }
        return nil
    }
}

/// Who carries out changes of the host: this process, or a helper with more rights.
public protocol HostOperations: Sendable {
    /// Carries out one change.
    ///
    /// - Returns: `nil` when it's done, else why not.
    func perform(_ change: HostChange) async -> KernelRefusal?
}
