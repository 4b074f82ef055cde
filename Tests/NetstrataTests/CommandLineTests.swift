import ArgumentParser
import NIOHTTP1
import Store
import Testing

@testable import Netstrata

@Suite struct `The command line` {
    static let commands = NetstrataCommand.configuration.subcommands

    static let visible = commands.filter { $0.configuration.shouldDisplay }
        .flatMap { [$0] + $0.configuration.subcommands }

    @Test func `shows examples in every help, in lines that fit`() {
        for command in [NetstrataCommand.self] + Self.visible {
            let discussion = command.configuration.discussion
            #expect(discussion.contains("EXAMPLES"), "\(command)")
            for line in discussion.split(separator: "\n") { #expect(line.count <= 79, "\(line)") }
            #expect(!command.configuration.abstract.isEmpty)
        }
    }

    @Test(arguments: [
        ["frob"], ["get"], ["get", "x", "--frob"], ["get", "x", "-o", "xml"], ["get", "x", "-w", "-o", "yaml"],
        ["apply"],
        ["apply", "-f", "x", "--timeout", "soon"], ["apply", "-f", "x", "--dry-run", "--wait"], ["delete"],
        ["history", "--limit", "0"], ["history", "--since", "once"], ["completions", "tcsh"],
        ["delete", "T/x", "-m", "two\nlines"], ["explain"], ["explain", "T/x", "-o", "name"], ["config", "frob"],
        ["config", "get", "-o", "yaml"], ["config", "validate"], ["config", "diff"], ["config", "diff", "--plan"],
        ["config", "diff", "--revision", "1", "--plan"], ["config", "diff", "f", "--revision", "1", "--revision", "2"],
        ["config", "diff", "--revision", "1", "--revision", "2", "--revision", "3"],
        ["trace", "-1"], ["trace", "--", "-1"], ["trace", "0"], ["apply", "-f", "x", "--confirm", "-5s"],
        ["apply", "-f", "x", "--confirm=-5s"], ["apply", "-f", "x", "--confirm", "soon"],
        ["apply", "-f", "x", "--confirm", "2d"], ["history", "--cause", "0"], ["history", "-w", "--cause", "1"],
        ["rollback", "1", "-o", "yaml"],
    ])
    func `that can't be understood is a matter of usage`(words: [String]) {
        do {
            _ = try NetstrataCommand.parseAsRoot(words)
            Issue.record("it was understood")
        } catch {
            #expect(NetstrataCommand.exitCode(for: error) == .validationFailure)
        }
    }

    @Test func `with a number below zero says what to do`() throws {
        for words in [["trace", "-1"], ["apply", "-f", "x", "--confirm", "-5s"]] {
            let hint = try #require(NetstrataCommand.negativeNumber(in: words))
            #expect(hint.hasPrefix("'\(words.last ?? "")' has a sign. ") && hint.contains("such as 61 or 90s"))
        }
        #expect(NetstrataCommand.negativeNumber(in: ["get", "-o", "json", "192.0.2.0-9", "--", "-"]) == nil)
        #expect(throws: Never.self) { try NetstrataCommand.parseAsRoot(["apply", "-f", "x", "--confirm", "none"]) }
        #expect(throws: Never.self) { try NetstrataCommand.parseAsRoot(["apply", "-f", "x", "--confirm", "1d"]) }
    }

    @Test func `names every origin of a change in the help of history`() {
        let help = NetstrataCommand.helpMessage(for: HistoryCommand.self, columns: 400)
        for origin in ChangeContext.Origin.allCases { #expect(help.contains(origin.rawValue), "\(origin)") }
    }

    @Test func `takes what a write needs`() throws {
        let words = [
            "apply", "-f", "a.yaml", "-f", "-", "-m", "why é", "--wait", "--timeout", "500ms", "--socket", "/x",
        ]
        let command = try #require(try NetstrataCommand.parseAsRoot(words) as? ApplyCommand)
        #expect(command.files == ["a.yaml", "-"])
        #expect(command.connection.client.socketPath == "/x")
        var request = APIRequest(.PUT, "/p")
        command.options.apply(to: &request)
        #expect(request.target == "/p?wait=applied&timeout=500ms")
        #expect(request.headers.map { "\($0.name): \($0.value)" } == ["X-Change-Message: why é"])
    }

    @Test(arguments: [
        ["--socket", "/x", "get", "links"], ["--socket=/x", "get", "links"], ["get", "--socket", "/x", "links"],
        ["get", "links", "--socket=/x"], ["--socket", "/y", "get", "links", "--socket", "/x"],
    ])
    func `takes the socket before the command's name or after it`(words: [String]) throws {
        let command = try #require(try NetstrataCommand.parseAsRoot(words) as? GetCommand)
        #expect(command.connection.socketPath == "/x")
        #expect(command.words == ["links"])
        let nested = words.map { $0 == "links" ? "--revision=7" : $0 }
        let config = try NetstrataCommand.parseAsRoot(nested.flatMap { $0 == "get" ? ["config", "get"] : [$0] })
        #expect((config as? ConfigGetCommand)?.connection.socketPath == "/x")
        let serve = ["--socket", "/x", "serve", "--state", "/s"]
        let daemon = try #require(try NetstrataCommand.parseAsRoot(serve) as? ServeCommand)
        #expect(daemon.connection.socketPath == "/x")
    }

    @Test func `asks for a dry run on the wire`() throws {
        let command = try #require(try NetstrataCommand.parseAsRoot(["delete", "T/x", "--dry-run"]) as? DeleteCommand)
        var request = APIRequest(.DELETE, "/p")
        command.options.apply(to: &request)
        #expect(request.target == "/p?dryRun=true")
    }

    @Test(arguments: CompletionsCommand.Shell.allCases)
    func `completes itself in each shell`(shell: CompletionsCommand.Shell) {
        let script = NetstrataCommand.completionScript(for: shell.script)
        for command in Self.visible {
            #expect(script.contains(command.configuration.commandName ?? "no name"))
        }
    }
}
