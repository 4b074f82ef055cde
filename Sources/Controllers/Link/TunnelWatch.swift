public import Kernel
import NetworkTypes
public import ServiceLifecycle

/// Looks at WireGuard links every few seconds, since the kernel tells nobody when their peers change.
///
/// Without such links nothing is looked at.
public struct TunnelWatch: Service {
    /// How long somebody else's change goes unnoticed at most.
    private static let interval = Duration.seconds(2)

    private let kernel: RouteNetlink
    private let sources: TunnelSources

    /// A watch over a connection that only looks; what it finds, `sources` tell.
    public init(_ kernel: RouteNetlink, _ sources: TunnelSources) {
        self.kernel = kernel
        self.sources = sources
    }

    /// Runs until the service is shut down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            // What there is at first counts as changed: it may have been since the controllers looked.
            var known: [InterfaceName: KernelWireGuard] = [:]
            while (try? await Task.sleep(for: Self.interval)) != nil {
                guard let tunnels = try? await kernel.knownWireGuards() else { continue }
                let settled = tunnels.mapValues(\.settled)
                if known != settled { sources.wake() }
                known = settled
            }
        }
    }
}

extension TunnelWatch: CustomStringConvertible {
    /// As a service group names it.
    public var description: String { "TunnelWatch" }
}
