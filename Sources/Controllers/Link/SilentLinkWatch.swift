public import Kernel
public import ServiceLifecycle

/// Has links looked at now and then while one is down: whatever else somebody changes of it, its alias or its further names, the
/// kernel tells nobody.
public struct SilentLinkWatch: Service {
    /// How long somebody else's change goes unnoticed at most.
    private static let interval = Duration.seconds(30)

    private let kernel: RouteNetlink
    private let untold: UntoldChanges

    /// A watch over a connection that only looks; it tells through `untold`.
    public init(_ kernel: RouteNetlink, _ untold: UntoldChanges) {
        self.kernel = kernel
        self.untold = untold
    }

    /// Runs until the service is shut down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval)) != nil {
                if await kernel.knowsLinkThatIsDown() { untold.suspect() }
            }
        }
    }
}

extension SilentLinkWatch: CustomStringConvertible {
    /// As a service group names it.
    public var description: String { "SilentLinkWatch" }
}
