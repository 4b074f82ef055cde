import NetworkTypes

/// The value of a `Host` header.
struct HostName: Sendable {
    private let name: String

    /// Reads it; a port is left out.
    init(_ host: String) {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            name = String(host[host.index(after: host.startIndex)..<end])
        } else {
            name = String(host.split(separator: ":", omittingEmptySubsequences: false).first ?? "").lowercased()
        }
    }

    /// Whether it names this host itself, or the loopback address that the gateway listens on.
    func isLocal(_ listening: String) -> Bool { ["localhost", "127.0.0.1", "::1", listening].contains(name) }

    /// Whether an address to listen on can't be reached from elsewhere.
    static func isLoopback(_ host: String) -> Bool { host == "localhost" || IPAddress(host)?.isLoopback == true }
}
