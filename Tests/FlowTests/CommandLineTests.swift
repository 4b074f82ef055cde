import FlowSupport
import Resources
import TestSupport
import Testing

extension Flows {
    @Suite struct CommandLine {
        private static let commands = [
            [], ["serve"], ["get"], ["apply"], ["import"], ["import", "kernel"], ["edit"], ["delete"], ["history"],
            ["types"], ["pause"], ["resume"], ["release"], ["version"], ["completions"], ["explain"], ["config"],
            ["config", "get"], ["config", "edit"], ["config", "diff"], ["config", "validate"], ["config", "delete"],
        ]

        @Test func `what a file asks for is applied, shown, edited, deleted and told`() async throws {
            try await Flow.run { flow in
                let cable = try await flow.cli("apply", "-f", "-", "-m", "a cable", "--wait", input: Examples.veth)
                #expect(cable.status == 0, "\(cable.errors)")
                #expect(try await flow.host.hasAddress("192.0.2.1/24", on: "veth0"))
                #expect(try await flow.cli("apply", "-f", "-", input: Examples.veth).status == 0)

                for format in ["table", "wide", "json", "yaml", "name"] {
                    let shown = try await flow.cli("get", "AddressSpec", "-o", format)
                    #expect(shown.status == 0)
                    #expect(shown.output.contains("veth0/192.0.2.1/24"), "\(format): \(shown.output)")
                }
                let json = try await flow.cli("get", "AddressSpec", "-o", "json")
                #expect(try await flow.cli("apply", "-f", "-", "--dry-run", input: json.output).status == 0)
                let addresses = try await flow.cli("get", "addresses")
                #expect(addresses.output.contains("192.0.2.1/24"))

                let edited = try await flow.cli(
                    "edit", "LinkSpec/veth0", "-m", "smaller",
                    environment: ["EDITOR": "sed -i 's/mtu: .*/mtu: 1400/; s/^spec:/spec:\\n  mtu: 1400/'"])
                #expect(edited.status == 0, "\(edited.errors)")
                try await flow.host.eventually("the MTU is 1400") {
                    try await flow.host.ip("link show veth0").contains("mtu 1400")
                }
                let history = try await flow.cli("history", "LinkSpec/veth0")
                #expect(history.output.contains("smaller"))
                #expect(history.output.contains("a cable"))

                #expect(try await flow.cli("delete", "AddressSpec/veth0/192.0.2.1/24", "--wait").status == 0)
                #expect(try await !flow.host.hasAddress("192.0.2.1/24", on: "veth0"))
                #expect(try await flow.cli("pause", "-m", "let me look").status == 0)
                #expect(try await flow.cli("get", "ManagementSpec", "-o", "json").output.contains("observe"))
                #expect(try await flow.cli("resume").status == 0)
                #expect(try await flow.cli("release").status == 0)
                #expect(try await flow.cli("delete", "LinkSpec/veth0", "LinkSpec/veth1").status == 0)
                #expect(try await flow.host.ip("link show veth0").contains("mtu 1400"))
            }
        }

        @Test func `a watch shows each change as it happens`() async throws {
            try await Flow.run { flow in
                var output = try Pipe()
                let (end, socket) = (output.writeEnd, flow.client.socket)
                let pid = try await flow.host.inside {
                    try Command.spawn(
                        [Daemon.program, "get", "AddressSpec", "-w", "-o", "name", "--socket", socket], [1: end])
                }
                output.closeWriteEnd()
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                let source = output.readEnd
                let text = try await Threads.run { try Pipe.text(from: source, until: "192.0.2.10/24") }
                #expect(text.contains("192.0.2.10/24"))
                try await Threads.run { Command.interrupt(pid) }
            }
        }

