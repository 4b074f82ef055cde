import FlowSupport
import Resources
import Testing

extension Flows {
    @Suite struct KernelParameters {
        private static let forwarding = "KernelParamSpec/proc.sys.net.ipv4.ip_forward"

        private static func value(_ flow: Flow, _ name: String) async throws -> String {
            try await flow.host.inside { Files.text("/proc/sys/\(name)").filter { !$0.isNewline } }
        }

        @Test func `a setting of the network is set, put right, and gets its value of before back`() async throws {
            try await Root.run { flow, _ in
                #expect(try await Self.value(flow, "net/ipv4/ip_forward") == "0")
                try await flow.client.apply(Self.forwarding, ["value": "1"])
                #expect(try await Self.value(flow, "net/ipv4/ip_forward") == "1")
                try await flow.host.set("ipv4/ip_forward", "0")
                let status = try await flow.client.status(Self.forwarding) { ($0["repairs"]?.integer ?? 0) > 0 }
                #expect(status[path: "drift", "found"] == "value 0 instead of 1")
                #expect(try await Self.value(flow, "net/ipv4/ip_forward") == "1")
                try await flow.host.eventually("its status names both values") {
                    let path = "/v1/resources/network/KernelParamStatus/proc.sys.net.ipv4.ip_forward"
                    let spec = try await flow.client.get(path).json["spec"]
                    return spec?["current"] == "1" && spec?["default"] == "0" && spec?["unsupported"] == false
                }
                try await flow.client.remove(Self.forwarding)
                #expect(try await Self.value(flow, "net/ipv4/ip_forward") == "0")
            }
        }

        @Test func `a setting of the host lies below another root, and goes again`() async throws {
            try await Root.run { flow, root in
                try await flow.client.apply("KernelParamSpec/proc.sys.vm.swappiness", ["value": "7"])
                #expect(root.text("proc/sys/vm/swappiness") == "7\n")
                try await flow.client.remove("KernelParamSpec/proc.sys.vm.swappiness")
                #expect(!root.has("proc/sys/vm/swappiness"))
            }
        }

        @Test func `what the kernel lacks or refuses is told, unless nobody minds`() async throws {
            try await Root.run { flow, _ in
                let missing = "KernelParamSpec/proc.sys.net.ipv4.no_such_thing"
                let refused = try await flow.client.put(missing, ["value": "1"], "?wait=applied")
                #expect(
                    refused.reasons.contains("this kernel has no setting net.ipv4.no_such_thing"), "\(refused.text)")
                let path = "/v1/resources/network/KernelParamStatus/proc.sys.net.ipv4.no_such_thing"
                try await flow.host.eventually("its status says so") {
                    try await flow.client.get(path).json[path: "spec", "unsupported"] == true
                }
                let nonsense = try await flow.client.put(Self.forwarding, ["value": "many"], "?wait=applied")
                #expect(nonsense.reasons.contains("EINVAL"), "\(nonsense.text)")
                try await flow.client.apply(missing, ["value": "1", "ignoreErrors": true])
                try await flow.client.apply(Self.forwarding, ["value": "many", "ignoreErrors": true])
            }
        }

        @Test func `a setting of a link waits for it`() async throws {
            try await Root.run { flow, _ in
                let name = "KernelParamSpec/proc.sys.net.ipv4.conf.v0/7.proxy_arp"
                _ = try await flow.client.put(name, ["value": "1"])
                let status = try await flow.client.status(name) { $0["state"] == "waiting" }
                #expect(status["reason"]?.text?.contains("v0.7") == true)
                try await flow.host.ip("link add v0.7 type veth peer name v0p")
                try await flow.client.status(name) { $0["state"] == "applied" }
                #expect(try await Self.value(flow, "net/ipv4/conf/v0.7/proxy_arp") == "1")
                try await flow.host.ip("link delete v0.7")
                try await flow.client.remove(name)
            }
        }
    }
}
