import ArgumentParser

/// The machine configuration: what `apply -f` stores of documents with a kind.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show, check and change the machine configuration.",
        discussion: """
            EXAMPLES
              netstrata config validate host.yaml        check it, without a daemon
              netstrata config diff host.yaml --plan     what applying it would do
              netstrata apply -f host.yaml -m "why"      replace the configuration
              netstrata apply -f part.yaml --merge       change a part of it
              netstrata config get > host.yaml           as it was put
              netstrata config edit                      change it in your editor

            Secrets are shown as REDACTED; where that is put back, what is stored
            stays. 'netstrata explain' shows what follows from which document.
            """,
        subcommands: [
            ConfigGetCommand.self, ConfigEditCommand.self, ConfigDiffCommand.self, ConfigValidateCommand.self,
            ConfigDeleteCommand.self,
        ])

    @OptionGroup var connection: ConnectionOptions
}

/// What a configuration that can't be carried out as a whole needs.
struct UnsupportedOptions: ParsableArguments {
    @Flag(
        name: .customLong("allow-unsupported"), help: "Store a configuration even if not all of it can be carried out.")
    var areAllowed = false
}
