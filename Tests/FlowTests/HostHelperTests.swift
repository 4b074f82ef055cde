import FlowSupport
import Glibc
import Resources
import TestSupport
import Testing

extension Flows {
    @Suite struct Helper {
        /// Starts a helper for a root, which ends with the test.
        private static func start(_ host: Host, _ root: Root) async throws -> pid_t {
            let words = [
                "setpriv", "--pdeathsig", "KILL", Daemon.program, "host-helper", "--listen", root.path("helper.sock"),
                "--root", root.path, "--user", "root",
            ]
            let pid = try await host.inside { try Command.spawn(words, [:]) }
            try await host.eventually("the helper listens") { root.has("helper.sock") }
            return pid
        }

        @Test func `a daemon has its files and settings written by a helper, and by the next one when that has ended`()
            async throws
        {
            let root = try Root()
            try root.write("etc/hosts", "::1 before\n")
            try await Flow.run(["--root", root.path, "--host-helper", root.path("helper.sock")]) { flow in
                let refused = try await flow.client.put(
                    "EtcFileSpec/hosts", ["contents": "::1 mine\n"], "?wait=applied")
                #expect(refused.reasons.contains("netstrata-host.socket"), "\(refused.text)")
                #expect(root.text("etc/hosts") == "::1 before\n")
                let first = try await Self.start(flow.host, root)
                try await flow.client.status("EtcFileSpec/hosts") { $0["state"] == "applied" }
                #expect(root.text("etc/hosts") == "::1 mine\n")
                kill(first, SIGKILL)
                _ = try await Threads.run { Command.end(of: first) }
                unlink(root.path("helper.sock"))
                let second = try await Self.start(flow.host, root)
                try await flow.client.apply("KernelParamSpec/proc.sys.net.ipv4.ip_forward", ["value": "1"])
                try await flow.client.remove("EtcFileSpec/hosts")
                #expect(root.text("etc/hosts") == "::1 before\n")
                kill(second, SIGTERM)
                _ = try await Threads.run { Command.end(of: second) }
            }
            _ = try await Threads.run { try Command.run(["rm", "-rf", root.path]) }
        }
    }
}