        @Test func `history can be followed, of what is asked for alone`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/192.0.2.9/24")
                var output = try Pipe()
                let (end, socket) = (output.writeEnd, flow.client.socket)
                let pid = try await flow.host.inside {
                    try Command.spawn(
                        [Daemon.program, "history", "-w", "--diff", "--intent", "AddressSpec", "--socket", socket],
                        [1: end])
                }
                output.closeWriteEnd()
                let source = output.readEnd
                let first = try await Threads.run { try Pipe.text(from: source, until: "192.0.2.9/24") }
                #expect(first.hasPrefix("REVISION"), "\(first)")
                try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                try await flow.client.remove("AddressSpec/eth0/192.0.2.10/24")
                let rest = try await Threads.run { try Pipe.text(from: source, until: "was address 192.0.2.10/24") }
                #expect(rest.contains("created") && rest.contains("destroyed"), "\(rest)")
                #expect(!(first + rest).contains("Controller"), "\(rest)")
                try await Threads.run { Command.interrupt(pid) }
            }
        }

        @Test func `exit statuses tell scripts what happened`() async throws {
            try await Flow.run { flow in
                #expect(try await flow.cli("get", "AddressSpec/eth0/192.0.2.10/24").status == 4)
                #expect(try await flow.cli("get", "NoSuchType").status == 4)
                #expect(try await flow.cli("get").status == 2)
                #expect(try await flow.cli("apply", "-f", "-", input: "type: [").status == 2)
                let refused = try await flow.cli(
                    "apply", "-f", "-", input: "type: AddressSpec\nid: eth0/192.0.2.10/24\nspec: {scope: elsewhere}\n")
                #expect(refused.status == 1)
                #expect(refused.errors.contains("scope"))
                let waiting = try await flow.cli(
                    "apply", "-f", "-", "--wait", "--timeout", "500ms",
                    input: "type: AddressSpec\nid: none0/192.0.2.10/24\n")
                #expect(waiting.status == 6)
                #expect(waiting.errors.contains("none0"))
                try await flow.daemon.stop()
                let unreachable = try await flow.cli("get", "AddressSpec")
                #expect(unreachable.status == 3)
                #expect(unreachable.errors.contains(flow.client.socket))
            }
        }

        @Test func `every command's help has examples`() async throws {
            let host = try await Host()
            for words in Self.commands {
                let help = try await host.run([Daemon.program] + words + ["--help"])
                #expect(help.status == 0)
                #expect(help.output.contains("EXAMPLES"), "\(words)")
            }
        }

        @Test func `completions can be read by bash`() async throws { try await expectReadable("bash") }

        @Test(.enabled(if: isInstalled("zsh"), "zsh isn't installed here"))
        func `completions can be read by zsh`() async throws { try await expectReadable("zsh") }

        @Test(.enabled(if: isInstalled("fish"), "fish isn't installed here"))
        func `completions can be read by fish`() async throws { try await expectReadable("fish") }

        private static func isInstalled(_ shell: String) -> Bool {
            ["/bin", "/usr/bin", "/usr/local/bin"].contains { Files.exists("\($0)/\(shell)") }
        }

        private func expectReadable(_ shell: String) async throws {
            let host = try await Host()
            let script = try await host.run([Daemon.program, "completions", shell])
            #expect(script.status == 0)
            #expect(script.output.contains("netstrata"))
            let folder = try Files.makeFolder()
            try Files.write(script.output, to: folder + "/script")
            let outcome = try await host.run([shell, "-n", folder + "/script"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            _ = try await host.run(["rm", "-r", folder])
        }

        @Test(arguments: ["addresses.yaml", "host.yaml", "links.yaml", "routes.yaml", "rules.yaml", "veth.yaml"])
        func `the example files are accepted`(_ name: String) async throws {
            try await Flow.run { flow in
                let outcome = try await flow.cli("apply", "-f", "\(Examples.folder)/\(name)", "--dry-run")
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(try await flow.cli("apply", "-f", "\(Examples.folder)/\(name)").status == 0)
            }
        }
    }
}

/// The configurations that are delivered as examples.
private enum Examples {
    static let folder: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/deploy/examples"
    }()

    static var veth: String { Files.text(folder + "/veth.yaml") }
}
