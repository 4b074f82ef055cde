import NetworkTypes
import Resources

/// The host's name and the hosts that it knows as documents, where they are wanted or specs ask for them already.
struct NameImport {
    private let host: HostInventory
    private let isWanted: Bool

    init(_ host: HostInventory, isWanted: Bool) {
        self.host = host
        self.isWanted = isWanted
    }

    /// The documents, or a word on what isn't described.
    var sections: [ImportSection] {
        var sections: [ImportSection] = []
        if let name, isWanted || host.isHostnameKept {
            let document = ImportSection.document(HostnameConfig.kind, ["hostname": .string(name)])
            sections.append(ImportSection(document: document))
        }
        var remarks: [String] = []
        let hosts = knownHosts(&remarks)
        for (address, names) in hosts.sorted(by: { $0.key < $1.key }) {
            let members = ["hostnames": JSON.array(names.map { .string($0) })]
            sections.append(
                ImportSection(
                    document: ImportSection.document(StaticHostConfig.kind, name: address.description, members)))
        }
        if let name, !isWanted, !host.isHostnameKept {
            remarks.append("the host's name, \(name): Netstrata would write /etc/hosts too; --names describes it")
        }
        return sections + [ImportSection(title: remarks.isEmpty ? [] : ["names"], remarks: remarks)]
    }

    private var name: String? {
        host.hostname?.hostname.map { name in host.hostname?.domainname.map { "\(name).\($0)" } ?? name.description }
    }

    /// Those that specs ask for, else those of the file.
    private func knownHosts(_ remarks: inout [String]) -> [IPAddress: [String]] {
        var hosts: [IPAddress: [String]] = [:]
        for known in host.staticHosts {
            for address in known.addresses { hosts[address, default: []].append(known.id) }
        }
        // A file that specs keep says no more than they do.
        guard host.staticHosts.isEmpty, !host.isHostnameKept else { return hosts }
        for line in (host.hostsFile ?? "").split(whereSeparator: \.isNewline) {
            let content = line.prefix { $0 != "#" }
            let words = content.split { $0 == " " || $0 == "\t" }.map(String.init)
            guard words.count > 1 else { continue }
            let names = words.dropFirst().filter { !isOwn($0) }
            guard !names.isEmpty else { continue }
            let isSayable = names.allSatisfy { DomainName($0) != nil }
            if isWanted, isSayable, let address = IPAddress(words[0]) {
                hosts[address, default: []] += names.filter { !(hosts[address] ?? []).contains($0) }
            } else {
                let why = isWanted ? "a document can't say it" : "--names describes it"
                remarks.append("/etc/hosts, \(content): \(why)")
            }
        }
        return hosts
    }

    /// Names that every text of hosts(5) of ours has.
    private func isOwn(_ word: String) -> Bool {
        let common: Set<String> = [
            "localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix",
            "ip6-allnodes", "ip6-allrouters", "ip6-allhosts",
        ]
        return common.contains(word) || word == name || word == host.hostname?.hostname?.description
    }
}
