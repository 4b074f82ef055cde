import ArgumentParser
import Foundation
import HostConfiguration
import NIOHTTP1
import Resources

/// Describes what the host has.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Describe what this host has as a configuration.",
        discussion: """
            EXAMPLES
              netstrata import kernel                          show it
              netstrata import kernel | netstrata apply -f -   take the host over
            """,
        subcommands: [ImportKernelCommand.self])
}

/// Describes what the kernel has.
struct ImportKernelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernel", abstract: "Write documents that say what the host's network is now.",
        discussion: """
            EXAMPLES
              netstrata import kernel --output network.yaml
              netstrata import kernel | netstrata apply -f -   take the host over

            Applying what this writes changes nothing in the kernel; from then on the
            daemon keeps it so, and makes it again after a reboot. resolv.conf is
            written anew with the same servers, and the file of before is kept.

            Links that somebody else makes (bridges, VLANs, bonds, tunnels) are set but
            not made: their addresses and routes are described, and whoever makes them
            goes on doing so. With --made-links bridges, dummies, VLANs, VRFs and veth
            pairs are described as links that Netstrata makes. Links of Docker,
            libvirt and the like are always left to them.

            Whatever documents can't say, or others look after (DHCP, routers, routing
            daemons), stands in comments with the reason.
            """)

    @Option(help: ArgumentHelp("The file to write; else standard output.", valueName: "file"), completion: .file())
    var output: String?

    @Flag(help: "Describe bridges, dummies, VLANs, VRFs and veth pairs as links that Netstrata makes.") var madeLinks =
        false

    @Flag(help: "Describe the host's name and /etc/hosts too; Netstrata then writes that file anew.") var names = false

    @Option(help: ArgumentHelp("Root of the host's files; else that of the daemon.", valueName: "dir"))
    var root: String?

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let host = try await HostReading(client: connection.client, root: try await filesRoot()).inventory()
        var choices = KernelImport.Choices()
        (choices.makesLinks, choices.keepsNames) = (madeLinks, names)
        let text: String
        do throws(ConfigurationFaults) {
            text = try KernelImport(host, choices).text(header: Self.header(host))
        } catch {
            throw ClientError.unexpectedAnswer("\(error)")
        }
        if let output {
            try SystemFile.write(text, to: output)
        } else {
            Terminal.output.write(text)
        }
    }

    /// Where the daemon's files are: what it doesn't keep doesn't belong into its configuration.
    private func filesRoot() async throws(ClientError) -> String {
        if let root { return root }
        return try await connection.client.send(APIRequest(.GET, "/version")).json()["root"]?.text ?? "/"
    }

    private static func header(_ host: HostInventory) -> [String] {
        let name = host.hostname?.hostname.map { "of the host \($0) " } ?? ""
        let now = Moment(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000))
        return [
            "The network \(name)as it was at \(now),",
            "written by 'netstrata import kernel' of Netstrata \(Version.current).", "",
            "'netstrata apply -f FILE' has it kept so. What documents can't say stands in comments with the reason.",
            "Not looked at: the order of a link's addresses, bridges' timers, queues, offloads, neighbours, sysctls,",
            "firewalls; of several rules with one family and priority, all but one.",
        ]
    }
}
