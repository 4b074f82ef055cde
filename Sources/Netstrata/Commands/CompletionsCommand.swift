import ArgumentParser

/// Prints what a shell needs to complete the command line.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print the completion script of a shell.",
        discussion: """
            EXAMPLES
              netstrata completions bash > /etc/bash_completion.d/netstrata
              netstrata completions zsh > "${fpath[1]}/_netstrata"
              netstrata completions fish > ~/.config/fish/completions/netstrata.fish

            'make install' installs all three.
            """)

    /// The shells that ArgumentParser writes scripts for.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        var script: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() { Terminal.output.write(NetstrataCommand.completionScript(for: shell.script) + "\n") }
}
