import ArgumentParser

/// The packet filter: questions about it, and ready rules.
struct FirewallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "firewall", abstract: "Ask what the firewall does with a packet, or take a ready one.",
        discussion: """
            EXAMPLES
              netstrata get firewall                     the rules in their order
              netstrata firewall test tcp from 192.0.2.7 to port 6443 on eth0
              netstrata firewall test icmp from 192.0.2.7 to 192.0.2.1 type echo-request
              netstrata firewall test udp from 10.0.0.5 to 10.1.0.5 port 53 on a out b
              netstrata firewall profile worker --cluster 172.20.0.0/24 --dry-run
            """,
        subcommands: [FirewallTestCommand.self, FirewallProfileCommand.self])

    @OptionGroup var connection: ConnectionOptions
}
