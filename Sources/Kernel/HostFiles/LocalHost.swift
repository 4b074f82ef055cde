import CMnl
import Glibc

/// The host's files, names and settings below a root, read and changed by this process on a thread of its own.
public actor LocalHost: HostOperations {
    /// The folder below which all of it lies.
    public nonisolated let root: HostRoot
    private let executor: BlockingExecutor
    private let files: HostFiles
    private let parameters: ParameterFiles

    /// The thread that all of it runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The host below a root; settings of the network are those of the namespace of the thread that calls this.
    public init(_ root: HostRoot) throws(KernelError) {
        self.root = root
        executor = try BlockingExecutor(label: "host")
        files = HostFiles(root: root)
        parameters = ParameterFiles(root: root)
    }

    /// What is where a file belongs.
    ///
    /// - Throws: `refused` where we may not know.
    public func state(_ file: HostFile) throws(KernelError) -> HostFileState { try files.state(file) }

    /// A setting's value; `nil` where the kernel has no such setting.
    ///
    /// - Throws: `refused` where it can't be read.
    public func value(_ parameter: KernelParameter) throws(KernelError) -> String? { try parameters.value(parameter) }

    /// The host's name, empty where it has none.
    public func hostname() throws(KernelError) -> String { try name(Self.hostname) }

    /// The NIS domain's name, empty where there is none; the kernel has a word for that.
    public func domainname() throws(KernelError) -> String {
        let name = try name(Self.domainname)
        return name == Self.noDomain ? "" : name
    }

    /// Whether something is at a path below the root.
    public func has(_ relative: String) -> Bool { root.has(relative) }

    /// Carries out one change.
    public func perform(_ change: HostChange) -> KernelRefusal? {
        if let fault = change.fault { return KernelRefusal(errno: EINVAL, message: fault) }
        do throws(KernelError) {
            try carryOut(change)
            return nil
        } catch {
            return KernelRefusal(error)
        }
    }

    private func carryOut(_ change: HostChange) throws(KernelError) {
        switch change {
        case .writeFile(let file, let text, let mode, let keepsOriginal):
            try files.write(file, text, mode: mode, keepsOriginal: keepsOriginal)
        case .restoreFile(let file): try files.restore(file)
        case .removeFile(let file, let folders): try files.remove(file, folders: folders)
        case .setHostname(let name): try set(Self.hostname, name, sethostname)
        case .setDomainname(let name):
            let isKernels = Self.domainname.isOfKernel(in: root)
            try set(Self.domainname, name.isEmpty && isKernels ? Self.noDomain : name, setdomainname)
        case .setParameter(let parameter, let value, _): try parameters.set(parameter, value)
        case .restoreParameter(let parameter, let value):
            if let value { try parameters.set(parameter, value) } else { try parameters.remove(parameter) }
        }
    }

    // Both names are settings as well (proc(5)).
    private static let hostname = KernelParameter(segments: ["kernel", "hostname"])
    private static let domainname = KernelParameter(segments: ["kernel", "domainname"])

    /// What the kernel calls no domain (`UTS_DOMAINNAME`, `init/version.c`).
    private static let noDomain = "(none)"

    private func name(_ parameter: KernelParameter) throws(KernelError) -> String {
        try parameters.value(parameter) ?? ""
    }

    /// Sets a name by its system call, which asks for the right in the namespace of names, not for that of a file's owner.
    private func set(
        _ parameter: KernelParameter, _ name: String, _ call: (UnsafePointer<CChar>, Int) -> Int32
    ) throws(KernelError) {
        if parameter.isOfKernel(in: root) {
            guard call(name, name.utf8.count) == 0 else { throw .refused(operation: "set \(parameter)") }
        } else if name.isEmpty {
            try parameters.remove(parameter)
        } else {
            try parameters.set(parameter, name)
        }
    }
}
