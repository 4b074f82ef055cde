import FlowSupport

extension Flow {
    /// Runs a body with the daemon's state in a file system of its own in memory, of a size as mount(8) takes it.
    func onMemory(_ size: String, _ body: () async throws -> Void) async throws {
        try await host.call("mkdir", "-m", "0700", daemon.state)
        try await host.call("mount", "-t", "tmpfs", "-o", "size=\(size),mode=0700", "tmpfs", daemon.state)
        let result: Result<Void, any Error>
        do {
            try await daemon.start(on: host)
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        try await daemon.crash()
        try await host.call("umount", daemon.state)
        try result.get()
    }
}
