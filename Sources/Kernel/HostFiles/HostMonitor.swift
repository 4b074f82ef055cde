import CMnl
import Glibc

/// Says when the host's files or its name may have changed.
///
/// A thread of its own waits for inotify(7) and for the kernel's word about the name; whoever is woken looks.
public final class HostMonitor: Sendable {
    private let wakeUps = WakeUpBoard()
    private let bell: WakeUpDescriptor

    /// Watches the files below a root; names are those of the namespace of the thread that calls this.
    public init(_ root: HostRoot) throws(KernelError) {
        let bell = try WakeUpDescriptor()
        self.bell = bell
        let files = try Descriptor(inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK)), operation: "inotify_init1")
        // Below another root the name is a file, too.
        let name = root.isHost ? open("/proc/sys/kernel/hostname", O_RDONLY | O_CLOEXEC) : -1
        let hostname = name < 0 ? nil : try Descriptor(name, operation: "open hostname")
        // Another root may not be there yet. One that can't be made can't be written later either, and that is told then.
        if !root.isHost { mkdir(root.path, 0o755) }
        let loop = HostMonitorLoop(root: root, files: files, hostname: hostname, bell: bell, wakeUps: wakeUps)
        // What happens from now on is told, although the thread isn't there yet.
        let watches = loop.watchFolders()
        try startThread(label: "host-monitor") { loop.run(watches) }
    }

    deinit { stop() }

    /// Wakes up when something of the topics may have changed, and once for however much is missed meanwhile.
    public func wakeUps(on topics: KernelTopics) -> AsyncStream<Void> { wakeUps.stream(on: topics) }

    /// Ends the thread and finishes the streams; a second call does nothing.
    public func stop() {
        wakeUps.finish()
        bell.ring()
    }
}

/// What the monitor's thread does until it's told to stop.
private struct HostMonitorLoop {
    let root: HostRoot
    let files: Descriptor
    let hostname: Descriptor?
    let bell: WakeUpDescriptor
    let wakeUps: WakeUpBoard

    /// Everything that a person or a program does to a file, or to a folder that comes and goes.
    private static let events =
        UInt32(IN_MODIFY) | UInt32(IN_CLOSE_WRITE) | UInt32(IN_ATTRIB) | UInt32(IN_CREATE) | UInt32(IN_DELETE)
        | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_ONLYDIR)

    /// The folders that are watched, each with the names in it that matter.
    private var interests: [String: Set<String>] {
        var interests: [String: Set<String>] = [:]
        let names = ["proc/sys/kernel/hostname", "proc/sys/kernel/domainname"]
        let services = ["run/systemd/timesync", "run/chrony"]
        let paths = HostFile.allCases.flatMap { [$0.path, $0.originalPath] } + services + (root.isHost ? [] : names)
        for path in paths {
            var folder = ""
            for name in path.split(separator: "/").map(String.init) {
                interests[folder, default: []].insert(name)
                folder += folder.isEmpty ? name : "/\(name)"
            }
        }
        return interests
    }

    func run(_ watches: [Int32: Set<String>]) {
        var watches = watches
        var buffer = [UInt8](repeating: 0, count: Limit.datagram)
        while let ready = waitForNews() {
            var topics: KernelTopics = ready.hostname ? .names : []
            if ready.files {
                let count = read(files.number, &buffer, buffer.count)
                if count > 0, concerns(buffer.span.bytes, count, watches) {
                    topics.formUnion([.files, .names])
                    // A folder may have come, or have been replaced.
                    watches = watchFolders()
                }
            }
            if !topics.isEmpty { wakeUps.wake(topics) }
        }
        wakeUps.finish()
    }

    /// Watches all folders that are there; a folder that is watched already keeps its number.
    func watchFolders() -> [Int32: Set<String>] {
        var watches: [Int32: Set<String>] = [:]
        for (folder, names) in interests {
            let number = inotify_add_watch(files.number, root.path(folder), Self.events)
            if number >= 0 { watches[number, default: []].formUnion(names) }
        }
        return watches
    }

    /// Whether one of the events is about a name that matters; what can't be read counts.
    private func concerns(_ bytes: borrowing RawSpan, _ count: Int, _ watches: [Int32: Set<String>]) -> Bool {
        // struct inotify_event: the watch's number, mask, cookie and the length of the name, four bytes each; then the name.
        let header = 16
        let range = 0..<count
        var offset = 0
        while offset + header <= count {
            guard let watch = bytes.load(Int32.self, at: offset, in: range),
                let length = bytes.load(UInt32.self, at: offset + 12, in: range),
                Int(length) <= count - offset - header,
                let names = watches[watch]
            else { return true }
            let end = offset + header + Int(length)
            let name = bytes.array(of: offset + header..<end).prefix { $0 != 0 }
            if name.isEmpty || names.contains(String(decoding: name, as: UTF8.self)) { return true }
            offset = end
        }
        return false
    }

    /// What there is news of; `nil` when the monitor is to stop.
    private func waitForNews() -> (files: Bool, hostname: Bool)? {
        while true {
            // The kernel marks the name's file with POLLERR and POLLPRI when it was set (`proc_sys_poll()`).
            var descriptors = [
                pollfd(fd: files.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: hostname?.number ?? -1, events: Int16(POLLPRI), revents: 0),
            ]
            let ready = poll(&descriptors, nfds_t(descriptors.count), -1)
            if descriptors[1].revents != 0 || (ready < 0 && errno != EINTR) { return nil }
            if ready > 0 { return (descriptors[0].revents != 0, descriptors[2].revents != 0) }
        }
    }
}
