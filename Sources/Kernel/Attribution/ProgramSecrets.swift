/// Where a program has secrets in its command line.
struct ProgramSecrets {
    /// Its names.
    let names: Set<String>
    /// Short options whose value is a secret; the value stands after them or begins in the same word.
    var options: [String] = []
    /// Words, and how many words that follow are secret.
    var words: [String: Int] = [:]
    /// A word that has to stand somewhere for the words to tell anything; it may be cut short.
    var subject: String?
    /// A word that mustn't stand in it, as another program's command line follows; it may be cut short.
    var exclusion: String?
    /// Whether nothing else of it is a secret, so that all else is shown as it is, telling names too.
    var isOpen = false
    /// Whether it has long numbers that are no keys.
    var hasNumbers = false
    /// Whether all that follows its name is secret.
    var isWhole = false

    /// Programs that are known.
    static let table: [ProgramSecrets] = [
        ProgramSecrets(names: ["ip"], exclusion: "exec", isOpen: true),
        ProgramSecrets(names: ["ip"], words: ["enc": 2, "auth": 2, "auth-trunc": 2, "aead": 2], subject: "xfrm"),
        ProgramSecrets(names: ["ip"], words: ["key": 2], subject: "macsec"),
        ProgramSecrets(names: ["ip"], words: ["cookie": 1, "peer_cookie": 1], subject: "l2tp"),
        ProgramSecrets(names: ["ethtool"], words: ["sopass": 1], isOpen: true, hasNumbers: true),
        ProgramSecrets(names: ["nft", "bridge", "tc"], isOpen: true, hasNumbers: true),
        // Its keys are in files; the public ones of peers are no secrets.
        ProgramSecrets(names: ["wg", "wg-quick"], isOpen: true),
        ProgramSecrets(names: ["curl"], options: ["-b"], words: ["--pass": 1, "--cert": 1, "-E": 1]),
        ProgramSecrets(names: ["redis-cli", "valkey-cli"], options: ["-a"]),
        ProgramSecrets(
            names: ["ldapsearch", "ldapmodify", "ldapadd", "ldapdelete", "ldapwhoami", "ldapcompare"], options: ["-w"]),
        ProgramSecrets(names: ["ldappasswd"], options: ["-w", "-s", "-a"]),
        ProgramSecrets(names: ["mosquitto_pub", "mosquitto_sub", "mosquitto_rr", "sqlcmd"], options: ["-P"]),
        ProgramSecrets(names: ["ipmitool"], options: ["-P", "-k", "-y"]),
        ProgramSecrets(
            names: [
                "snmpget", "snmpgetnext", "snmpset", "snmpwalk", "snmpbulkget", "snmpbulkwalk", "snmptable", "snmptrap",
            ], options: ["-c", "-A", "-X"]),
        ProgramSecrets(names: ["openssl"], options: ["-k", "-K"]),
        ProgramSecrets(names: ["mysql", "mysqldump", "mysqladmin", "mariadb", "mongosh", "mongo"], options: ["-p"]),
        ProgramSecrets(names: ["docker", "podman"], options: ["-p"], subject: "login"),
        ProgramSecrets(names: ["wpa_cli", "hostapd_cli"], words: ["wps_pin": 2, "wps_reg": 2, "wps_ap_pin": 3]),
        ProgramSecrets(names: ["wpa_passphrase", "htpasswd"], isWhole: true),
    ]

    /// What is known of a program, for a command line that it begins or that it's in.
    ///
    /// - Parameters:
    ///   - word: The word that names it, with or without its folder.
    ///   - line: All words.
    /// - Returns: What concerns such a line.
    static func of(_ word: String, in line: [String]) -> [ProgramSecrets] {
        let name = word.split(separator: "/").last.map(String.init) ?? ""
        return table.filter { $0.names.contains(name) && $0.concerns(line) }
    }

    private func concerns(_ line: [String]) -> Bool {
        func has(_ whole: String) -> Bool { line.dropFirst().contains { !$0.isEmpty && whole.hasPrefix($0) } }
        return subject.map(has) != false && exclusion.map(has) != true
    }
}
