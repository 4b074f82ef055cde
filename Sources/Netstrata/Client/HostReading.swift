import Foundation
import HostConfiguration
import NIOHTTP1
import NetworkTypes
import Resources

/// Asks the daemon for what the host has, and reads the files that nobody of ours writes.
struct HostReading {
    let client: APIClient
    let root: String

    /// All of it.
    func inventory() async throws(ClientError) -> HostInventory {
        var host = HostInventory()
        host.links = try await list(LinkStatus.self).map { id, link in
            var link = link
            link.name = InterfaceName(id)
            return link
        }
        host.addresses = try await list(AddressStatus.self).map(\.spec)
        host.routes = try await list(RouteStatus.self).map(\.spec)
        host.rules = try await list(RoutingRuleStatus.self).map(\.spec)
        host.hostname = try await list(HostnameStatus.self).first?.spec
        host.isHostnameKept = try await !list(HostnameSpec.self).isEmpty
        host.resolvers = try await list(ResolverStatus.self).first?.spec
        host.staticHosts = try await list(StaticHost.self).map(\.spec)
        host.resolverFile = try await resolverFile()
        host.hostsFile = try await text("etc/hosts")
        return host
    }

    /// Everything of a type that there is, with ids; specs as they are merged.
    private func list<Spec: ResourceSpec>(_: Spec.Type) async throws(ClientError) -> [(id: String, spec: Spec)] {
        let name = ResourceName(namespace: Namespace.network, type: Spec.typeName, id: "")
        var request = APIRequest(.GET, name.path)
        var specs: [(id: String, spec: Spec)] = []
        while true {
            let page = try await client.send(request, about: name.description)
            for item in try page.json()["items"]?.elements ?? [] {
                guard let id = item["metadata"]?["id"]?.text else {
                    throw .unexpectedAnswer("\(Spec.typeName): it has no id")
                }
                specs.append((id, try Self.read(Spec.self, item["spec"] ?? .null)))
            }
            guard let next = page.nextPage else { return specs }
            request = APIRequest(.GET, next)
        }
    }

    /// A specification without the members that a person couldn't ask for so: a kernel's macvlan has what only one of its modes uses.
    private static func read<Spec: ResourceSpec>(_: Spec.Type, _ json: JSON) throws(ClientError) -> Spec {
        var json = json
        while true {
            var faults: [Fault] = []
            if let spec = Spec.decode(json, at: .root, &faults) { return spec }
            guard let fault = faults.first, let member = fault.pointer.tokens.first, json[member] != nil else {
                let words = faults.first.map { "\($0.pointer): \($0.detail)" } ?? "it can't be read"
                throw .unexpectedAnswer("\(Spec.typeName) \(words)")
            }
            json[member] = nil
        }
    }

    private func resolverFile() async throws(ClientError) -> ForeignFile? {
        if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path("etc/resolv.conf")) {
            return .link(to: target)
        }
        return try await text("etc/resolv.conf").map { .text($0) }
    }

    /// A file's text; `nil` when there is none.
    private func text(_ relative: String) async throws(ClientError) -> String? {
        guard FileManager.default.fileExists(atPath: path(relative)) else { return nil }
        return String(decoding: try await SystemFile.read(path(relative)), as: UTF8.self)
    }

    private func path(_ relative: String) -> String { URL(fileURLWithPath: root).appending(path: relative).path }
}
