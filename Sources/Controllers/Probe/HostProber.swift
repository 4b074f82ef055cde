public import Kernel
import NetworkTypes
public import Resources
public import Store

/// Tries to reach what confirm windows name.
public struct HostProber: Prober {
    private let kernel: RouteNetlink

    /// How long a try may take.
    private static let timeout = Duration.seconds(3)

    /// A prober of a host; `kernel` is a connection that only looks.
    public init(_ kernel: RouteNetlink) { self.kernel = kernel }

    /// Tries all at once, each on a thread of its own.
    public func failures(of probes: [ConfirmProbe]) async -> [ConfirmProbe: String] {
        await withTaskGroup(of: (ConfirmProbe, String?).self) { group in
            for probe in Set(probes) { group.addTask { (probe, await failure(of: probe)) } }
            var failures: [ConfirmProbe: String] = [:]
            for await (probe, words) in group { failures[probe] = words }
            return failures
        }
    }

    private func failure(of probe: ConfirmProbe) async -> String? {
        let target: ProbeTarget
        switch probe {
        case .gateway:
            do throws(KernelError) {
                target = .echo(try await gateways())
            } catch {
                return "the routes can't be read: \(error)"
            }
        case .name(let name): target = .name(name)
        case .tcp(let endpoint): target = .tcp(endpoint)
        case .http(let url):
            guard let http = ProbeTarget(url) else { return "the URL names no host" }
            target = http
        }
        return await ProbeAttempt(target, timeout: Self.timeout).outcome(within: Self.timeout)?.description
    }

    /// The gateways of default routes of the main table.
    private func gateways() async throws(KernelError) -> [Neighbour] {
        let routes = try await kernel.routes().filter {
            $0.table == .main && $0.destination.length == 0 && $0.type == .unicast
        }
        var gateways: Set<Neighbour> = []
        for route in routes {
            if let gateway = route.gateway { gateways.insert(Neighbour(gateway, linkIndex: route.outIndex)) }
            for hop in route.nextHops {
                if let gateway = hop.gateway { gateways.insert(Neighbour(gateway, linkIndex: hop.outIndex)) }
            }
        }
        return Array(gateways)
    }
}

extension ProbeTarget {
    /// A GET of a URL.
    init?(_ url: ProbeURL) {
        guard let endpoint = url.endpoint else { return nil }
        let path = url.target.hasPrefix("/") ? url.target : "/" + url.target
        self = .http(endpoint, authority: url.host.bracketed + (url.port.map { ":\($0)" } ?? ""), path: path)
    }
}
