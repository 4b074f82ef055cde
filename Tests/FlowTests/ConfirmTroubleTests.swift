import FlowSupport
import Glibc
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// The kernel is put back although the store can't be written.
    @Suite struct ConfirmTrouble {
        private func fill(_ flow: Flow, _ name: String) async throws {
            // dd ends with an error: that is the point.
            _ = try await flow.host.run(["dd", "if=/dev/zero", "of=\(flow.daemon.state)/\(name)", "bs=4k"])
        }

        @Test func `on a full disk there is room kept for putting back`() async throws {
            try await Flow.run(startsDaemon: false) { flow in
                try await flow.onMemory("24m") {
                    try await flow.makeBase()
                    let id = try await flow.change(confirm: "4s", "&wait=applied")
                    try await fill(flow, "filler")
                    // Full before the deadline, or the test shows nothing.
                    #expect(try await flow.window(id)["state"] == "pending")
                    try await flow.ended(id)
                    try await flow.expect("as before", try await flow.isBase)
                    try await flow.expectReverted(id, "on a full disk")
                    #expect(!Files.exists(flow.daemon.state + "/netstrata.db.reserve"))
                }
            }
        }

        @Test func `where no room can be kept no window opens, and nothing is changed`() async throws {
            try await Flow.run(startsDaemon: false) { flow in
                try await flow.onMemory("8m") {
                    try await flow.makeBase()
                    _ = try await flow.host.run([
                        "dd", "if=/dev/zero", "of=\(flow.daemon.state)/filler", "bs=1k", "count=4500",
                    ])
                    let reply = try await flow.client.put("LinkSpec/eth0", ["mtu": 1300], "?confirm=60s")
                    #expect(reply.status == 507 && reply.reason == "STORAGE_FULL", "\(reply.text)")
                    #expect(try await flow.isBaseStored())
                    #expect(try await flow.client.get("/v1/confirmations").items.isEmpty)
                    #expect(try await flow.client.put("LinkSpec/eth0", ["mtu": 1350]).status == 200)
                }
            }
        }

        @Test func `when not even that room is left, the kernel is put back, and the store as soon as it can be`()
            async throws
        {
            try await Flow.run(startsDaemon: false) { flow in
                try await flow.onMemory("24m") {
                    try await flow.makeBase()
                    let id = try await flow.change(confirm: "4s", "&wait=applied")
                    // Somebody takes the room that was kept, too.
                    try await flow.host.call("rm", flow.daemon.state + "/netstrata.db.reserve")
                    try await fill(flow, "filler")
                    try await flow.expect("as before", try await flow.isBase)
                    #expect(try await flow.window(id)["state"] == "pending", "it can't be stored")
                    let late = try await flow.client.ask(.POST, "/v1/confirmations/\(id)/confirm")
                    #expect(late.status == 409 && late.reason == "CONFIRMATION_ENDED", "\(late.text)")
                    // What somebody does to the kernel meanwhile is put right as the stand-in says.
                    try await flow.host.ip("address delete 192.0.2.10/24 dev eth0")
                    try await flow.expect("as before", try await flow.isBase)
                    try await flow.host.call("rm", flow.daemon.state + "/filler")
                    try await flow.ended(id)
                    try await flow.expectReverted(id, "when there is room again")
                    try await flow.expect("as before", try await flow.isBase)
                    // And from then on it follows what is stored.
                    try await flow.client.apply("LinkSpec/eth0", ["mtu": 1350])
                    #expect(try await flow.host.json("link show eth0").first?["mtu"] == 1350)
                }
            }
        }

        @Test func `while another process locks the database the kernel is put back`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let id = try await flow.change(confirm: "3s", "&wait=applied")
                var lock = try Pipe()
                var told = try Pipe()
                let (input, output) = (lock.readEnd, told.writeEnd)
                let database = flow.daemon.state + "/netstrata.db"
                let pid = try await flow.host.inside {
                    try Command.spawn(["sqlite3", "-bail", "-cmd", ".timeout 10000", database], [0: input, 1: output])
                }
                told.closeWriteEnd()
                let statements = "BEGIN EXCLUSIVE; SELECT 'locked';\n"
                #expect(write(lock.writeEnd, statements, statements.utf8.count) == statements.utf8.count)
                let answer = told.readEnd
                #expect(try await Threads.run { try Pipe.text(from: answer, until: "locked") } == "locked\n")
                #expect(try await flow.window(id)["state"] == "pending")
                try await flow.expect("as before", try await flow.isBase)
                #expect(try await flow.window(id)["state"] == "pending", "it can't be stored")
                lock.closeWriteEnd()
                _ = try await Threads.run { Command.end(of: pid) }
                try await flow.ended(id)
                try await flow.expectReverted(id, "when it isn't locked any more")
                #expect(try await flow.isBase)
            }
        }
    }

    /// The command line of windows.
    @Suite struct ConfirmCommands {
        private static let file = "type: LinkSpec\nid: eth0\nspec: {mtu: 1300}\n"

        @Test func `without a terminal it says how to confirm, and each command does what it says`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                #expect(try await flow.cli("pending").output == "nothing has to be confirmed\n")
                let none = try await flow.cli("confirm")
                #expect(none.status == 4 && none.errors.contains("→ netstrata pending --all shows what was"), "\(none)")
                let unknown = try await flow.cli("confirm", "99999")
                #expect(unknown.status == 4 && unknown.errors.contains("→ netstrata pending lists the open ones"))
                let applied = try await flow.cli(
                    "apply", "-f", "-", "--confirm", "90s", "--wait", "-m", "smaller", input: Self.file)
                #expect(applied.status == 0, "\(applied.errors)")
                #expect(applied.output.contains("netstrata confirm "), "\(applied.output)")
                #expect(applied.output.contains("this is put back in 90 s unless it is confirmed:"))
                let pending = try await flow.cli("pending").output
                #expect(pending.contains("uid:0(root)") && pending.contains("pending"), "\(pending)")
                let extended = try await flow.cli("extend", "--timeout", "10m")
                #expect(extended.output.contains(": 600 s from now on"), "\(extended.output)")
                let day = try await flow.cli("extend", "--timeout", "1d")
                #expect(day.output.contains(": 24h from now on"), "\(day.output)\(day.errors)")
                #expect(try await flow.cli("confirm", "-m", "ping works").status == 0)
                #expect(try await flow.host.json("link show eth0").first?["mtu"] == 1300)
                let other = Self.file.replacing("1300", with: "1200")
                #expect(try await flow.cli("apply", "-f", "-", "--confirm", "90s", input: other).status == 0)
                let cancelled = try await flow.cli("cancel")
                #expect(cancelled.output.contains("the change is put back"), "\(cancelled.errors)")
                try await flow.host.eventually("it is put back") {
                    try await flow.host.json("link show eth0").first?["mtu"] == 1300
                }
                let all = try await flow.cli("pending", "--all").output
                #expect(all.contains("confirmed") && all.contains("reverted"), "\(all)")
                let json = try JSON(parsing: try await flow.cli("pending", "--all", "-o", "json").output)
                #expect(json["items"]?.elements?.count == 2)
                for words in [["--confirm", "x"], ["--probe", "gateway"], ["--confirm", "1m", "--auto-confirm"]] {
                    let outcome = try await flow.cli(["apply", "-f", "-"] + words, input: other)
                    #expect([1, 2].contains(outcome.status), "\(words): \(outcome.status) \(outcome.errors)")
                }
            }
        }

        @Test func `deletions, rollbacks, reverts and configurations can be confirmed too`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let configuration = "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\nmtu: 1450\n"
                #expect(try await flow.cli("apply", "-f", "-", input: configuration).status == 0)
                let other = configuration.replacing("1450", with: "1420")
                let row = try await flow.client.get("/v1/history?type=AddressSpec&intent&limit=1").items.first
                let transaction = String(row?["transaction"]?.integer ?? 0)
                for words in [
                    ["delete", Flow.kept], ["rollback", "1"], ["revert", transaction],
                    ["apply", "-f", "-"], ["config", "delete"],
                ] {
                    let outcome = try await flow.cli(words + ["--confirm", "90s"], input: other)
                    #expect(outcome.status == 0, "\(words): \(outcome.errors)")
                    #expect(outcome.output.contains("netstrata confirm "), "\(words): \(outcome.output)")
                    #expect(try await flow.cli("cancel").status == 0, "\(words)")
                    #expect(try await flow.isBaseStored(), "\(words)")
                    #expect(try await flow.cli("config", "get").output == configuration, "\(words)")
                }
            }
        }

        @Test(arguments: ["y", "n", ""])
        func `on a terminal it counts down, and does what is typed`(_ answer: String) async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let file = flow.folder + "/mtu.yaml"
                try Files.write(Self.file, to: file)
                let time = answer.isEmpty ? "3s" : "60s"
                let command = "\(FlowSupport.Daemon.program) apply -f \(file) --confirm \(time)"
                // The answer comes when the question stands there; the terminal stays open until the program ends.
                let feeder = answer.isEmpty ? "tail -f /dev/null" : "printf '\(answer)\\n'; tail -f /dev/null"
                let script = "(sleep 1; \(feeder)) | timeout 30 script -qec '\(command)' /dev/null"
                let outcome = try await flow.host.run(
                    ["timeout", "40", "sh", "-c", "(\(script)); echo status $?; kill 0"],
                    environment: ["NETSTRATA_SOCKET": flow.client.socket, "TERM": "xterm"])
                #expect(outcome.output.contains("s left. y keeps it, n puts it back:"), "\(outcome.output)")
                if answer == "y" {
                    #expect(outcome.output.contains("confirmed"), "\(outcome.output)")
                    #expect(try await flow.host.json("link show eth0").first?["mtu"] == 1300)
                } else {
                    #expect(outcome.output.contains("the change was put back"), "\(outcome.output)")
                    #expect(outcome.output.contains("status 5"), "\(outcome.output)")
                    try await flow.expect("as before", try await flow.isBase)
                }
            }
        }

        @Test func `a default makes changes from a shell under ssh windows, unless they say otherwise`() async throws {
            try await Flow.run { flow in
                try await flow.makeBase()
                let session = ["SSH_CONNECTION": "192.0.2.7 51000 192.0.2.10 22"]
                let set = try await flow.cli(["confirm", "--default", "45s"], environment: session)
                #expect(set.output == "changes from elsewhere have to be confirmed within 45s\n", "\(set.errors)")
                #expect(try await flow.cli("get", "ManagementSpec").output.contains("45s"))
                let none = try await flow.cli(
                    ["apply", "-f", "-", "--confirm", "none"], input: Self.file, environment: session)
                #expect(none.status == 0 && !none.output.contains("netstrata confirm"), "\(none.output)")
                let other = Self.file.replacing("1300", with: "1200")
                let remote = try await flow.cli(["apply", "-f", "-"], input: other, environment: session)
                #expect(remote.output.contains("put back in 45 s"), "\(remote.output)")
                // Whoever only pauses isn't asked, and the open window takes it in.
                #expect(try await flow.cli(["cancel"], environment: session).status == 0)
                // sudo takes the variable away; the shell that called it still has it.
                let sudo = try await flow.host.run(
                    ["sh", "-c", "env -u SSH_CONNECTION \(FlowSupport.Daemon.program) apply -f - ; true"], input: other,
                    environment: session.merging(["NETSTRATA_SOCKET": flow.client.socket]) { $1 })
                #expect(sudo.output.contains("put back in 45 s"), "\(sudo.output) \(sudo.errors)")
                #expect(try await flow.cli(["cancel"], environment: session).status == 0)
                #expect(try await flow.cli(["confirm", "--default", "none"], environment: session).status == 0)
                let free = try await flow.cli(["apply", "-f", "-"], input: other, environment: session)
                #expect(free.status == 0 && !free.output.contains("put back"), "\(free.output)")
            }
        }
    }
}
