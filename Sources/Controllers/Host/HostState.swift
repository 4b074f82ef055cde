public import Kernel

/// What the host is like, as far as a plan needs it.
public struct HostState: SystemState, Hashable {
    /// The host's name.
    public var hostname = ""
    /// The NIS domain's name.
    public var domainname = ""
    /// The files that were looked at.
    public var files: [HostFile: HostFileState] = [:]
    /// The settings that were looked at and that are there.
    public var parameters: [KernelParameter: Parameter] = [:]
    /// Whether settings besides those of the network lie below a root rather than in the kernel.
    public var isBelowRoot = false
    /// What a service that sets the clock reads, if one runs.
    public var timeService: HostFile?

    /// A setting.
    public enum Parameter: Hashable, Sendable {
        /// Its value.
        case value(String)
        /// It is there, but can't be read: why.
        case unreadable(String)
    }

    /// Nothing was looked at.
    public init() {}

    /// A hash of everything in it.
    public var settledHash: Int { hashValue }
}
