import Kernel
import ServiceLifecycle
import Store

/// Gives memory back some time after something changed: a large transaction needs much of it for a moment only.
struct MemoryTrimmer: Service {
    /// From a change until memory is given back; what changes meanwhile is dealt with together.
    private static let pause = Duration.seconds(5)

    let store: ResourceStore

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in store.feed.wakeUps() {
                let revision = store.revision
                try? await Task.sleep(for: Self.pause)
                try? await store.releaseMemory()
                ProcessMemory.trim()
                // Who is at work needs its program.
                if store.revision == revision { ProcessMemory.releaseProgram() }
            }
        }
    }
}

extension MemoryTrimmer: CustomStringConvertible {
    /// As a service group names it.
    var description: String { "MemoryTrimmer" }
}
